// SPDX-License-Identifier: AGPL-3.0-only

// Package demo brings in the demonstration case and takes it away again: the
// public facts of the Montpellier and Sète appeals, where what nobody knows stays
// unknown, and an imaginary commune whose dates follow the day of loading. Every
// natural person in it is invented, and says so.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// Service loads and removes the demonstration case.
type Service struct {
	db    *database.DB
	vault *storage.Vault

	networks     *network.Service
	appeals      *appeal.Service
	coplaintiffs *coplaintiff.Service
	evidence     *evidence.Service
	filings      *filing.Service
}

// NewService works on this database and seals the demonstration's files in vault.
func NewService(db *database.DB, vault *storage.Vault) *Service {
	return &Service{
		db: db, vault: vault, networks: network.NewService(db), appeals: appeal.NewService(db),
		coplaintiffs: coplaintiff.NewService(db), evidence: evidence.NewService(db, vault), filings: filing.NewService(db, vault),
	}
}

var (
	errLoaded = problem.New(problem.Conflict, "demo.loaded_already")
	errNobody = problem.New(problem.Conflict, "demo.nobody")
)

// Load brings in the reference case as an act of this account, and opens it to
// everybody who may sign in. Loaded already, it is refused. What fails half-way
// is taken away again.
func (s *Service) Load(ctx context.Context, by person.User) error {
	return s.load(ctx, by, "S", io.Discard)
}

// LoadSize is Load for the command line: as the first coordinator or lawyer
// found. Size M adds 15,000 co-plaintiffs, 50 decisions and 2,000 exhibits, and
// says on out how far it is.
func (s *Service) LoadSize(ctx context.Context, size string, out io.Writer) error {
	var by person.User
	err := s.db.Read(ctx, func(tx database.Tx) error {
		all, err := person.Everyone(tx)
		for _, u := range all {
			if u.MayWrite() && by.ID == "" {
				by = u
			}
		}
		return err
	})
	if err == nil && by.ID == "" {
		err = errNobody
	}
	if err != nil {
		return err
	}
	return s.load(ctx, by, size, out)
}

func (s *Service) load(ctx context.Context, by person.User, size string, out io.Writer) error {
	today, err := s.begin(ctx)
	if err != nil {
		return err
	}
	l := &loader{Service: s, ctx: ctx, by: by, today: today, out: out}
	l.reference()
	l.imaginary()
	if size == "M" {
		l.crowd()
	}
	l.open()
	if l.err != nil {
		return errors.Join(l.err, s.Remove(context.WithoutCancel(ctx)))
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		return audit.Record(tx, by, audit.Act{Action: "demo.loaded", Detail: map[string]string{"size": size}})
	})
}

// begin refuses a second loading, and says which day it is.
func (s *Service) begin(ctx context.Context) (today calendar.Day, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		today = calendar.Today(tx.Now)
		n, err := database.Count[appeal.Campaign](tx.Narrow("demo = ?", true))
		if err == nil && n > 0 {
			return errLoaded
		}
		return err
	})
	return today, err
}

// loader goes through the case step by step and stops at the first failure.
type loader struct {
	*Service
	ctx   context.Context
	by    person.User
	today calendar.Day
	out   io.Writer
	err   error

	campaigns []appeal.CampaignID
}

func (l *loader) try(act func() error) {
	if l.err == nil {
		l.err = act()
	}
}

func (l *loader) inTx(work func(database.Tx) error) {
	l.try(func() error { return l.db.InTx(l.ctx, work) })
}

func (l *loader) campaign(details appeal.CampaignDetails) appeal.CampaignID {
	id := appeal.CampaignID(newID())
	l.try(func() error { return l.appeals.AddDemoCampaign(l.ctx, l.by, id, details) })
	l.campaigns = append(l.campaigns, id)
	return id
}

func (l *loader) decision(campaign appeal.CampaignID, details decision.Details) decision.ID {
	id := decision.ID(newID())
	l.inTx(func(tx database.Tx) error {
		return appeal.Enter(tx, l.by, &decision.Decision{ID: id, Details: details, Demo: true}, &campaign)
	})
	return id
}

func (l *loader) appeal(campaign appeal.CampaignID, details appeal.Details, contested ...decision.ID) appeal.ID {
	id := appeal.ID(newID())
	l.try(func() error { return l.appeals.AddAppeal(l.ctx, l.by, id, campaign, details, contested) })
	return id
}

// step is one move of an appeal: where to, on which day if known, and what is
// known of it.
type step struct {
	to   appeal.Stage
	on   calendar.Day
	note string
}

func (l *loader) advance(id appeal.ID, steps ...step) {
	for i, s := range steps {
		l.try(func() error { return l.appeals.Advance(l.ctx, l.by, id, i+1, s.to, s.on, s.note) })
	}
}

func (l *loader) event(of appeal.ID, kind appeal.EventKind, on calendar.Day, note string) {
	l.try(func() error { return l.appeals.AddEvent(l.ctx, l.by, appeal.EventID(newID()), of, kind, on, note) })
}

// open lets everybody who may sign in into the demonstration's campaigns.
func (l *loader) open() {
	l.try(func() error {
		var all []person.User
		err := l.db.Read(l.ctx, func(tx database.Tx) (err error) {
			all, err = person.Everyone(tx)
			return err
		})
		for _, u := range all {
			for _, campaign := range l.campaigns {
				if err == nil && u.ID != l.by.ID {
					err = l.appeals.GiveAccess(l.ctx, l.by, campaign, u.ID)
				}
			}
		}
		return err
	})
}

func (l *loader) say(format string, values ...any) {
	if l.err == nil {
		fmt.Fprintf(l.out, format+"\n", values...)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
