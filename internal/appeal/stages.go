// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import "slices"

// Kind is what sort of procedure an appeal is.
type Kind string

// The kinds, in the order a case usually meets them.
const (
	Gracious       Kind = "gracious"        // recours gracieux: before the authority that decided (CRPA L411-2)
	Hierarchical   Kind = "hierarchical"    // recours hiérarchique: before its superior (CRPA L411-2)
	Annulment      Kind = "annulment"       // recours pour excès de pouvoir: before the tribunal administratif
	Suspension     Kind = "suspension"      // référé-suspension (CJA L521-1)
	SecondInstance Kind = "second_instance" // appel: before the cour administrative d'appel
	Cassation      Kind = "cassation"       // pourvoi: before the Conseil d'État
)

// Kinds lists every kind, in the order forms show them.
var Kinds = []Kind{Gracious, Hierarchical, Annulment, Suspension, SecondInstance, Cassation}

// BeforeCourt tells whether a court hears this kind of appeal; the others go to
// the administration itself.
func (k Kind) BeforeCourt() bool { return k != Gracious && k != Hierarchical }

// KeepsTime tells whether lodging an appeal of this kind meets the time limit
// against the decision: the request itself, and an appeal to the administration,
// which interrupts it (CRPA L411-2). A suspension alone does not.
func (k Kind) KeepsTime() bool { return k == Gracious || k == Hierarchical || k == Annulment }

// Stage is how far an appeal has come.
type Stage string

// The stages. Which ones an appeal passes through depends on its kind.
const (
	Preparation   Stage = "preparation"
	Lodged        Stage = "lodged"
	Answered      Stage = "answered" // by the administration: expressly, or by its silence
	Investigation Stage = "investigation"
	Hearing       Stage = "hearing"
	Deliberation  Stage = "deliberation"
	Judged        Stage = "judged"
	Withdrawn     Stage = "withdrawn" // given up, before lodging or after (désistement)
)

// Stages lists every stage in its usual order.
var Stages = []Stage{Preparation, Lodged, Answered, Investigation, Hearing, Deliberation, Judged, Withdrawn}

// toAuthority are the moves of an appeal before the administration.
var toAuthority = map[Stage][]Stage{
	Preparation: {Lodged, Withdrawn},
	Lodged:      {Answered, Withdrawn},
}

// toCourt are the moves of a full procedure before a court. An order may end it
// without a hearing, the judge may reopen the investigation, and a hearing may be
// put off (practice, to be confirmed by a jurist).
var toCourt = map[Stage][]Stage{
	Preparation:   {Lodged, Withdrawn},
	Lodged:        {Investigation, Hearing, Judged, Withdrawn},
	Investigation: {Hearing, Judged, Withdrawn},
	Hearing:       {Deliberation, Investigation, Withdrawn},
	Deliberation:  {Judged, Investigation},
}

// urgent are the moves of a référé: no written investigation of its own, and an
// order without hearing where the request is plainly ill-founded (CJA L522-3).
var urgent = map[Stage][]Stage{
	Preparation:  {Lodged, Withdrawn},
	Lodged:       {Hearing, Judged, Withdrawn},
	Hearing:      {Deliberation, Judged, Withdrawn},
	Deliberation: {Judged},
}

var movesOf = map[Kind]map[Stage][]Stage{
	Gracious: toAuthority, Hierarchical: toAuthority,
	Annulment: toCourt, SecondInstance: toCourt, Cassation: toCourt,
	Suspension: urgent,
}

// Moves lists the stages an appeal of this kind may go to from where it is; none
// when it is over.
func (k Kind) Moves(from Stage) []Stage { return slices.Clone(movesOf[k][from]) }

// Over tells whether nothing can follow this stage.
func (k Kind) Over(at Stage) bool { return len(movesOf[k][at]) == 0 }

// followable says which kinds of appeal each kind may follow up. The order is
// strict, so no family of appeals can run in a circle.
var followable = map[Kind][]Kind{
	Hierarchical:   {Gracious},
	Annulment:      {Gracious, Hierarchical},
	Suspension:     {Gracious, Hierarchical, Annulment},
	SecondInstance: {Annulment},
	Cassation:      {Annulment, Suspension, SecondInstance}, // some rulings have no second instance (CJA R811-1)
}

// MayFollow tells whether an appeal of this kind may follow up one of the other.
func (k Kind) MayFollow(other Kind) bool { return slices.Contains(followable[k], other) }
