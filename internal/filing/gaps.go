// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"slices"
	"strconv"

	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Place is where something that is missing can be put right.
type Place string

// The places. AtSection is the editor, at the section that Gap.Section names.
const (
	AtAppeal      Place = "appeal"
	AtPeople      Place = "people"
	AtCoPlaintiff Place = "coplaintiff" // Gap.Subject is its id
	AtDecision    Place = "decision"    // Gap.Subject is its id
	AtExhibits    Place = "exhibits"
	AtSection     Place = "section"
)

// Gap is one thing missing before sealing: a sentence, the article that wants
// it, and where to put it right.
type Gap struct {
	Key     string
	Args    map[string]any
	Article string // "CJA R411-1"
	Place   Place
	Subject string
	Section Section
	Warning bool // sealing stays possible for whoever accepts it expressly
}

// field is the gap as a fault of the form that asks to seal.
func (g Gap) field() problem.Field {
	name := string(g.Section)
	if name == "" {
		name = string(g.Place)
	}
	return problem.Field{Name: name, Key: g.Key, Args: g.Args}
}

// Gaps lists what stands against sealing, then what calls for caution.
func (c Case) Gaps() []Gap {
	var gaps []Gap
	for _, look := range []func(Case) []Gap{claimantGaps, decisionGaps, sectionGaps, citationGaps, joinedGaps, dateGaps, lateGaps, uncitedGaps} {
		gaps = append(gaps, look(c)...)
	}
	return gaps
}

// Blocking lists the gaps that forbid sealing.
func Blocking(gaps []Gap) []Gap { return chosen(gaps, false) }

// Warnings lists the gaps that somebody may accept.
func Warnings(gaps []Gap) []Gap { return chosen(gaps, true) }

func chosen(gaps []Gap, warning bool) (some []Gap) {
	for _, g := range gaps {
		if g.Warning == warning {
			some = append(some, g)
		}
	}
	return some
}

// claimantGaps: somebody brings the request, each with a domicile (CJA R411-1),
// and several claimants without a lawyer have one representative (CJA R411-5).
func claimantGaps(c Case) (gaps []Gap) {
	claimants := c.Claimants()
	if len(claimants) == 0 {
		return []Gap{{Key: "filing.gap.claimant", Article: "CJA R411-1", Place: AtPeople}}
	}
	if _, found := c.Representative(); !found && c.Several() && len(c.Counsels) == 0 {
		gaps = append(gaps, Gap{Key: "filing.gap.representative", Article: "CJA R411-5", Place: AtPeople})
	}
	for _, party := range claimants {
		if !party.HasAddress() {
			gaps = append(gaps, addressGap(party))
		}
		if party.Kind == coplaintiff.Association && unconfirmed(party.Signatory) {
			gaps = append(gaps, Gap{
				Key: "filing.gap.signatory", Args: map[string]any{"Reference": party.Reference()},
				Article: "CJA R411-1", Place: AtCoPlaintiff, Subject: string(party.ID),
			})
		}
	}
	return gaps
}

func addressGap(party coplaintiff.Party) Gap {
	return Gap{
		Key: "filing.gap.address", Args: map[string]any{"Reference": party.Reference()},
		Article: "CJA R411-1", Place: AtCoPlaintiff, Subject: string(party.ID),
	}
}

func decisionGaps(c Case) []Gap {
	if len(c.Decisions) > 0 {
		return nil
	}
	return []Gap{{Key: "filing.gap.decision", Article: "CJA R412-1", Place: AtAppeal}}
}

// sectionGaps: a request states facts, grounds and conclusions (CJA R411-1), and
// nothing is left to write in it.
func sectionGaps(c Case) (gaps []Gap) {
	for _, needed := range []struct {
		section Section
		text    string
		key     string
	}{
		{Facts, c.Facts, "filing.gap.facts"},
		{ExternalLegality, c.ExternalLegality + c.InternalLegality, "filing.gap.discussion"},
		{Conclusions, c.Conclusions, "filing.gap.conclusions"},
	} {
		if needed.text == "" {
			gaps = append(gaps, Gap{Key: needed.key, Article: "CJA R411-1", Place: AtSection, Section: needed.section})
		}
	}
	for _, section := range Sections {
		if n := unfinished(c.In(section)); n > 0 {
			gaps = append(gaps, Gap{Key: "filing.gap.unfinished", Args: map[string]any{"Count": n}, Place: AtSection, Section: section})
		}
		for _, mark := range strays(c.In(section)) {
			gaps = append(gaps, Gap{Key: "filing.gap.stray_mark", Args: map[string]any{"Mark": mark}, Place: AtSection, Section: section})
		}
	}
	return gaps
}

// citationGaps: every exhibit cited stands in the inventory (CJA R412-2).
func citationGaps(c Case) (gaps []Gap) {
	for _, section := range Sections {
		for _, n := range citations(c.In(section)) {
			if key := citationFault(c, n); key != "" {
				gaps = append(gaps, Gap{
					Key: key, Args: map[string]any{"Number": n},
					Article: "CJA R412-2", Place: AtSection, Section: section,
				})
			}
		}
	}
	return gaps
}

func citationFault(c Case, number int) string {
	switch e, found := c.Exhibit(number); {
	case !found:
		return "filing.gap.exhibit_unknown"
	case e.Withdrawn():
		return "filing.gap.exhibit_withdrawn"
	}
	return ""
}

// joinedGaps: the contested decisions are joined or, for implicit ones, the
// proof of the day on which the request was made (CJA R412-1). The program can
// only see a file or a number, so a person may overrule it.
func joinedGaps(c Case) (gaps []Gap) {
	var acts, silences []decision.Decision
	for _, d := range c.Decisions {
		_, found := c.Joined(d)
		switch {
		case found:
		case d.Kind == decision.ImplicitRejection:
			silences = append(silences, d)
		default:
			acts = append(acts, d)
		}
	}
	return append(about(acts, "filing.gap.not_joined", AtExhibits), about(silences, "filing.gap.no_proof", AtExhibits)...)
}

// about warns of several decisions in one line.
func about(decisions []decision.Decision, key string, at Place) []Gap {
	if len(decisions) == 0 {
		return nil
	}
	var names []string
	for _, d := range decisions {
		names = append(names, "«"+noBreak+titled(d)+noBreak+"»")
	}
	g := Gap{
		Key: key, Args: map[string]any{"Count": len(names), "Decisions": list(names)},
		Article: "CJA R412-1", Place: at, Subject: string(decisions[0].ID), Warning: true,
	}
	if at == AtDecision {
		g.Article = "CJA R421-1"
	}
	return []Gap{g}
}

// dateGaps: the day of publication starts the time limit (CJA R421-1).
func dateGaps(c Case) []Gap {
	var unsigned, unpublished []decision.Decision
	for _, d := range c.Decisions {
		if d.SignedOn.IsZero() {
			unsigned = append(unsigned, d)
		}
		if start, _ := d.StartsOn(); start.IsZero() && d.Kind != decision.ImplicitRejection {
			unpublished = append(unpublished, d)
		}
	}
	return append(about(unsigned, "filing.gap.signed_unknown", AtDecision), about(unpublished, "filing.gap.published_unknown", AtDecision)...)
}

// lateGaps: a request dated after the ordinary limit says in vain that it is in
// time. An earlier appeal to the administration moves that limit (CRPA L411-2), so
// nothing is said then.
func lateGaps(c Case) []Gap {
	on := c.DatedOn
	if on.IsZero() {
		on = c.ReadOn
	}
	if c.Earlier != nil {
		return nil
	}
	for _, d := range c.Decisions {
		if last := d.Appealable().Date; !last.IsZero() && on.After(last) {
			return []Gap{{
				Key: "filing.gap.late", Args: map[string]any{"Day": last}, Article: d.Rule().Article,
				Place: AtSection, Section: Admissibility, Warning: true,
			}}
		}
	}
	return nil
}

// uncitedGaps: an exhibit that proves nothing in the text is either forgotten
// there or useless.
func uncitedGaps(c Case) []Gap {
	text := ""
	for _, section := range Sections {
		text += c.In(section) + "\n\n"
	}
	used := citations(text)
	var numbers []string
	for _, e := range InUse(c.Exhibits) {
		if !slices.Contains(used, e.Number) {
			numbers = append(numbers, strconv.Itoa(e.Number))
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	return []Gap{{
		Key: "filing.gap.uncited", Args: map[string]any{"Count": len(numbers), "Numbers": list(numbers)},
		Article: "CJA R412-2", Place: AtExhibits, Warning: true,
	}}
}

// titled names a decision in a sentence: by its number, else by its title.
func titled(d decision.Decision) string {
	if d.Number == "" {
		return d.Title
	}
	return d.Number
}

// InUse lists the exhibits of a register that may be cited.
func InUse(register []evidence.Exhibit) (some []evidence.Exhibit) {
	for _, e := range register {
		if !e.Withdrawn() {
			some = append(some, e)
		}
	}
	return some
}
