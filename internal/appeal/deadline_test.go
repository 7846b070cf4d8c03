// SPDX-License-Identifier: AGPL-3.0-only

package appeal_test

import (
	"errors"
	"fmt"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (r *room) deadlines() []appeal.DeadlineSheet {
	r.t.Helper()
	sheets, err := r.cases.Deadlines(r.ctx, r.camille, r.campaign)
	must(r.t, err)
	return sheets
}

func (r *room) correct(id decision.ID, version int, published string, approved bool) error {
	return r.cases.CorrectDecision(r.ctx, r.camille, id, version, orderDetails("2026-1", published), approved)
}

func TestADeadlineOpensWithTheDay(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "")
	if n := len(r.deadlines()); n != 0 {
		t.Fatalf("%d deadlines without a day", n)
	}
	must(t, r.correct(order, 1, "2026-02-02", false))
	kept := r.deadlines()
	if len(kept) != 1 || kept[0].LastDay.String() != "2026-04-03" || kept[0].Rule != "REP-2M" || kept[0].TriggerKind != deadline.Published {
		t.Fatalf("kept %+v", kept)
	}
	if _, same := kept[0].Computed(); !same {
		t.Error("the rules of today lead elsewhere")
	}
	r.trace("deadline.opened")

	second := fresh[appeal.CampaignID]()
	must(t, r.cases.AddCampaign(r.ctx, r.camille, second, appeal.CampaignDetails{Title: "Seconde"}))
	for range 2 {
		must(t, r.cases.AttachDecision(r.ctx, r.camille, second, order))
	}
	sheets, err := r.cases.Deadlines(r.ctx, r.camille, second)
	must(t, err)
	if len(sheets) != 1 {
		t.Errorf("%d deadlines in the second campaign", len(sheets))
	}
	if err := r.cases.DetachDecision(r.ctx, r.camille, second, order); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("a decision left while its clock runs: %v", err)
	}
}

func TestNothingMovesSilently(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "2026-02-02")
	var moves *appeal.MovesError
	if err := r.correct(order, 1, "2026-02-10", false); !errors.As(err, &moves) || problem.FieldsOf(err)[0].Name != "approve_moves" {
		t.Fatalf("unapproved: %v", err)
	}
	if m := moves.Moves[0]; m.Deadline.LastDay.String() != "2026-04-03" || m.After.LastDay.String() != "2026-04-13" || m.Campaign == "" {
		t.Errorf("told %+v", m)
	}
	if kept := r.deadlines()[0]; kept.LastDay.String() != "2026-04-03" || kept.Decision.PublishedOn.String() != "2026-02-02" {
		t.Errorf("something changed: %s from %s", kept.LastDay, kept.Decision.PublishedOn)
	}
	must(t, r.correct(order, 1, "2026-02-10", true))
	if kept := r.deadlines()[0]; kept.LastDay.String() != "2026-04-13" || kept.Version != 2 {
		t.Errorf("approved, but %s", kept.LastDay)
	}
	r.trace("deadline.moved")
	if err := r.correct(order, 1, "2026-02-11", true); !errors.Is(err, database.Stale()) {
		t.Errorf("a stale correction: %v", err)
	}
}

func TestNobodyMovesADeadlineOfACampaignTheyAreNotIn(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "2026-02-02")
	theirs := fresh[appeal.CampaignID]()
	must(t, r.cases.AddCampaign(r.ctx, r.stranger, theirs, appeal.CampaignDetails{Title: "Dossier voisin"}))
	must(t, r.cases.AttachDecision(r.ctx, r.stranger, theirs, order))
	for _, published := range []string{"2026-02-10", ""} {
		err := r.correct(order, 1, published, true)
		fields := problem.FieldsOf(err)
		if len(fields) != 1 || fields[0].Name != "published_on" || fields[0].Key != "deadline.moves_elsewhere" || len(fields[0].Args) > 0 {
			t.Errorf("published %q: %v %v", published, err, fields)
		}
	}
	if kept := r.deadlines()[0]; kept.LastDay.String() != "2026-04-03" || kept.Decision.Version != 1 {
		t.Errorf("something changed: %s, version %d", kept.LastDay, kept.Decision.Version)
	}
	// What moves no day is theirs to correct: posted on the day of publication.
	details := orderDetails("2026-1", "2026-02-02")
	details.PostedOn, details.Title = details.PublishedOn, "Arrêté corrigé"
	must(t, r.cases.CorrectDecision(r.ctx, r.camille, order, 1, details, false))
	// Once the neighbours have closed theirs, nothing of theirs moves.
	sheets, err := r.cases.Deadlines(r.ctx, r.stranger, theirs)
	must(t, err)
	must(t, r.cases.Close(r.ctx, r.stranger, sheets[0].ID, 1, appeal.Met, "Requête déposée."))
	must(t, r.correct(order, 2, "2026-02-10", true))
}

func TestACorrectionMayTakeTheClockAwayAndGiveItBack(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "2026-02-02")
	if err := r.correct(order, 1, "", false); problem.CodeOf(err) != problem.Invalid {
		t.Errorf("the clock stopped silently: %v", err)
	}
	must(t, r.correct(order, 1, "", true))
	if kept := r.deadlines()[0]; kept.Status != appeal.Cancelled || kept.EndedAt == nil {
		t.Errorf("kept %+v", kept.Deadline)
	}
	r.trace("deadline.lapsed")
	must(t, r.correct(order, 2, "2026-02-10", false))
	kept := r.deadlines()
	if len(kept) != 2 || kept[0].Status != appeal.Open || kept[0].LastDay.String() != "2026-04-13" {
		t.Errorf("kept %d, the first %s", len(kept), kept[0].Status)
	}
}

func TestClosingNeedsAReason(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "2026-02-02")
	due := r.deadlines()[0]
	for name, tt := range map[string]struct {
		how    appeal.DeadlineStatus
		reason string
		field  string
	}{
		"no reason":       {appeal.Met, "  ", "reason"},
		"no answer":       {"", "déposée", "how"},
		"opened, closing": {appeal.Open, "déposée", "how"},
	} {
		err := r.cases.Close(r.ctx, r.camille, due.ID, 1, tt.how, tt.reason)
		if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Name != tt.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	errs := atOnce(8, func(int) error {
		return r.cases.Close(r.ctx, r.lena, due.ID, 1, appeal.Met, "Requête déposée le 26 mars 2026.")
	})
	if successes(errs) != 1 {
		t.Errorf("%d of eight closed it", successes(errs))
	}
	r.trace("deadline.closed")
	sheet, err := r.cases.Deadline(r.ctx, r.remi, due.ID)
	must(t, err)
	if sheet.Status != appeal.Met || sheet.Reason == "" || sheet.EndedBy != string(r.lena.ID) {
		t.Errorf("kept %+v", sheet.Deadline)
	}
	must(t, r.correct(order, 1, "2026-02-10", false))
	if kept := r.deadlines(); len(kept) != 1 || kept[0].LastDay.String() != "2026-04-03" {
		t.Errorf("a closed deadline moved, or another opened: %d", len(kept))
	}
}

func TestTheBoard(t *testing.T) {
	r := newRoom(t)
	today := calendar.MustDay("2026-03-02")
	for number, published := range map[string]string{
		"retard": "2025-12-22", "semaine": "2026-01-06", "mois": "2026-01-20", "trimestre": "2026-03-02",
	} {
		details := orderDetails(number, published)
		details.SignedOn = calendar.MustDay("2025-12-01")
		must(t, r.cases.EnterDecision(r.ctx, r.camille, fresh[decision.ID](), details, &r.campaign))
	}
	must(t, r.cases.EnterDecision(r.ctx, r.camille, fresh[decision.ID](), orderDetails("hors dossier", "2026-02-02"), nil))
	request := r.request()
	hearing := fresh[appeal.EventID]()
	must(t, r.cases.AddEvent(r.ctx, r.camille, hearing, request, appeal.EventKind(appeal.Hearing), today, ""))

	board, err := r.cases.Board(r.ctx, r.remi, today, appeal.Filter{})
	must(t, err)
	got := map[appeal.When]int{}
	for _, g := range board.Groups {
		got[g.When] = len(g.Items)
	}
	// The four orders were signed the same day: their ends share one item.
	want := map[appeal.When]int{appeal.Overdue: 1, appeal.Today: 1, appeal.Week: 1, appeal.Month: 1, appeal.Quarter: 1, appeal.Horizon: 1}
	for when, n := range want {
		if got[when] != n {
			t.Errorf("%s: %d items, want %d", when, got[when], n)
		}
	}
	if board.Outside.Count != 1 || board.Outside.First.String() != "2026-04-03" {
		t.Errorf("outside: %+v", board.Outside)
	}
	if g := board.Campaigns[0]; g.Tally.Decisions != 4 || g.Tally.Deadlines != 4 || g.NextOn != today || len(g.Stages) != 1 {
		t.Errorf("at a glance: %+v", g)
	}
	only, err := r.cases.Board(r.ctx, r.remi, today, appeal.Filter{Kind: appeal.EventItem, Campaign: r.campaign})
	must(t, err)
	if len(only.Groups) != 1 || only.Groups[0].Items[0].Event.ID != hearing {
		t.Errorf("filtered: %+v", only.Groups)
	}
}

func TestTheBoardKnowsWhatWasLodged(t *testing.T) {
	r := newRoom(t)
	today := calendar.MustDay("2026-03-02") // and the last day of what was published on 22 December: 23 February
	details := func(number string) decision.Details {
		d := orderDetails(number, "2025-12-22")
		d.SignedOn, d.Kind = calendar.MustDay("2025-12-01"), decision.Deliberation
		return d
	}
	lodged := map[string]string{"en retard": "", "déposée": "2026-02-20", "hors délai": "2026-02-26", "référé": "2026-02-20"}
	for number, on := range lodged {
		order := fresh[decision.ID]()
		must(t, r.cases.EnterDecision(r.ctx, r.camille, order, details(number), &r.campaign))
		if on == "" {
			continue
		}
		against, id := annulment(), fresh[appeal.ID]()
		if number == "référé" {
			against.Kind = appeal.Suspension // it does not keep the time limit
		}
		must(t, r.cases.AddAppeal(r.ctx, r.camille, id, r.campaign, against, []decision.ID{order}))
		must(t, r.cases.Advance(r.ctx, r.camille, id, 1, appeal.Lodged, calendar.MustDay(on), ""))
		sheet, err := r.cases.Appeal(r.ctx, r.remi, id)
		must(t, err)
		if len(sheet.Deadlines) != 1 || sheet.Deadlines[0].Decision.Number != number || (sheet.Lodging() == nil) != (number == "référé") {
			t.Errorf("%s: %d deadlines, lodging %v", number, len(sheet.Deadlines), sheet.Lodging())
		}
	}
	board, err := r.cases.Board(r.ctx, r.remi, today, appeal.Filter{})
	must(t, err)
	if len(board.Groups) != 1 || board.Groups[0].When != appeal.Overdue || len(board.Groups[0].Items) != 2 {
		t.Fatalf("groups %+v", board.Groups)
	}
	for _, item := range board.Groups[0].Items {
		if item.Late() == item.Settled() || item.Settled() != (item.Count == 1) || item.Settled() != (item.Decision.Number == "déposée") {
			t.Errorf("%s and %d more: late %v, settled %v", item.Decision.Number, item.Count-1, item.Late(), item.Settled())
		}
	}
}

func TestWhatWasDoneTodayIsNotAhead(t *testing.T) {
	r := newRoom(t)
	today := calendar.MustDay("2026-03-02")
	request := r.request()
	must(t, r.cases.Advance(r.ctx, r.camille, request, 1, appeal.Lodged, today, ""))
	must(t, r.cases.AddEvent(r.ctx, r.camille, fresh[appeal.EventID](), request, appeal.BriefSent, today, ""))
	ahead := func() appeal.Board {
		board, err := r.cases.Board(r.ctx, r.remi, today, appeal.Filter{})
		must(t, err)
		return board
	}
	if board := ahead(); board.Items != 0 || !board.Campaigns[0].NextOn.IsZero() {
		t.Errorf("%d dates, the next %s", board.Items, board.Campaigns[0].NextOn)
	}
	must(t, r.cases.AddEvent(r.ctx, r.camille, fresh[appeal.EventID](), request, appeal.InvestigationCloses, today.AddDays(9), ""))
	if board := ahead(); board.Items != 1 || board.Campaigns[0].NextOn != today.AddDays(9) {
		t.Errorf("%d dates, the next %s", board.Items, board.Campaigns[0].NextOn)
	}
}

func TestTheBoardAsksAsMuchForManyAsForFew(t *testing.T) {
	r := newRoom(t)
	soFar, err := r.db.CountStatements()
	must(t, err)
	ask := func() int {
		before := soFar()
		_, err := r.cases.Board(r.ctx, r.camille, calendar.MustDay("2026-03-02"), appeal.Filter{Whole: true})
		must(t, err)
		return soFar() - before
	}
	r.fill(0)
	few := ask()
	for n := 1; n < 5; n++ {
		r.fill(n)
	}
	if many := ask(); many != few || few == 0 {
		t.Errorf("%d statements for few rows, %d for many", few, many)
	}
}

// fill adds a campaign with a few orders and an appeal.
func (r *room) fill(n int) {
	campaign := fresh[appeal.CampaignID]()
	must(r.t, r.cases.AddCampaign(r.ctx, r.camille, campaign, appeal.CampaignDetails{Title: fmt.Sprint("Dossier ", n)}))
	var orders []decision.ID
	for i := range 5 {
		id := fresh[decision.ID]()
		must(r.t, r.cases.EnterDecision(r.ctx, r.camille, id, orderDetails(fmt.Sprintf("%d-%d", n, i), "2026-02-02"), &campaign))
		orders = append(orders, id)
	}
	request := fresh[appeal.ID]()
	must(r.t, r.cases.AddAppeal(r.ctx, r.camille, request, campaign, annulment(), orders))
	must(r.t, r.cases.Advance(r.ctx, r.camille, request, 1, appeal.Lodged, calendar.MustDay("2026-02-20"), ""))
}
