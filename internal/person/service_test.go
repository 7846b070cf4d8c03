// SPDX-License-Identifier: AGPL-3.0-only

package person_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

func TestAddChecksEachField(t *testing.T) {
	db := testkit.Database(t)
	people := person.NewService(db, testkit.Clock)
	for name, tt := range map[string]struct {
		profile  person.Profile
		password string
		field    string
	}{
		"no address":        {person.Profile{Name: "Camille", Role: person.Lawyer}, testkit.Password, "email"},
		"two addresses":     {person.Profile{Name: "Camille", Email: "a@b.org, c@d.org", Role: person.Lawyer}, testkit.Password, "email"},
		"address and name":  {person.Profile{Name: "Camille", Email: "Camille <a@b.org>", Role: person.Lawyer}, testkit.Password, "email"},
		"address with CRLF": {person.Profile{Name: "Camille", Email: "a@b.org\r\nBcc: x@y.org", Role: person.Lawyer}, testkit.Password, "email"},
		"no name":           {person.Profile{Email: "a@b.org", Role: person.Lawyer}, testkit.Password, "name"},
		"long name":         {person.Profile{Name: strings.Repeat("é", 121), Email: "a@b.org", Role: person.Lawyer}, testkit.Password, "name"},
		"unknown role":      {person.Profile{Name: "Camille", Email: "a@b.org", Role: "king"}, testkit.Password, "role"},
		"short password":    {person.Profile{Name: "Camille", Email: "a@b.org", Role: person.Lawyer}, "onze lettre", "password"},
		"endless password":  {person.Profile{Name: "Camille", Email: "a@b.org", Role: person.Lawyer}, strings.Repeat("x", 201), "password"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := people.AddFromCommand(context.Background(), tt.profile, tt.password)
			fields := problem.FieldsOf(err)
			if len(fields) != 1 || fields[0].Name != tt.field {
				t.Errorf("got %v (%v), want a fault beside %s", err, fields, tt.field)
			}
		})
	}
}

func TestOneAccountAnAddress(t *testing.T) {
	db := testkit.Database(t)
	people := person.NewService(db, testkit.Clock)
	testkit.Account(t, db, person.Lawyer, "camille@exemple.org")
	_, err := people.AddFromCommand(context.Background(), person.Profile{Name: "Autre", Email: "Camille@Exemple.org", Role: person.Reader}, testkit.Password)
	if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Key != "person.email_taken" {
		t.Errorf("got %v", err)
	}
}

func TestWhoManagesAccounts(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	for role, may := range map[person.Role]map[person.Role]bool{
		person.Administrator: {person.Administrator: true, person.Reader: true},
		person.Coordinator:   {person.Administrator: false, person.Reader: true},
		person.Lawyer:        {person.Administrator: false, person.Reader: false},
		person.Reader:        {person.Administrator: false, person.Reader: false},
	} {
		by := testkit.Account(t, db, role, string(role)+"@exemple.org")
		for given, allowed := range may {
			_, err := people.Add(ctx, by, person.Profile{Name: "X", Email: string(role) + "-" + string(given) + "@exemple.org", Role: given}, testkit.Password)
			if (err == nil) != allowed {
				t.Errorf("%s gives %s: %v", role, given, err)
			}
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	now := testkit.Now
	people := person.NewService(db, func() time.Time { return now })
	user := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	token, err := people.SignIn(ctx, user.Email, testkit.Password)
	must(t, err)
	if _, err := people.Recognise(ctx, token); err != nil {
		t.Fatalf("a fresh session: %v", err)
	}
	now = testkit.Now.Add(31 * time.Minute)
	if _, err := people.Recognise(ctx, token); problem.CodeOf(err) != problem.SignedOut {
		t.Errorf("after half an hour without use: %v", err)
	}
}

func TestClosingAnAccountEndsItsSessions(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	boss := testkit.Account(t, db, person.Administrator, "admin@exemple.org")
	user := testkit.Account(t, db, person.Lawyer, "camille@exemple.org")
	token, err := people.SignIn(ctx, user.Email, testkit.Password)
	must(t, err)
	must(t, people.Edit(ctx, boss, user.ID, user.Version, user.Profile, false))
	if _, err := people.Recognise(ctx, token); problem.CodeOf(err) != problem.SignedOut {
		t.Errorf("the session of a closed account: %v", err)
	}
	if _, err := people.SignIn(ctx, user.Email, testkit.Password); err == nil {
		t.Error("a closed account signed in")
	}
	if err := people.Edit(ctx, boss, user.ID, user.Version, user.Profile, true); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("an edit of a row that has moved on: %v", err)
	}
}

func TestSomebodyAlwaysManages(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	boss := testkit.Account(t, db, person.Administrator, "admin@exemple.org")
	if err := people.Edit(ctx, boss, boss.ID, boss.Version, boss.Profile, false); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("the last manager closed their own account: %v", err)
	}
	if again, err := people.Find(ctx, boss, boss.ID); err != nil || !again.Active() {
		t.Errorf("half of the refused edit was kept: %v, %v", again, err)
	}
}

func TestTheDatabaseHoldsNoUsableSecret(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	link, err := people.OfferSetup(ctx)
	must(t, err)
	user := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	token, err := people.SignIn(ctx, user.Email, testkit.Password)
	must(t, err)
	must(t, db.Read(ctx, func(tx database.Tx) error {
		kept, err := database.Query[string](tx, "SELECT id FROM sessions UNION ALL SELECT id FROM setup_links UNION ALL SELECT password_hash FROM users")
		for _, text := range kept {
			if strings.Contains(text, token) || strings.Contains(text, link) || strings.Contains(text, testkit.Password) {
				t.Errorf("a secret is kept as it is: %s", text)
			}
		}
		return err
	}))
}

func TestOneSetupMakesOneAccount(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	old, err := people.OfferSetup(ctx)
	must(t, err)
	link, err := people.OfferSetup(ctx)
	must(t, err)
	if err := people.SetupOpen(ctx, old); err == nil {
		t.Error("an earlier link still opens")
	}
	var made atomic.Int32
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			profile := person.Profile{Name: "Camille", Email: string(rune('a'+i)) + "@exemple.org"}
			if _, _, err := people.SetUp(ctx, link, profile, testkit.Password); err == nil {
				made.Add(1)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("%d accounts were made from one link", made.Load())
	}
	if again, err := people.OfferSetup(ctx); again != "" || err != nil {
		t.Errorf("a link is offered while there is an account: %q, %v", again, err)
	}
	if _, err := audit.Verify(ctx, db); err != nil {
		t.Error(err)
	}
}

func TestChangingOnesPassword(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	user := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	old, err := people.SignIn(ctx, user.Email, testkit.Password)
	must(t, err)
	if _, err := people.ChangePassword(ctx, user, "pas celui-là", "une autre phrase longue"); problem.FieldsOf(err) == nil {
		t.Errorf("a wrong password changed it: %v", err)
	}
	fresh, err := people.ChangePassword(ctx, user, testkit.Password, "une autre phrase longue")
	must(t, err)
	if _, err := people.Recognise(ctx, old); problem.CodeOf(err) != problem.SignedOut {
		t.Errorf("the old session lives on: %v", err)
	}
	if _, err := people.Recognise(ctx, fresh); err != nil {
		t.Errorf("the fresh session: %v", err)
	}
	if _, err := people.SignIn(ctx, user.Email, "une autre phrase longue"); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestALinkDiesWithTheFirstAccount(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	link, err := people.OfferSetup(ctx)
	must(t, err)
	_, err = people.AddFromCommand(ctx, person.Profile{Name: "Camille", Email: "camille@exemple.org", Role: person.Reader}, testkit.Password)
	must(t, err)
	if _, _, err := people.SetUp(ctx, link, person.Profile{Name: "Autre", Email: "autre@exemple.org"}, testkit.Password); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("the link still makes a coordinator: %v", err)
	}
}

func TestTwoManagersCannotCloseEachOther(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	one := testkit.Account(t, db, person.Administrator, "une@exemple.org")
	two := testkit.Account(t, db, person.Administrator, "deux@exemple.org")
	var all sync.WaitGroup
	var closed atomic.Int32
	for by, of := range map[person.User]person.User{one: two, two: one} {
		all.Go(func() {
			if people.Edit(ctx, by, of.ID, of.Version, of.Profile, false) == nil {
				closed.Add(1)
			}
		})
	}
	all.Wait()
	if closed.Load() != 1 {
		t.Errorf("%d accounts were closed", closed.Load())
	}
}

func TestACampaignKeepsSomebodyWhoMayWrite(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	boss := testkit.Account(t, db, person.Administrator, "admin@exemple.org")
	alone := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	must(t, db.InTx(ctx, func(tx database.Tx) error {
		for _, sql := range []string{
			"INSERT INTO campaigns (id, slug, title, summary, organiser, departement, demo, version, created_at) VALUES ('c', 'c', 'C', '', '', '', ?, 1, ?)",
			"INSERT INTO accesses (id, campaign_id, user_id, given_by, created_at) VALUES ('a', 'c', ?, '', ?)",
		} {
			values := []any{false, tx.Now}
			if strings.Contains(sql, "accesses") {
				values[0] = alone.ID
			}
			if _, err := tx.Exec(sql, values...); err != nil {
				return err
			}
		}
		return nil
	}))
	if err := people.Edit(ctx, boss, alone.ID, alone.Version, alone.Profile, false); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("the only writer of a campaign was closed: %v", err)
	}
	reader := alone.Profile
	reader.Role = person.Reader
	if err := people.Edit(ctx, boss, alone.ID, alone.Version, reader, true); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("the only writer of a campaign became a reader: %v", err)
	}
}

func TestManyTriesAtOnceAreNotAllHeard(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	people := person.NewService(db, testkit.Clock)
	user := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	var all sync.WaitGroup
	var heard atomic.Int32
	for range 40 {
		all.Go(func() {
			if _, err := people.SignIn(ctx, user.Email, "pas celui-là"); problem.CodeOf(err) == problem.Invalid {
				heard.Add(1)
			}
		})
	}
	all.Wait()
	if heard.Load() > 5 {
		t.Errorf("%d wrong passwords were tried at once", heard.Load())
	}
}
