// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

// claimants enters people who are all claimants of the request.
func (r room) claimants(t *testing.T, n int) (ids []coplaintiff.ID) {
	t.Helper()
	for range n {
		id := r.add(t, resident())
		_, err := r.give(id, coplaintiff.Claimant, "2026-01-10")
		must(t, err)
		ids = append(ids, id)
	}
	return ids
}

func (r room) inAppeal(t *testing.T) (list []coplaintiff.Party) {
	t.Helper()
	must(t, r.db.Read(ctx, func(tx database.Tx) (err error) {
		list, err = coplaintiff.InAppeal(tx, r.request)
		return err
	}))
	return list
}

// representatives counts the present single representatives of the request.
func (r room) representatives(t *testing.T) (ids []coplaintiff.ID) {
	t.Helper()
	for _, party := range r.inAppeal(t) {
		if party.Holds(coplaintiff.SingleRepresentative) {
			ids = append(ids, party.ID)
		}
	}
	return ids
}

func TestRoleRefused(t *testing.T) {
	r := newRoom(t)
	homeless := r.add(t, coplaintiff.Details{Kind: coplaintiff.NaturalPerson, FamilyName: "Sans Adresse"})
	claimant, intervener := r.claimants(t, 1)[0], r.add(t, resident())
	_, err := r.give(intervener, coplaintiff.Intervener, "")
	must(t, err)
	for name, tt := range map[string]struct {
		to         coplaintiff.ID
		grant      coplaintiff.Grant
		field, key string
	}{
		"claimant without domicile (CJA R411-1)":   {homeless, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Claimant}, "kind", "coplaintiff.claimant_needs_address"},
		"representative who is no claimant (C17)":  {intervener, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.SingleRepresentative}, "kind", "coplaintiff.representative_not_claimant"},
		"representative, claimant elsewhere only":  {claimant, coplaintiff.Grant{AppealID: r.second, Kind: coplaintiff.SingleRepresentative}, "kind", "coplaintiff.representative_not_claimant"},
		"intervener who is a claimant":             {claimant, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Intervener}, "kind", "coplaintiff.claimant_and_intervener"},
		"claimant who intervenes":                  {intervener, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Claimant}, "kind", "coplaintiff.claimant_and_intervener"},
		"twice the same":                           {claimant, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Claimant}, "kind", "coplaintiff.role_held"},
		"no such role":                             {claimant, coplaintiff.Grant{AppealID: r.request, Kind: "king"}, "kind", "coplaintiff.role_unknown"},
		"from tomorrow":                            {claimant, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Supporter, SinceOn: day("2026-03-03")}, "since_on", "coplaintiff.day_to_come"},
		"in an appeal of a campaign we do not see": {claimant, coplaintiff.Grant{AppealID: "foreign", Kind: coplaintiff.Supporter}, "appeal", "coplaintiff.appeal_missing"},
		"in no appeal":                             {claimant, coplaintiff.Grant{Kind: coplaintiff.Supporter}, "appeal", "coplaintiff.appeal_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			err := r.GiveRole(ctx, r.coordinator, coplaintiff.RoleID(newID()), tt.to, tt.grant)
			wantFault(t, err, tt.field, tt.key)
		})
	}
}

func TestRolesDifferFromAppealToAppeal(t *testing.T) {
	r := newRoom(t)
	id := r.claimants(t, 1)[0]
	must(t, r.GiveRole(ctx, r.coordinator, coplaintiff.RoleID(newID()), id, coplaintiff.Grant{AppealID: r.second, Kind: coplaintiff.Intervener}))
	here := r.inAppeal(t)
	if len(here) != 1 || len(here[0].Roles) != 1 || !here[0].Holds(coplaintiff.Claimant) {
		t.Errorf("in the request: %+v", here)
	}
}

func TestSameRoleFormTwiceGivesOne(t *testing.T) {
	r := newRoom(t)
	id, role := r.add(t, resident()), coplaintiff.RoleID(newID())
	for range 2 {
		must(t, r.GiveRole(ctx, r.coordinator, role, id, coplaintiff.Grant{AppealID: r.request, Kind: coplaintiff.Supporter}))
	}
	if n := len(r.sheet(t, id).Roles); n != 1 {
		t.Errorf("%d roles", n)
	}
}

// CJA R411-5: changing the representative keeps the history.
func TestANewRepresentativeRelievesTheOther(t *testing.T) {
	r := newRoom(t)
	ids := r.claimants(t, 2)
	_, err := r.give(ids[0], coplaintiff.SingleRepresentative, "2026-01-15")
	must(t, err)
	_, err = r.give(ids[1], coplaintiff.SingleRepresentative, "2026-01-14")
	wantFault(t, err, "since_on", "coplaintiff.before_representative")
	_, err = r.give(ids[1], coplaintiff.SingleRepresentative, "2026-02-20")
	must(t, err)
	if now := r.representatives(t); len(now) != 1 || now[0] != ids[1] {
		t.Errorf("representatives %v, want %v", now, ids[1])
	}
	past := r.sheet(t, ids[0]).Roles[1]
	if past.Kind != coplaintiff.SingleRepresentative || !past.Ended || past.UntilOn != day("2026-02-20") {
		t.Errorf("history %+v", past)
	}
	if got := r.sheet(t, ids[0]).Representatives[r.request].ID; got != ids[1] {
		t.Errorf("the sheet names %s", got)
	}
}

func TestAtMostOneRepresentativeHoweverManyChooseAtOnce(t *testing.T) {
	r := newRoom(t)
	var chosen atomic.Int32
	var all sync.WaitGroup
	for _, id := range r.claimants(t, 6) {
		all.Go(func() {
			_, err := r.give(id, coplaintiff.SingleRepresentative, "")
			switch {
			case err == nil:
				chosen.Add(1)
			case !errors.Is(err, database.Stale()):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(r.representatives(t)); n != 1 || chosen.Load() < 1 {
		t.Errorf("%d representatives after %d choices", n, chosen.Load())
	}
}

func TestARepresentativeStaysAClaimant(t *testing.T) {
	r := newRoom(t)
	id := r.add(t, resident())
	claim, err := r.give(id, coplaintiff.Claimant, "")
	must(t, err)
	mandate, err := r.give(id, coplaintiff.SingleRepresentative, "")
	must(t, err)
	wantCode(t, r.EndRole(ctx, r.coordinator, id, claim, calendar.Day{}), problem.Conflict)
	must(t, r.EndRole(ctx, r.coordinator, id, mandate, calendar.Day{}))
	must(t, r.EndRole(ctx, r.coordinator, id, claim, calendar.Day{}))
	if left := r.inAppeal(t); len(left) != 0 {
		t.Errorf("still there: %+v", left)
	}
}

func TestEndRole(t *testing.T) {
	r := newRoom(t)
	id := r.add(t, resident())
	role, err := r.give(id, coplaintiff.Supporter, "2026-02-01")
	must(t, err)
	wantFault(t, r.EndRole(ctx, r.coordinator, id, role, day("2026-01-31")), "until_on", "coplaintiff.until_before_since")
	wantFault(t, r.EndRole(ctx, r.coordinator, id, role, day("2026-03-03")), "until_on", "coplaintiff.day_to_come")
	for range 2 { // the same form twice is one act
		must(t, r.EndRole(ctx, r.coordinator, id, role, day("2026-02-28")))
	}
	err = r.EndRole(ctx, r.coordinator, id, role, day("2026-02-27"))
	if !errors.Is(err, database.Stale()) {
		t.Errorf("ending what has ended: %v", err)
	}
	wantCode(t, r.EndRole(ctx, r.coordinator, r.add(t, resident()), role, day("2026-02-28")), problem.NotFound)
	ended := 0
	for _, action := range r.actions(t) {
		if action == "coplaintiff.role_ended" {
			ended++
		}
	}
	if ended != 1 {
		t.Errorf("%d entries in the journal, want 1", ended)
	}
}

// CJA R411-1: the domicile of a claimant cannot be emptied, nor slip away while
// the role is being given.
func TestAClaimantKeepsADomicile(t *testing.T) {
	r := newRoom(t)
	id := r.claimants(t, 1)[0]
	moved := resident()
	moved.Street = ""
	wantFault(t, r.Edit(ctx, r.coordinator, id, 1, moved), "street", "coplaintiff.claimant_address")

	other := r.add(t, resident())
	var all sync.WaitGroup
	var given, emptied error
	all.Go(func() { _, given = r.give(other, coplaintiff.Claimant, "") })
	all.Go(func() { emptied = r.Edit(ctx, r.coordinator, other, 1, moved) })
	all.Wait()
	if given == nil && emptied == nil {
		t.Error("both the role was given and the domicile emptied")
	}
}

func TestFindNamesTheAppealsOfTheCampaignOnly(t *testing.T) {
	r := newRoom(t)
	sheet := r.sheet(t, r.add(t, resident()))
	var ids []appeal.ID
	for _, a := range sheet.Appeals {
		ids = append(ids, a.ID)
	}
	if len(ids) != 2 || ids[0] != r.request || ids[1] != r.second {
		t.Errorf("appeals %v", ids)
	}
}

// CJA R411-5: several claimants without a lawyer need one representative.
func TestListNamesAppealsWithoutRepresentative(t *testing.T) {
	r := newRoom(t)
	missing := func() int {
		list, err := r.Of(ctx, r.reader, r.campaign, coplaintiff.Filter{})
		must(t, err)
		return len(list.Unrepresented)
	}
	ids := r.claimants(t, 1)
	if n := missing(); n != 0 {
		t.Errorf("one claimant needs nobody, %d listed", n)
	}
	ids = append(ids, r.claimants(t, 1)...)
	if n := missing(); n != 1 {
		t.Errorf("two claimants: %d listed", n)
	}
	role, err := r.give(ids[0], coplaintiff.SingleRepresentative, "")
	must(t, err)
	if n := missing(); n != 0 {
		t.Errorf("represented: %d listed", n)
	}
	must(t, r.EndRole(ctx, r.coordinator, ids[0], role, calendar.Day{}))
	keep(t, r.db, &appeal.Counsel{ID: "counsel", AppealID: r.request, Name: "Me Exemple"})
	if n := missing(); n != 0 {
		t.Errorf("with a lawyer: %d listed", n)
	}
}

// Nobody knows when the new one begins: the former ends on the day it is said.
func TestAReplacedRepresentativeEndsOnADay(t *testing.T) {
	r := newRoom(t)
	ids := r.claimants(t, 2)
	_, err := r.give(ids[0], coplaintiff.SingleRepresentative, "")
	must(t, err)
	_, err = r.give(ids[1], coplaintiff.SingleRepresentative, "")
	must(t, err)
	past := r.sheet(t, ids[0]).Roles[1]
	if want := calendar.Today(testkit.Clock()); !past.Ended || past.UntilOn != want {
		t.Errorf("ended %v on %s, want %s", past.Ended, past.UntilOn, want)
	}
}
