// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

var ctx = context.Background()

// room is a campaign with two appeals, seen by a coordinator and a reader but
// not by the stranger, who is a coordinator elsewhere.
type room struct {
	*coplaintiff.Service
	db                            *database.DB
	coordinator, reader, stranger person.User
	campaign                      appeal.CampaignID
	request, second               appeal.ID
}

func newRoom(t *testing.T) room {
	t.Helper()
	db := testkit.Database(t)
	r := room{
		Service: coplaintiff.NewService(db), db: db, campaign: "campaign", request: "request", second: "second",
		coordinator: user("coordinator", person.Coordinator), reader: user("reader", person.Reader), stranger: user("stranger", person.Coordinator),
	}
	rows := []any{&r.coordinator, &r.reader, &r.stranger}
	for _, id := range []appeal.CampaignID{r.campaign, "elsewhere"} {
		rows = append(rows, &appeal.Campaign{ID: id, CampaignDetails: appeal.CampaignDetails{Slug: string(id), Title: "Caméras"}, Version: 1})
	}
	for _, u := range []person.User{r.coordinator, r.reader} {
		rows = append(rows, &appeal.Access{ID: newID(), CampaignID: r.campaign, UserID: u.ID})
	}
	for _, id := range []appeal.ID{r.request, r.second} {
		rows = append(rows, anAppeal(id, r.campaign))
	}
	rows = append(rows, anAppeal("foreign", "elsewhere"))
	keep(t, db, rows...)
	return r
}

func user(id string, role person.Role) person.User {
	return person.User{ID: person.ID(id), Profile: person.Profile{Email: id + "@example.org", Name: id, Role: role, Language: person.French}, Version: 1}
}

func anAppeal(id appeal.ID, campaign appeal.CampaignID) *appeal.Appeal {
	return &appeal.Appeal{ID: id, CampaignID: campaign, Details: appeal.Details{Kind: "annulment", Title: "Requête " + string(id)}, Stage: "preparation", Version: 1}
}

func keep(t *testing.T, db *database.DB, rows ...any) {
	t.Helper()
	must(t, db.InTx(ctx, func(tx database.Tx) error {
		for _, row := range rows {
			if err := tx.Add(row); err != nil {
				return err
			}
		}
		return nil
	}))
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func resident() coplaintiff.Details {
	return coplaintiff.Details{
		Kind: coplaintiff.NaturalPerson, GivenName: "Aïcha", FamilyName: "Nŭmérotée",
		Street: "1 rue de l’Exemple", PostalCode: "34200", Town: "Sète", Email: "foyer@example.org",
	}
}

// add enters a co-plaintiff and gives the id back.
func (r room) add(t *testing.T, details coplaintiff.Details) coplaintiff.ID {
	t.Helper()
	id := coplaintiff.ID(newID())
	must(t, r.Add(ctx, r.coordinator, id, r.campaign, details))
	return id
}

// give gives a role in the request on a day, "" for an unknown one.
func (r room) give(to coplaintiff.ID, kind coplaintiff.RoleKind, on string) (coplaintiff.RoleID, error) {
	id := coplaintiff.RoleID(newID())
	return id, r.GiveRole(ctx, r.coordinator, id, to, coplaintiff.Grant{AppealID: r.request, Kind: kind, SinceOn: day(on)})
}

func day(text string) calendar.Day {
	if text == "" {
		return calendar.Day{}
	}
	return calendar.MustDay(text)
}

func (r room) sheet(t *testing.T, id coplaintiff.ID) coplaintiff.Sheet {
	t.Helper()
	sheet, err := r.Find(ctx, r.coordinator, id)
	must(t, err)
	return sheet
}

func (r room) actions(t *testing.T) (actions []string) {
	t.Helper()
	must(t, r.db.Read(ctx, func(tx database.Tx) error {
		entries, err := audit.Of(tx, string(r.campaign), 100, 0)
		for _, e := range entries {
			actions = append(actions, e.Action)
			for _, secret := range []string{"Aïcha", "Nŭmérotée", "Exemple", "Sète", "foyer@"} {
				if strings.Contains(e.Detail, secret) {
					t.Errorf("the journal holds %q", secret)
				}
			}
		}
		return err
	}))
	return actions
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFault wants a form refused beside this field with this sentence.
func wantFault(t *testing.T, err error, field, key string) {
	t.Helper()
	if !slices.ContainsFunc(problem.FieldsOf(err), func(f problem.Field) bool { return f.Name == field && f.Key == key }) {
		t.Errorf("got %v %v, want %s beside %s", err, problem.FieldsOf(err), key, field)
	}
}

func wantCode(t *testing.T, err error, code problem.Code) {
	t.Helper()
	if problem.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestStructsMatchTables(t *testing.T) {
	db := testkit.Database(t)
	for _, row := range []any{&coplaintiff.CoPlaintiff{}, &coplaintiff.Role{}} {
		table, missing, unknown, err := db.Difference(ctx, row)
		if err != nil || len(missing)+len(unknown) > 0 {
			t.Errorf("%s: without column %v, without field %v, %v", table, missing, unknown, err)
		}
	}
}

func TestAddNumbersAndLeavesATrace(t *testing.T) {
	r := newRoom(t)
	r.add(t, resident())
	second := r.add(t, coplaintiff.Details{Kind: coplaintiff.Association, Name: "  Les   Yeux ouverts ", Signatory: "Un Président", GivenName: "x"})
	sheet := r.sheet(t, second)
	if sheet.Reference() != "CP-0002" || sheet.FullName() != "Les Yeux ouverts" || sheet.GivenName != "" {
		t.Errorf("kept %+v", sheet.CoPlaintiff)
	}
	want := []string{"coplaintiff.read", "coplaintiff.added", "coplaintiff.added"}
	if got := r.actions(t); !slices.Equal(got, want) {
		t.Errorf("journal %v, want %v", got, want)
	}
}

func TestAddSameFormTwiceEntersOne(t *testing.T) {
	r, id := newRoom(t), coplaintiff.ID(newID())
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := r.Add(ctx, r.coordinator, id, r.campaign, resident()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	list, err := r.Of(ctx, r.coordinator, r.campaign, coplaintiff.Filter{})
	must(t, err)
	if list.All != 1 || list.Parties[0].Number != 1 {
		t.Errorf("%d entered, first number %d", list.All, list.Parties[0].Number)
	}
	if next := r.sheet(t, r.add(t, resident())); next.Number != 2 {
		t.Errorf("next number %d, want 2", next.Number)
	}
}

func TestNobodyElseMayActOrSee(t *testing.T) {
	r := newRoom(t)
	id := r.add(t, resident())
	role, err := r.give(id, coplaintiff.Claimant, "")
	must(t, err)
	for name, tt := range map[string]struct {
		by   person.User
		code problem.Code
	}{"reader": {r.reader, problem.Forbidden}, "stranger": {r.stranger, problem.NotFound}} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, r.Add(ctx, tt.by, coplaintiff.ID(newID()), r.campaign, resident()), tt.code)
			wantCode(t, r.Edit(ctx, tt.by, id, 1, resident()), tt.code)
			wantCode(t, r.GiveRole(ctx, tt.by, coplaintiff.RoleID(newID()), id, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Supporter}), tt.code)
			wantCode(t, r.EndRole(ctx, tt.by, id, role, calendar.Day{}), tt.code)
		})
	}
	_, err = r.Find(ctx, r.stranger, id)
	wantCode(t, err, problem.NotFound)
	_, err = r.Of(ctx, r.stranger, r.campaign, coplaintiff.Filter{})
	wantCode(t, err, problem.NotFound)
	if _, err := r.Find(ctx, r.reader, id); err != nil {
		t.Errorf("a reader of the campaign reads: %v", err)
	}
}

func TestDetailsRefused(t *testing.T) {
	r := newRoom(t)
	for name, tt := range map[string]struct {
		change     func(*coplaintiff.Details)
		field, key string
	}{
		"person without family name":    {func(d *coplaintiff.Details) { d.FamilyName = " " }, "family_name", "coplaintiff.family_name_missing"},
		"association without name":      {func(d *coplaintiff.Details) { d.Kind = coplaintiff.Association }, "name", "coplaintiff.name_missing"},
		"association without signatory": {func(d *coplaintiff.Details) { d.Kind = coplaintiff.Association }, "signatory", "coplaintiff.signatory_missing"},
		"neither":                       {func(d *coplaintiff.Details) { d.Kind = "robot" }, "kind", "coplaintiff.kind_unknown"},
		"name of 201 characters":        {func(d *coplaintiff.Details) { d.GivenName = strings.Repeat("名", 201) }, "given_name", "typed.too_long"},
		"NUL":                           {func(d *coplaintiff.Details) { d.Town = "Sè\x00te" }, "town", "typed.unreadable"},
		"not UTF-8":                     {func(d *coplaintiff.Details) { d.OwnWords = "\xff" }, "own_words", "typed.unreadable"},
		"not an address":                {func(d *coplaintiff.Details) { d.Email = "foyer" }, "email", "coplaintiff.email_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			details := resident()
			tt.change(&details)
			wantFault(t, r.Add(ctx, r.coordinator, coplaintiff.ID(newID()), r.campaign, details), tt.field, tt.key)
		})
	}
}

func TestNamesInAnyScript(t *testing.T) {
	r := newRoom(t)
	for _, name := range []string{"李小龍", "محمد بن أحمد", "Дмитрий", "O’Brien-Nguyễn", strings.Repeat("名", 200)} {
		details := resident()
		details.GivenName, details.FamilyName = "", name
		if got := r.sheet(t, r.add(t, details)).FullName(); got != name {
			t.Errorf("kept %q, want %q", got, name)
		}
	}
}

func TestEditRefusesAStaleVersion(t *testing.T) {
	r := newRoom(t)
	id := r.add(t, resident())
	changed := resident()
	changed.OwnWords = "Trois caméras\r\nsur mon trajet."
	must(t, r.Edit(ctx, r.coordinator, id, 1, changed))
	err := r.Edit(ctx, r.coordinator, id, 1, resident())
	if !errors.Is(err, database.Stale()) {
		t.Errorf("second edit: %v", err)
	}
	if got := r.sheet(t, id); got.OwnWords != "Trois caméras\nsur mon trajet." || got.Version != 2 {
		t.Errorf("kept %+v", got.CoPlaintiff)
	}
}

func TestListFiltersAndPages(t *testing.T) {
	r := newRoom(t)
	claimant := r.add(t, resident())
	_, err := r.give(claimant, coplaintiff.Claimant, "2026-01-10")
	must(t, err)
	for i := range coplaintiff.PageLength {
		r.add(t, coplaintiff.Details{Kind: coplaintiff.NaturalPerson, FamilyName: fmt.Sprint("Soutien ", i), OwnWords: "Je passe là."})
	}
	for name, tt := range map[string]struct {
		filter       coplaintiff.Filter
		found, shown int
	}{
		"all, first page":   {coplaintiff.Filter{}, 51, 50},
		"all, second page":  {coplaintiff.Filter{Page: 2}, 51, 1},
		"of an appeal":      {coplaintiff.Filter{Appeal: r.request}, 1, 1},
		"of another":        {coplaintiff.Filter{Appeal: r.second}, 0, 0},
		"claimants":         {coplaintiff.Filter{Role: coplaintiff.Claimant}, 1, 1},
		"claimants there":   {coplaintiff.Filter{Role: coplaintiff.Claimant, Appeal: r.second}, 0, 0},
		"without address":   {coplaintiff.Filter{Missing: coplaintiff.Address}, 50, 50},
		"without own words": {coplaintiff.Filter{Missing: coplaintiff.OwnWords}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := r.Of(ctx, r.reader, r.campaign, tt.filter)
			must(t, err)
			if list.Found != tt.found || len(list.Parties) != tt.shown || list.All != 51 || list.Complete != 0 {
				t.Errorf("found %d, shown %d, all %d, complete %d", list.Found, len(list.Parties), list.All, list.Complete)
			}
		})
	}
}

func TestAnAssociationIsAskedForNoTestimony(t *testing.T) {
	r := newRoom(t)
	association := coplaintiff.Details{Kind: coplaintiff.Association, Name: "Passants", Signatory: "Camille Exemple", Street: "1 rue Neuve", Town: "Sète"}
	r.add(t, association)
	if missing := association.Missing(); len(missing) != 0 {
		t.Errorf("missing %v", missing)
	}
	for name, tt := range map[string]struct {
		filter   coplaintiff.Filter
		found    int
		complete int
	}{
		"everybody":         {coplaintiff.Filter{}, 1, 1},
		"without own words": {coplaintiff.Filter{Missing: coplaintiff.OwnWords}, 0, 1},
	} {
		list, err := r.Of(ctx, r.coordinator, r.campaign, tt.filter)
		if err != nil || list.Found != tt.found || list.Complete != tt.complete {
			t.Errorf("%s: found %d, complete %d, %v", name, list.Found, list.Complete, err)
		}
	}
}

func TestTheSamePersonEnteredTwiceIsNoticed(t *testing.T) {
	r := newRoom(t)
	first, twin, other := resident(), resident(), resident()
	first.FamilyName, first.Town = "Élan-Dupré", "Sète"
	twin.FamilyName, twin.Town = "elan dupre", "SETE"
	other.FamilyName, other.Town = "Élan-Dupré", "Agde"
	earlier, later, elsewhere := r.add(t, first), r.add(t, twin), r.add(t, other)
	if alike := r.sheet(t, later).Alike; alike == nil || alike.ID != earlier || alike.Reference() != "CP-0001" {
		t.Errorf("the second resembles %+v", alike)
	}
	if alike := r.sheet(t, earlier).Alike; alike != nil {
		t.Errorf("the first resembles %s", alike.Reference())
	}
	if alike := r.sheet(t, elsewhere).Alike; alike != nil {
		t.Errorf("who lives elsewhere resembles %s", alike.Reference())
	}
}

func TestDoubtfulPostalCode(t *testing.T) {
	for code, doubtful := range map[string]bool{"34200": false, "34 200": false, "": false, "SW1A 1AA": false, "3420": true, "342000": true} {
		if got := (coplaintiff.Details{PostalCode: code}).DoubtfulPostalCode(); got != doubtful {
			t.Errorf("%q: %v", code, got)
		}
	}
}
