// SPDX-License-Identifier: AGPL-3.0-only

package appeal_test

import (
	"errors"
	"slices"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func TestStages(t *testing.T) {
	for name, tt := range map[string]struct {
		kind     appeal.Kind
		from, to appeal.Stage
		want     bool
	}{
		"a gracious appeal is lodged":              {appeal.Gracious, appeal.Preparation, appeal.Lodged, true},
		"silence answers a gracious appeal":        {appeal.Gracious, appeal.Lodged, appeal.Answered, true},
		"a gracious appeal has no hearing":         {appeal.Gracious, appeal.Lodged, appeal.Hearing, false},
		"a request is not answered":                {appeal.Annulment, appeal.Lodged, appeal.Answered, false},
		"a request may end by an order":            {appeal.Annulment, appeal.Lodged, appeal.Judged, true},
		"the investigation may be reopened":        {appeal.Annulment, appeal.Deliberation, appeal.Investigation, true},
		"a judgment is the end":                    {appeal.Annulment, appeal.Judged, appeal.Withdrawn, false},
		"nothing is judged before lodging":         {appeal.Annulment, appeal.Preparation, appeal.Judged, false},
		"a référé has no investigation of its own": {appeal.Suspension, appeal.Lodged, appeal.Investigation, false},
		"a référé may be sorted out at once":       {appeal.Suspension, appeal.Lodged, appeal.Judged, true},
		"nobody withdraws during deliberation":     {appeal.SecondInstance, appeal.Deliberation, appeal.Withdrawn, false},
	} {
		if got := slices.Contains(tt.kind.Moves(tt.from), tt.to); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, kind := range appeal.Kinds {
		reachable := map[appeal.Stage]bool{appeal.Preparation: true}
		for range appeal.Stages {
			for from := range reachable {
				for _, to := range kind.Moves(from) {
					reachable[to] = true
				}
			}
		}
		if !reachable[appeal.Withdrawn] || kind.BeforeCourt() != reachable[appeal.Judged] || kind.BeforeCourt() == reachable[appeal.Answered] {
			t.Errorf("%s reaches %v", kind, reachable)
		}
	}
}

func TestNoFamilyOfAppealsRunsInACircle(t *testing.T) {
	var ahead func(kind appeal.Kind, seen []appeal.Kind)
	ahead = func(kind appeal.Kind, seen []appeal.Kind) {
		if slices.Contains(seen, kind) {
			t.Fatalf("%v leads back to %s", seen, kind)
		}
		for _, other := range appeal.Kinds {
			if kind.MayFollow(other) {
				ahead(other, append(slices.Clone(seen), kind))
			}
		}
	}
	for _, kind := range appeal.Kinds {
		ahead(kind, nil)
	}
}

func TestProposedAddressee(t *testing.T) {
	herault := decision.Decision{Details: decision.Details{Authority: "Préfet de l’Hérault", Departement: "34"}}
	gard := decision.Decision{Details: decision.Details{Authority: "Préfet du Gard", Departement: "30"}}
	commune := decision.Decision{Details: decision.Details{Authority: "Conseil municipal de Sète", Departement: "34"}}
	for name, tt := range map[string]struct {
		kind    appeal.Kind
		against []decision.Decision
		want    string
	}{
		"a gracious appeal goes to who decided":      {appeal.Gracious, []decision.Decision{herault}, "Préfet de l’Hérault"},
		"two authorities, no proposal":               {appeal.Gracious, []decision.Decision{herault, gard}, ""},
		"above the prefect, the minister":            {appeal.Hierarchical, []decision.Decision{herault}, "Ministre de l’intérieur"},
		"above a council, nobody":                    {appeal.Hierarchical, []decision.Decision{commune}, ""},
		"the tribunal of the seat (CJA R312-1)":      {appeal.Annulment, []decision.Decision{herault, commune}, "Tribunal administratif de Montpellier"},
		"two tribunals, no proposal":                 {appeal.Annulment, []decision.Decision{herault, gard}, ""},
		"no decision yet: the campaign's":            {appeal.Suspension, nil, "Tribunal administratif de Montpellier"},
		"the court of appeal of that tribunal":       {appeal.SecondInstance, []decision.Decision{herault}, "Cour administrative d’appel de Toulouse"},
		"cassation is always for the Conseil d'État": {appeal.Cassation, nil, "Conseil d’État"},
	} {
		got := appeal.Propose(tt.kind, tt.against, "34")
		if got.Addressee != tt.want || got.Article == "" {
			t.Errorf("%s: %q (%s)", name, got.Addressee, got.Article)
		}
	}
}

func TestFollowUps(t *testing.T) {
	r := newRoom(t)
	gracious := fresh[appeal.ID]()
	details := appeal.Details{Kind: appeal.Gracious, Title: "Recours gracieux", Addressee: "Préfet"}
	must(t, r.cases.AddAppeal(r.ctx, r.camille, gracious, r.campaign, details, nil))
	request := fresh[appeal.ID]()
	following := annulment()
	following.FollowsID = &gracious
	must(t, r.cases.AddAppeal(r.ctx, r.camille, request, r.campaign, following, nil))

	elsewhere := fresh[appeal.CampaignID]()
	must(t, r.cases.AddCampaign(r.ctx, r.camille, elsewhere, appeal.CampaignDetails{Title: "Ailleurs"}))
	for name, tt := range map[string]struct {
		campaign appeal.CampaignID
		kind     appeal.Kind
		follows  appeal.ID
		key      string
	}{
		"another campaign's":      {elsewhere, appeal.Annulment, gracious, "appeal.follows_unknown"},
		"one that does not exist": {r.campaign, appeal.Annulment, fresh[appeal.ID](), "appeal.follows_unknown"},
		"a later one":             {r.campaign, appeal.Gracious, request, "appeal.follows_later"},
		"skipping the tribunal":   {r.campaign, appeal.SecondInstance, gracious, "appeal.follows_later"},
	} {
		d := appeal.Details{Kind: tt.kind, Title: "T", Addressee: "A", FollowsID: &tt.follows}
		err := r.cases.AddAppeal(r.ctx, r.camille, fresh[appeal.ID](), tt.campaign, d, nil)
		if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Key != tt.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	details.FollowsID = &gracious
	if err := r.cases.EditAppeal(r.ctx, r.camille, gracious, 1, details, nil); len(problem.FieldsOf(err)) != 1 {
		t.Errorf("an appeal that follows itself: %v", err)
	}
	turned := appeal.Details{Kind: appeal.Annulment, Title: "T", Addressee: "A"}
	if err := r.cases.EditAppeal(r.ctx, r.camille, gracious, 1, turned, nil); len(problem.FieldsOf(err)) != 1 {
		t.Errorf("a kind that its follow-up cannot follow: %v", err)
	}
	sheet, err := r.cases.Appeal(r.ctx, r.remi, request)
	must(t, err)
	if sheet.Follows == nil || sheet.Follows.ID != gracious {
		t.Errorf("the request follows %v", sheet.Follows)
	}
}

func TestAnAppealContestsDecisionsOfItsCampaign(t *testing.T) {
	r := newRoom(t)
	order := r.order("2026-1", "")
	outside := fresh[decision.ID]()
	must(t, r.cases.EnterDecision(r.ctx, r.camille, outside, orderDetails("2026-2", ""), nil))
	err := r.cases.AddAppeal(r.ctx, r.camille, fresh[appeal.ID](), r.campaign, annulment(), []decision.ID{order, outside})
	if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Name != "decisions" {
		t.Errorf("a decision of no campaign: %v", err)
	}
	request := r.request(order, order)
	sheet, err := r.cases.Appeal(r.ctx, r.camille, request)
	must(t, err)
	if len(sheet.Decisions) != 1 {
		t.Errorf("%d contested decisions", len(sheet.Decisions))
	}
	if err := r.cases.DetachDecision(r.ctx, r.camille, r.campaign, order); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("a contested decision left the campaign: %v", err)
	}
	must(t, r.cases.EditAppeal(r.ctx, r.lena, request, 1, annulment(), nil))
	r.trace("appeal.edited")
	must(t, r.cases.DetachDecision(r.ctx, r.camille, r.campaign, order))
	if err := r.cases.EditAppeal(r.ctx, r.camille, request, 1, annulment(), nil); !errors.Is(err, database.Stale()) {
		t.Errorf("a stale edit: %v", err)
	}
}

func TestMoves(t *testing.T) {
	r := newRoom(t)
	request := r.request(r.order("2026-1", ""))
	move := func(version int, to appeal.Stage, day string) error {
		on := calendar.Day{}
		if day != "" {
			on = calendar.MustDay(day)
		}
		return r.cases.Advance(r.ctx, r.camille, request, version, to, on, "")
	}
	refused := func(err error, key string) {
		t.Helper()
		if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Key != key {
			t.Errorf("want %s, got %v", key, err)
		}
	}
	refused(move(1, appeal.Judged, ""), "appeal.move_refused")
	refused(move(1, appeal.Lodged, "2026-01-04"), "appeal.lodged_before_decision")
	refused(move(1, appeal.Lodged, "2026-04-01"), "event.day_ahead")
	must(t, move(1, appeal.Lodged, "2026-02-20"))
	r.trace("appeal.advanced")
	refused(move(2, appeal.Investigation, "2026-02-19"), "event.day_before_lodging")
	must(t, move(2, appeal.Investigation, ""))
	hearing := fresh[appeal.EventID]()
	must(t, r.cases.AddEvent(r.ctx, r.camille, hearing, request, appeal.EventKind(appeal.Hearing), calendar.MustDay("2026-09-17"), "14 h"))
	must(t, move(3, appeal.Hearing, "2026-09-17"))
	sheet, err := r.cases.Appeal(r.ctx, r.camille, request)
	must(t, err)
	var kinds []appeal.EventKind
	for _, e := range sheet.Events {
		kinds = append(kinds, e.Kind)
	}
	if want := []appeal.EventKind{"lodged", "investigation", "hearing"}; !slices.Equal(kinds, want) {
		t.Errorf("events %v, want %v: an announced hearing is one event", kinds, want)
	}
	details := annulment()
	details.Kind = appeal.Suspension
	if err := r.cases.EditAppeal(r.ctx, r.camille, request, sheet.Version, details, nil); problem.FieldsOf(err) == nil {
		t.Error("the kind changed after the lodging")
	}
}

func TestOfEightWhoMoveAnAppealAtOnceOneDoes(t *testing.T) {
	r := newRoom(t)
	request := r.request()
	errs := atOnce(8, func(int) error {
		return r.cases.Advance(r.ctx, r.camille, request, 1, appeal.Lodged, calendar.Day{}, "")
	})
	if successes(errs) != 1 {
		t.Errorf("%d of eight moves succeeded", successes(errs))
	}
	for _, err := range errs {
		if err != nil && problem.CodeOf(err) != problem.Conflict {
			t.Errorf("a loser was told %v", err)
		}
	}
	sheet, err := r.cases.Appeal(r.ctx, r.camille, request)
	must(t, err)
	if len(sheet.Events) != 1 {
		t.Errorf("%d events of one move", len(sheet.Events))
	}
}

func TestEvents(t *testing.T) {
	r := newRoom(t)
	request := r.request()
	must(t, r.cases.Advance(r.ctx, r.camille, request, 1, appeal.Lodged, calendar.Day{}, "date à retrouver"))
	sheet, err := r.cases.Appeal(r.ctx, r.camille, request)
	must(t, err)
	lodged := sheet.Events[0]
	if err := r.cases.RemoveEvent(r.ctx, r.camille, lodged.ID); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("a move was removed: %v", err)
	}
	must(t, r.cases.EditEvent(r.ctx, r.lena, lodged.ID, 1, calendar.MustDay("2026-01-26"), "retrouvée"))
	if err := r.cases.EditEvent(r.ctx, r.camille, lodged.ID, 1, calendar.Day{}, ""); !errors.Is(err, database.Stale()) {
		t.Errorf("a stale edit of an event: %v", err)
	}
	err = r.cases.AddEvent(r.ctx, r.camille, fresh[appeal.EventID](), request, "lodged", calendar.Day{}, "")
	if problem.CodeOf(err) != problem.Invalid {
		t.Errorf("a move entered as an event: %v", err)
	}
	note := fresh[appeal.EventID]()
	must(t, r.cases.AddEvent(r.ctx, r.camille, note, request, appeal.OtherEvent, calendar.Day{}, "erreur"))
	must(t, r.cases.RemoveEvent(r.ctx, r.camille, note))
	for _, action := range []string{"event.added", "event.edited", "event.removed"} {
		r.trace(action)
	}
}
