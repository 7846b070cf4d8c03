// SPDX-License-Identifier: AGPL-3.0-only

package decision_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

var (
	coordinator = person.User{ID: "c", Profile: person.Profile{Role: person.Coordinator}}
	reader      = person.User{ID: "r", Profile: person.Profile{Role: person.Reader}}
)

func order(number string) decision.Details {
	return decision.Details{
		Kind: decision.Renewal, Authority: "Préfet de l’Hérault", CommuneCode: "34172", Number: number,
		Title:    "Renouvellement du système de vidéoprotection",
		SignedOn: calendar.MustDay("2026-01-12"), PublishedOn: calendar.MustDay("2026-01-15"),
	}
}

func newID(t *testing.T) decision.ID {
	t.Helper()
	id, err := uuid.NewV7()
	must(t, err)
	return decision.ID(id.String())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, db *database.DB, id decision.ID, details decision.Details) (decision.Decision, error) {
	t.Helper()
	d := decision.Decision{ID: id, Details: details}
	err := db.InTx(context.Background(), func(tx database.Tx) error { return decision.Add(tx, coordinator, &d) })
	return d, err
}

func journal(t *testing.T, db *database.DB, id decision.ID) (actions []string) {
	t.Helper()
	must(t, db.Read(context.Background(), func(tx database.Tx) error {
		entries, err := audit.About(tx, string(id), 50)
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		return err
	}))
	return actions
}

func TestAddKeepsTheActAndLeavesATrace(t *testing.T) {
	db := testkit.Database(t)
	kept, err := add(t, db, newID(t), order(" 2026-01-118 "))
	must(t, err)
	var found decision.Decision
	must(t, db.Read(context.Background(), func(tx database.Tx) (err error) {
		found, err = decision.Find(tx, kept.ID)
		return err
	}))
	if found.Number != "2026-01-118" || found.Departement != "34" || found.PublishedOn.String() != "2026-01-15" || found.Version != 1 {
		t.Errorf("kept %+v", found)
	}
	if got := journal(t, db, kept.ID); len(got) != 1 || got[0] != "decision.added" {
		t.Errorf("journal %v", got)
	}
}

func TestTheSameFormTwiceMakesOneRow(t *testing.T) {
	db, id := testkit.Database(t), newID(t)
	_, err := add(t, db, id, order("1"))
	must(t, err)
	again, err := add(t, db, id, order("2"))
	must(t, err)
	if again.Number != "1" || len(journal(t, db, id)) != 1 {
		t.Errorf("second sending gave %q, journal %v", again.Number, journal(t, db, id))
	}
}

func TestANumberIsGivenOnceByAnAuthority(t *testing.T) {
	db := testkit.Database(t)
	first, err := add(t, db, newID(t), order("2026-A-118"))
	must(t, err)
	twin := order("2026-a-118")
	twin.Authority = "PRÉFET DE L'HÉRAULT"
	_, err = add(t, db, newID(t), twin)
	fields := problem.FieldsOf(err)
	if len(fields) != 1 || fields[0].Name != "number" || fields[0].Args["ID"] != string(first.ID) {
		t.Fatalf("a second act of that number: %v %v", err, fields)
	}
	twin.Authority = "Maire de Montpellier"
	if _, err = add(t, db, newID(t), twin); err != nil {
		t.Errorf("the same number of another authority: %v", err)
	}
}

func TestImpossibleDetailsAreRefusedBesideTheirFields(t *testing.T) {
	day, number := calendar.MustDay, func(n int) *int { return &n }
	db := testkit.Database(t)
	for name, tt := range map[string]struct {
		field string
		spoil func(*decision.Details)
	}{
		"published before signed":    {"published_on", func(d *decision.Details) { d.PublishedOn = day("2026-01-11") }},
		"posted before signed":       {"posted_on", func(d *decision.Details) { d.PostedOn = day("2026-01-11") }},
		"notified before signed":     {"notified_on", func(d *decision.Details) { d.NotifiedOn = day("2026-01-11") }},
		"seen before signed":         {"first_seen_on", func(d *decision.Details) { d.FirstSeenOn = day("2026-01-11") }},
		"expires the day it begins":  {"expires_on", func(d *decision.Details) { d.ExpiresOn = d.SignedOn }},
		"signed in two days":         {"signed_on", func(d *decision.Details) { d.SignedOn, d.PublishedOn = day("2026-03-04"), calendar.Day{} }},
		"seen in two days":           {"first_seen_on", func(d *decision.Details) { d.FirstSeenOn = day("2026-03-04") }},
		"published in two days":      {"published_on", func(d *decision.Details) { d.PublishedOn = day("2026-03-04") }},
		"posted in two days":         {"posted_on", func(d *decision.Details) { d.PostedOn = day("2026-03-04") }},
		"notified in two days":       {"notified_on", func(d *decision.Details) { d.NotifiedOn = day("2026-03-04") }},
		"unknown kind":               {"kind", func(d *decision.Details) { d.Kind = "rumour" }},
		"no authority":               {"authority", func(d *decision.Details) { d.Authority = " " }},
		"unknown département":        {"departement", func(d *decision.Details) { d.Departement = "99" }},
		"unknown commune":            {"commune", func(d *decision.Details) { d.CommuneCode, d.Departement = "34999", "34" }},
		"neither number nor title":   {"number", func(d *decision.Details) { d.Number, d.Title = "", "" }},
		"number without any letter":  {"number", func(d *decision.Details) { d.Number = "---" }},
		"NUL in the purposes":        {"purposes", func(d *decision.Details) { d.Purposes = "a\x00b" }},
		"broken letters":             {"title", func(d *decision.Details) { d.Title = "a\xff" }},
		"address that is a script":   {"publication_url", func(d *decision.Details) { d.PublicationURL = "javascript:alert(1)" }},
		"fewer than no camera":       {"cameras", func(d *decision.Details) { d.Cameras = number(-1) }},
		"images kept for no day":     {"retention_days", func(d *decision.Details) { d.RetentionDays = number(0) }},
		"replaces what is not there": {"replaces", func(d *decision.Details) { id := decision.ID("x"); d.ReplacesID = &id }},
	} {
		t.Run(name, func(t *testing.T) {
			details := order("1")
			tt.spoil(&details)
			id := newID(t)
			_, err := add(t, db, id, details)
			fields := problem.FieldsOf(err)
			if len(fields) != 1 || fields[0].Name != tt.field {
				t.Fatalf("got %v %v, want one fault at %s", err, fields, tt.field)
			}
			if got := journal(t, db, id); len(got) != 0 {
				t.Errorf("journal of a refused act: %v", got)
			}
		})
	}
}

func change(db *database.DB, id decision.ID, version int, details decision.Details) (before, after decision.Decision, err error) {
	err = db.InTx(context.Background(), func(tx database.Tx) (err error) {
		before, after, err = decision.Change(tx, coordinator, id, version, details)
		return err
	})
	return before, after, err
}

func TestChangeTellsBeforeAndAfter(t *testing.T) {
	db := testkit.Database(t)
	kept, err := add(t, db, newID(t), order("1"))
	must(t, err)
	details := kept.Details
	details.PublishedOn = calendar.MustDay("2026-01-20")
	before, after, err := change(db, kept.ID, 1, details)
	must(t, err)
	if before.PublishedOn.String() != "2026-01-15" || after.PublishedOn.String() != "2026-01-20" || after.Version != 2 {
		t.Errorf("before %v, after %v, version %d", before.PublishedOn, after.PublishedOn, after.Version)
	}
	if got := journal(t, db, kept.ID); len(got) != 2 || got[0] != "decision.changed" {
		t.Errorf("journal %v", got)
	}
	if _, _, err := change(db, kept.ID, 1, order("9")); !errors.Is(err, database.Stale()) {
		t.Errorf("a stale version: %v", err)
	}
	if _, _, err := change(db, newID(t), 1, order("9")); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("an unknown decision: %v", err)
	}
}

func TestReplacementsMakeNoCircle(t *testing.T) {
	db := testkit.Database(t)
	old := order("old")
	old.SignedOn, old.PublishedOn = calendar.MustDay("2021-01-12"), calendar.Day{}
	first, err := add(t, db, newID(t), old)
	must(t, err)
	renewal := order("new")
	renewal.ReplacesID = &first.ID
	second, err := add(t, db, newID(t), renewal)
	must(t, err)
	old.ReplacesID = &second.ID
	_, _, err = change(db, first.ID, 1, old)
	if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Name != "replaces" {
		t.Errorf("a circle: %v", err)
	}
	old.ReplacesID, renewal.Number, renewal.SignedOn = nil, "older", calendar.MustDay("2020-01-12")
	_, err = add(t, db, newID(t), renewal)
	if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Key != "decision.replaces_later" {
		t.Errorf("replaces a later one: %v", err)
	}
}
