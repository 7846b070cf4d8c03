// SPDX-License-Identifier: AGPL-3.0-only

package appeal_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

// room is a campaign with the people around it.
type room struct {
	t        *testing.T
	ctx      context.Context
	db       *database.DB
	cases    *appeal.Service
	camille  person.User // coordinator, opened the campaign
	lena     person.User // lawyer, let in
	remi     person.User // reader, let in
	stranger person.User // coordinator of something else
	campaign appeal.CampaignID
}

func newRoom(t *testing.T) *room {
	t.Helper()
	db := testkit.Database(t)
	r := &room{
		t: t, ctx: context.Background(), db: db, cases: appeal.NewService(db),
		camille:  testkit.Account(t, db, person.Coordinator, "camille@exemple.org"),
		lena:     testkit.Account(t, db, person.Lawyer, "lena@exemple.org"),
		remi:     testkit.Account(t, db, person.Reader, "remi@exemple.org"),
		stranger: testkit.Account(t, db, person.Coordinator, "autre@exemple.org"),
		campaign: fresh[appeal.CampaignID](),
	}
	must(t, r.cases.AddCampaign(r.ctx, r.camille, r.campaign, appeal.CampaignDetails{Title: "Caméras de Valbrume", Departement: "34"}))
	must(t, r.cases.GiveAccess(r.ctx, r.camille, r.campaign, r.lena.ID))
	must(t, r.cases.GiveAccess(r.ctx, r.camille, r.campaign, r.remi.ID))
	return r
}

// order is a prefectoral order, in the campaign unless outside is asked for.
func (r *room) order(number, published string) decision.ID {
	r.t.Helper()
	id := fresh[decision.ID]()
	must(r.t, r.cases.EnterDecision(r.ctx, r.camille, id, orderDetails(number, published), &r.campaign))
	return id
}

func orderDetails(number, published string) decision.Details {
	details := decision.Details{
		Kind: decision.Authorisation, Authority: "Préfet de l’Hérault", Departement: "34", Number: number,
		SignedOn: calendar.MustDay("2026-01-05"),
	}
	if published != "" {
		details.PublishedOn = calendar.MustDay(published)
	}
	return details
}

// request prepares an annulment request against decisions.
func (r *room) request(against ...decision.ID) appeal.ID {
	r.t.Helper()
	id := fresh[appeal.ID]()
	must(r.t, r.cases.AddAppeal(r.ctx, r.camille, id, r.campaign, annulment(), against))
	return id
}

func annulment() appeal.Details {
	return appeal.Details{Kind: appeal.Annulment, Title: "Requête de Valbrume", Addressee: "Tribunal administratif de Montpellier"}
}

// trace fails the test unless the journal's latest entry is of this action.
func (r *room) trace(action string) {
	r.t.Helper()
	journal, err := r.cases.Journal(r.ctx, r.camille, r.campaign, "", 1)
	must(r.t, err)
	if !slices.ContainsFunc(journal.Entries, func(e audit.Entry) bool { return e.Action == action && e.Actor != "" }) {
		r.t.Errorf("the journal does not know %s", action)
	}
}

func TestAStrangerFindsNothing(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "2026-02-02")
	request := r.request(order)
	sheets, err := r.cases.Deadlines(r.ctx, r.camille, r.campaign)
	must(t, err)
	due := sheets[0].ID
	event := fresh[appeal.EventID]()
	must(t, r.cases.AddEvent(r.ctx, r.camille, event, request, appeal.OtherEvent, calendar.Day{}, "note"))
	for name, act := range acts(r, order, request, due, event) {
		t.Run(name, func(t *testing.T) {
			if err := act(r.stranger); problem.CodeOf(err) != problem.NotFound {
				t.Errorf("a stranger got %v", err)
			}
		})
	}
	board, err := r.cases.Board(r.ctx, r.stranger, calendar.MustDay("2026-03-02"), appeal.Filter{})
	must(t, err)
	if len(board.Campaigns)+len(board.Groups) > 0 {
		t.Errorf("a stranger's board shows %d campaigns and %d groups", len(board.Campaigns), len(board.Groups))
	}
}

func TestAReaderReadsAndChangesNothing(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "2026-02-02")
	request := r.request(order)
	sheets, err := r.cases.Deadlines(r.ctx, r.remi, r.campaign)
	must(t, err)
	due := sheets[0].ID
	event := fresh[appeal.EventID]()
	must(t, r.cases.AddEvent(r.ctx, r.camille, event, request, appeal.OtherEvent, calendar.Day{}, "note"))
	for name, act := range acts(r, order, request, due, event) {
		t.Run(name, func(t *testing.T) {
			err, reads := act(r.remi), reading[name]
			if reads && err != nil || !reads && problem.CodeOf(err) != problem.Forbidden {
				t.Errorf("a reader got %v", err)
			}
		})
	}
}

// reading names the acts that change nothing.
var reading = map[string]bool{
	"find campaign": true, "head": true, "accesses": true, "decisions": true, "appeals": true, "appeal": true,
	"event": true, "deadlines": true, "deadline": true, "journal": true,
}

// acts is everything that can be asked about one campaign.
func acts(r *room, order decision.ID, request appeal.ID, due appeal.DeadlineID, event appeal.EventID) map[string]func(person.User) error {
	ctx, s, id := r.ctx, r.cases, r.campaign
	day := calendar.MustDay("2026-02-10")
	return map[string]func(person.User) error{
		"find campaign": func(by person.User) error { _, err := s.FindCampaign(ctx, by, id); return err },
		"head":          func(by person.User) error { _, err := s.Head(ctx, by, id); return err },
		"accesses":      func(by person.User) error { _, _, err := s.Accesses(ctx, by, id); return err },
		"decisions":     func(by person.User) error { _, err := s.DecisionsOf(ctx, by, id); return err },
		"appeals":       func(by person.User) error { _, err := s.Appeals(ctx, by, id); return err },
		"appeal":        func(by person.User) error { _, err := s.Appeal(ctx, by, request); return err },
		"event":         func(by person.User) error { _, _, err := s.Event(ctx, by, event); return err },
		"deadlines":     func(by person.User) error { _, err := s.Deadlines(ctx, by, id); return err },
		"deadline":      func(by person.User) error { _, err := s.Deadline(ctx, by, due); return err },
		"journal":       func(by person.User) error { _, err := s.Journal(ctx, by, id, "", 1); return err },
		"edit campaign": func(by person.User) error {
			return s.EditCampaign(ctx, by, id, 1, appeal.CampaignDetails{Title: "Autre"})
		},
		"give access":     func(by person.User) error { return s.GiveAccess(ctx, by, id, r.stranger.ID) },
		"take access":     func(by person.User) error { return s.TakeAccess(ctx, by, id, r.lena.ID) },
		"attach decision": func(by person.User) error { return s.AttachDecision(ctx, by, id, order) },
		"detach decision": func(by person.User) error { return s.DetachDecision(ctx, by, id, order) },
		"enter decision": func(by person.User) error {
			return s.EnterDecision(ctx, by, fresh[decision.ID](), orderDetails("2026-77", ""), &id)
		},
		"add appeal":     func(by person.User) error { return s.AddAppeal(ctx, by, fresh[appeal.ID](), id, annulment(), nil) },
		"edit appeal":    func(by person.User) error { return s.EditAppeal(ctx, by, request, 1, annulment(), nil) },
		"advance":        func(by person.User) error { return s.Advance(ctx, by, request, 1, appeal.Lodged, day, "") },
		"add counsel":    func(by person.User) error { return s.AddCounsel(ctx, by, fresh[appeal.CounselID](), request, "A", "B") },
		"remove counsel": func(by person.User) error { return s.RemoveCounsel(ctx, by, request, fresh[appeal.CounselID]()) },
		"add event": func(by person.User) error {
			return s.AddEvent(ctx, by, fresh[appeal.EventID](), request, appeal.OtherEvent, day, "")
		},
		"edit event":     func(by person.User) error { return s.EditEvent(ctx, by, event, 1, day, "") },
		"remove event":   func(by person.User) error { return s.RemoveEvent(ctx, by, event) },
		"close deadline": func(by person.User) error { return s.Close(ctx, by, due, 1, appeal.Met, "fait") },
	}
}

func TestTheSameFormTwiceMakesOneRow(t *testing.T) {
	r := newRoom(t)
	must(t, r.cases.AddCampaign(r.ctx, r.camille, r.campaign, appeal.CampaignDetails{Title: "Autre titre"}))
	kept, err := r.cases.FindCampaign(r.ctx, r.camille, r.campaign)
	must(t, err)
	if kept.Title != "Caméras de Valbrume" {
		t.Errorf("the second sending changed the title to %s", kept.Title)
	}
	request := r.request()
	must(t, r.cases.AddAppeal(r.ctx, r.lena, request, r.campaign, annulment(), nil))
	counsel, event := fresh[appeal.CounselID](), fresh[appeal.EventID]()
	for range 2 {
		must(t, r.cases.AddCounsel(r.ctx, r.camille, counsel, request, "Me Fictive", "Montpellier"))
		must(t, r.cases.AddEvent(r.ctx, r.camille, event, request, appeal.OtherEvent, calendar.Day{}, "une fois"))
	}
	sheet, err := r.cases.Appeal(r.ctx, r.camille, request)
	must(t, err)
	if len(sheet.Counsels) != 1 || len(sheet.Events) != 1 {
		t.Errorf("%d lawyers and %d events, want one each", len(sheet.Counsels), len(sheet.Events))
	}
	if err := r.cases.AddCampaign(r.ctx, r.stranger, r.campaign, appeal.CampaignDetails{Title: "Pris"}); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("an id of somebody else's campaign: %v", err)
	}
}

func TestTwoCampaignsOfOneTitleHaveTheirOwnShortName(t *testing.T) {
	r := newRoom(t)
	second := fresh[appeal.CampaignID]()
	must(t, r.cases.AddCampaign(r.ctx, r.camille, second, appeal.CampaignDetails{Title: "Caméras de Valbrume"}))
	kept, err := r.cases.FindCampaign(r.ctx, r.camille, second)
	must(t, err)
	if kept.Slug != "cameras-de-valbrume-2" {
		t.Errorf("short name %s", kept.Slug)
	}
}

func TestCampaignFaults(t *testing.T) {
	r := newRoom(t)
	for name, tt := range map[string]struct {
		details appeal.CampaignDetails
		field   string
	}{
		"no title":            {appeal.CampaignDetails{Title: "  "}, "title"},
		"unknown département": {appeal.CampaignDetails{Title: "A", Departement: "99"}, "departement"},
		"a zero byte":         {appeal.CampaignDetails{Title: "A\x00B"}, "title"},
		"not UTF-8":           {appeal.CampaignDetails{Title: "A", Organiser: "\xff"}, "organiser"},
	} {
		err := r.cases.AddCampaign(r.ctx, r.camille, fresh[appeal.CampaignID](), tt.details)
		if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Name != tt.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := r.cases.EditCampaign(r.ctx, r.camille, r.campaign, 7, appeal.CampaignDetails{Title: "A"})
	if !errors.Is(err, database.Stale()) {
		t.Errorf("a stale edit: %v", err)
	}
	if err := r.cases.AddCampaign(r.ctx, r.remi, fresh[appeal.CampaignID](), appeal.CampaignDetails{Title: "A"}); problem.CodeOf(err) != problem.Forbidden {
		t.Errorf("a reader opened a campaign: %v", err)
	}
}

func TestTheLastWhoMayWriteKeepsTheirAccess(t *testing.T) {
	r := newRoom(t)
	must(t, r.cases.TakeAccess(r.ctx, r.lena, r.campaign, r.camille.ID))
	r2 := r
	r2.camille = r.lena
	r2.trace("access.taken")
	if err := r.cases.TakeAccess(r.ctx, r.lena, r.campaign, r.lena.ID); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("the last writer left: %v", err)
	}
	members, others, err := r.cases.Accesses(r.ctx, r.lena, r.campaign)
	must(t, err)
	if len(members) != 2 || len(others) != 2 {
		t.Fatalf("%d members, %d others", len(members), len(others))
	}
	for _, m := range members {
		if m.Last != (m.User.ID == r.lena.ID) {
			t.Errorf("%s last: %v", m.User.Email, m.Last)
		}
	}
	if err := r.cases.GiveAccess(r.ctx, r.lena, r.campaign, fresh[person.ID]()); problem.CodeOf(err) != problem.Invalid {
		t.Errorf("access for nobody: %v", err)
	}
}

func TestTwoWritersCannotTakeEachOthersAccessAtOnce(t *testing.T) {
	r := newRoom(t)
	errs := atOnce(2, func(i int) error {
		if i == 0 {
			return r.cases.TakeAccess(r.ctx, r.camille, r.campaign, r.lena.ID)
		}
		return r.cases.TakeAccess(r.ctx, r.lena, r.campaign, r.camille.ID)
	})
	if successes(errs) != 1 {
		t.Errorf("both left: %v", errs)
	}
}

// atOnce does the same thing from several goroutines, which start together.
func atOnce(n int, act func(i int) error) []error {
	errs, start := make([]error, n), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = act(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

func successes(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}

func fresh[T ~string]() T { return T(uuid.Must(uuid.NewV7()).String()) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
