// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"strings"

	"contrechamp.org/contrechamp/internal/decision"
)

// Proposal is who an appeal would ordinarily be brought before, and the text
// that says so. An empty addressee: the texts do not settle it here.
type Proposal struct {
	Addressee string
	Article   string
}

// conseilDEtat hears every cassation.
const conseilDEtat = "Conseil d’État"

// Propose says before whom an appeal of this kind against these decisions goes.
// departement is the campaign's, used when no decision is chosen yet.
func Propose(kind Kind, decisions []decision.Decision, departement string) Proposal {
	switch kind {
	case Gracious:
		return Proposal{authorityOf(decisions), "CRPA L411-2"}
	case Hierarchical:
		return Proposal{superiorOf(authorityOf(decisions)), "CRPA L411-2"}
	case Annulment, Suspension:
		return Proposal{courtFor(decisions, departement, func(c decision.Courts) string { return decision.TribunalName(c.Tribunal) }), "CJA R312-1, R221-3"}
	case SecondInstance:
		return Proposal{courtFor(decisions, departement, func(c decision.Courts) string { return decision.CourtOfAppealName(c.CourtOfAppeal) }), "CJA R811-2, R221-7"}
	case Cassation:
		return Proposal{conseilDEtat, "CJA R821-1"}
	}
	return Proposal{}
}

// authorityOf is who took the decisions, when it is one and the same.
func authorityOf(decisions []decision.Decision) string {
	authority := ""
	for _, d := range decisions {
		if authority != "" && d.Authority != authority {
			return ""
		}
		authority = d.Authority
	}
	return authority
}

// superiorOf knows one hierarchy: a prefect answers to the minister of the
// interior. A mayor acting for the commune, or a council, has no superior.
func superiorOf(authority string) string {
	if lower := strings.ToLower(authority); strings.HasPrefix(lower, "préfet") || strings.HasPrefix(lower, "préfète") {
		return "Ministre de l’intérieur"
	}
	return ""
}

// courtFor is the court of the seat of the authorities that decided, when they
// all have the same one.
func courtFor(decisions []decision.Decision, departement string, name func(decision.Courts) string) string {
	seats := []string{departement}
	if len(decisions) > 0 {
		seats = nil
		for _, d := range decisions {
			seats = append(seats, d.Departement)
		}
	}
	court := ""
	for _, seat := range seats {
		courts, found := decision.CourtsOf(seat)
		if !found || court != "" && name(courts) != court {
			return ""
		}
		court = name(courts)
	}
	return court
}
