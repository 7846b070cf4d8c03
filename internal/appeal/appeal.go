// SPDX-License-Identifier: AGPL-3.0-only

// Package appeal is the case: campaigns that group decisions and appeals, who
// may see them, the stages and events of each appeal, and the dates by which
// somebody must act.
package appeal

import (
	"slices"
	"time"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// ID identifies an appeal (UUID v7).
type ID string

// Details is the part of an appeal that people edit. The decisions it contests
// are chosen among those of its campaign and kept apart.
type Details struct {
	Kind      Kind
	Title     string
	Addressee string // the court or authority it is brought before
	Docket    string // number given by the registry, "" until known
	Formation string // chamber or judge, "" until known
	FollowsID *ID    // the appeal it follows up, in the same campaign
}

// Appeal is one procedure before one authority or court.
type Appeal struct {
	ID         ID
	CampaignID CampaignID
	Details
	Stage     Stage
	Version   int
	CreatedAt time.Time
}

// Moves lists the stages this appeal may go to now.
func (a Appeal) Moves() []Stage { return a.Kind.Moves(a.Stage) }

// Over tells whether the procedure has ended.
func (a Appeal) Over() bool { return a.Kind.Over(a.Stage) }

// Lodged tells whether the appeal was lodged and not given up since.
func (a Appeal) Lodged() bool { return a.Stage != Preparation && a.Stage != Withdrawn }

// AppealDecision names a decision that an appeal contests.
type AppealDecision struct {
	ID         string
	AppealID   ID
	DecisionID decision.ID
	CreatedAt  time.Time
}

// CounselID identifies a lawyer of an appeal.
type CounselID string

// Counsel is a lawyer who acts in an appeal.
type Counsel struct {
	ID        CounselID
	AppealID  ID
	Name      string
	Bar       string // "Montpellier", "aux Conseils"
	CreatedAt time.Time
}

var (
	errNotFound  = problem.New(problem.NotFound, "problem.not_found")
	errForbidden = problem.New(problem.Forbidden, "appeal.forbidden")
)

func (d *Details) clean() {
	d.Title, d.Addressee = typed.Line(d.Title), typed.Line(d.Addressee)
	d.Docket, d.Formation = typed.Line(d.Docket), typed.Line(d.Formation)
	if d.FollowsID != nil && *d.FollowsID == "" {
		d.FollowsID = nil
	}
}

func (d Details) check() error {
	var wrong problem.Fields
	if !slices.Contains(Kinds, d.Kind) {
		wrong.Add("kind", "appeal.kind_unknown")
	}
	needText(&wrong, "title", d.Title, maxTitle)
	needText(&wrong, "addressee", d.Addressee, maxTitle)
	typed.Check(&wrong, "docket", d.Docket, maxTitle)
	typed.Check(&wrong, "formation", d.Formation, maxTitle)
	return wrong.Err()
}

func (c *Counsel) clean() { c.Name, c.Bar = typed.Line(c.Name), typed.Line(c.Bar) }

func (c Counsel) check() error {
	var wrong problem.Fields
	needText(&wrong, "counsel_name", c.Name, maxTitle)
	typed.Check(&wrong, "counsel_bar", c.Bar, maxTitle)
	return wrong.Err()
}
