// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// outset is the case as the words proposed for a new draft see it, on the day
// the draft is made.
type outset struct {
	Case
	today calendar.Day
}

// Seat names the département of the authority's seat and its court.
type Seat struct{ Code, Name, Court string }

// Seat is that of the authority when one court is competent for all contested
// decisions (CJA R312-1, R221-3); nil otherwise.
func (o outset) Seat() *Seat {
	var seat *Seat
	for _, d := range o.Decisions {
		courts, found := decision.CourtsOf(d.Departement)
		if !found || seat != nil && seat.Code != courts.DepartementCode {
			return nil
		}
		seat = &Seat{courts.DepartementCode, courts.Departement, decision.TribunalName(courts.Tribunal)}
	}
	return seat
}

// Cite refers to the exhibit that holds a decision, if the register has it.
func (o outset) Cite(d decision.Decision) string {
	if e, found := o.Joined(d); found {
		return " " + Reference(e.Number)
	}
	return ""
}

// CommuneOf names the commune that a decision is about, if it is a single one.
func (o outset) CommuneOf(d decision.Decision) string {
	commune, _ := d.Commune()
	return commune.Name
}

// Residence is a commune that is filmed, with the claimants who live there.
type Residence struct {
	Commune string
	Names   []string
}

// Residents groups the natural persons among the claimants who live in a
// commune that is filmed.
func (o outset) Residents() (all []Residence) {
	for _, party := range o.persons() {
		commune, found := o.filmed(party.Town)
		if !found {
			continue
		}
		at := slices.IndexFunc(all, func(r Residence) bool { return r.Commune == commune })
		if at < 0 {
			at, all = len(all), append(all, Residence{Commune: commune})
		}
		all[at].Names = append(all[at].Names, party.FullName())
	}
	return all
}

// Elsewhere names the natural persons whose bond with the places filmed is not
// known from their domicile.
func (o outset) Elsewhere() (names []string) {
	for _, party := range o.persons() {
		if _, found := o.filmed(party.Town); !found {
			names = append(names, party.FullName())
		}
	}
	return names
}

// Associations are those among the claimants.
func (o outset) Associations() []coplaintiff.Party { return o.ofKind(coplaintiff.Association) }

func (o outset) persons() []coplaintiff.Party { return o.ofKind(coplaintiff.NaturalPerson) }

func (o outset) ofKind(kind coplaintiff.Kind) (some []coplaintiff.Party) {
	for _, party := range o.Claimants() {
		if party.Kind == kind {
			some = append(some, party)
		}
	}
	return some
}

// filmed gives the name of a contested decision's commune that a town is.
func (o outset) filmed(town string) (string, bool) {
	for _, d := range o.Decisions {
		if commune, found := d.Commune(); found && network.Fold(commune.Name) == network.Fold(town) {
			return commune.Name, true
		}
	}
	return "", false
}

// LastDay is the earliest last day to contest the decisions, when each has one,
// by the ordinary reading: the prudent one is for alerts, not for a court.
func (o outset) LastDay() (last calendar.Day) {
	for _, d := range o.Decisions {
		limit := d.Appealable().Date
		if limit.IsZero() {
			return calendar.Day{}
		}
		if last.IsZero() || limit.Before(last) {
			last = limit
		}
	}
	return last
}

// InTime tells whether the ordinary limit is known and not over.
func (o outset) InTime() bool {
	last := o.LastDay()
	return !last.IsZero() && !o.today.After(last)
}

// RepresentativeName is the single representative's, or nothing.
func (o outset) RepresentativeName() string {
	party, _ := o.Representative()
	return party.FullName()
}

var manyLines = regexp.MustCompile(`\n{3,}`)

// propose fills the sections of a new draft with what the case file knows. What
// it does not know is left to write, never guessed.
func propose(c Case, today calendar.Day) (Text, error) {
	w, err := wordingOf(c.Kind)
	if err != nil {
		return c.Text, err
	}
	text := c.Text
	for _, section := range Sections {
		proposed, err := w.say("suggest_"+string(section), outset{c, today})
		if err != nil {
			return text, err
		}
		if proposed = manyLines.ReplaceAllString(proposed, "\n\n"); utf8.RuneCountInString(proposed) <= maxSection {
			text.Put(section, proposed)
		}
	}
	return text, nil
}

// unfinished counts the passages of a text that somebody must still write.
func unfinished(text string) int {
	return strings.Count(strings.ToLower(text), Unfinished)
}
