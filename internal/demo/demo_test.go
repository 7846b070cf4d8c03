// SPDX-License-Identifier: AGPL-3.0-only

package demo_test

import (
	"context"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/demo"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

func TestLoadAndRemove(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	cases := demo.NewService(db, testkit.Vault(t))
	by := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	other := testkit.Account(t, db, person.Lawyer, "avocate@exemple.org")
	before := rows(t, db)
	for range 2 { // removed, it can be loaded again
		must(t, cases.Load(ctx, by))
		if err := cases.Load(ctx, by); problem.CodeOf(err) != problem.Conflict {
			t.Fatalf("loaded twice: %v", err)
		}
		campaigns, err := appeal.NewService(db).Campaigns(ctx, other)
		must(t, err)
		if len(campaigns) != 2 {
			t.Fatalf("the lawyer sees %d campaigns", len(campaigns))
		}
		must(t, cases.Remove(ctx))
		for table, n := range rows(t, db) {
			if n != before[table] {
				t.Errorf("%s held %d rows, holds %d", table, before[table], n)
			}
		}
	}
	if _, err := audit.Verify(ctx, db); err != nil {
		t.Error(err)
	}
}

// The figures are those of the public record (product of the collective's own
// communication); what it does not tell must stay unknown.
func TestReferenceCase(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	must(t, demo.NewService(db, testkit.Vault(t)).Load(ctx, testkit.Account(t, db, person.Coordinator, "camille@exemple.org")))
	must(t, db.Read(ctx, func(tx database.Tx) error {
		campaign, err := database.First[appeal.Campaign](tx, "slug = ?", "montpellier-sete")
		must(t, err)
		in := tx.Narrow("campaign_id = ?", campaign.ID)
		for kind, want := range map[appeal.Kind]int{appeal.Gracious: 11, appeal.Annulment: 2} {
			if n, _ := database.Count[appeal.Appeal](in.Narrow("kind = ?", kind)); n != want {
				t.Errorf("%d appeals of kind %s, want %d", n, kind, want)
			}
		}
		hearings, err := database.All[appeal.Event](in.Narrow("kind = ?", appeal.Hearing))
		must(t, err)
		for _, h := range hearings {
			if h.HappenedOn != calendar.MustDay("2026-02-17") {
				t.Errorf("a hearing on %s", h.HappenedOn)
			}
		}
		lodged, err := database.Count[appeal.Event](in.Narrow("kind = ?", appeal.Lodged).Narrow("happened_on = ?", "2024-01-26"))
		must(t, err)
		if len(hearings) != 2 || lodged != 2 {
			t.Errorf("%d hearings, %d requests of 26 January 2024", len(hearings), lodged)
		}
		orders, err := database.All[decision.Decision](tx.Narrow("authority = ?", "Préfet de l’Hérault"))
		must(t, err)
		for _, d := range orders {
			if commune, _ := d.Commune(); !strings.HasSuffix(d.Title, commune.Name) && commune.Name != "Le Pouget" {
				t.Errorf("%s is filed under %s", d.Title, commune.Name)
			}
			if !d.SignedOn.IsZero() || !d.PublishedOn.IsZero() || d.Number != "" {
				t.Errorf("%s: a date or a number was made up", d.Title)
			}
		}
		if len(orders) != 11 {
			t.Errorf("%d orders", len(orders))
		}
		persons, err := database.All[coplaintiff.CoPlaintiff](in.Narrow("kind = ?", coplaintiff.NaturalPerson))
		must(t, err)
		for _, p := range persons {
			if !strings.HasPrefix(p.FamilyName, "Fictif-") {
				t.Errorf("%s does not look invented", p.FullName())
			}
		}
		if n, _ := database.Count[coplaintiff.CoPlaintiff](in); len(persons) != 104 || n != 107 {
			t.Errorf("%d people, %d with the organisations", len(persons), n)
		}
		return nil
	}))
}

// One act is late because nobody contested it; the one whose appeal was lodged in
// time says so, and is not late.
func TestTheImaginaryBoardHasOneTrulyLateAct(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	by := testkit.Account(t, db, person.Coordinator, "camille@exemple.org")
	must(t, demo.NewService(db, testkit.Vault(t)).Load(ctx, by))
	board, err := appeal.NewService(db).Board(ctx, by, calendar.Today(testkit.Clock()), appeal.Filter{})
	must(t, err)
	first := board.Groups[0]
	if first.When != appeal.Overdue || len(first.Items) != 1 || first.Items[0].Decision.Number != "EX-11" || len(first.Items[0].Appeals) > 0 {
		t.Errorf("late: %+v", first)
	}
	must(t, db.Read(ctx, func(tx database.Tx) error {
		met, err := database.Count[appeal.Deadline](tx.Narrow("status = ?", appeal.Met).
			Narrow("decision_id IN (SELECT id FROM decisions WHERE number = ?)", "EX-01"))
		if met != 1 {
			t.Errorf("%d deadlines of EX-01 were met", met)
		}
		return err
	}))
}

func TestSomebodyMustBeThere(t *testing.T) {
	db := testkit.Database(t)
	testkit.Account(t, db, person.Reader, "lecture@exemple.org")
	err := demo.NewService(db, testkit.Vault(t)).LoadSize(context.Background(), "S", &strings.Builder{})
	if problem.CodeOf(err) != problem.Conflict {
		t.Errorf("loaded for nobody: %v", err)
	}
}

func rows(t *testing.T, db *database.DB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	must(t, db.Read(context.Background(), func(tx database.Tx) error {
		for _, table := range []string{
			"campaigns", "accesses", "campaign_decisions", "appeals", "appeal_decisions", "counsels", "events", "deadlines",
			"decisions", "networks", "camera_counts", "algorithmic_uses", "co_plaintiffs", "roles", "exhibits", "counters", "filings",
		} {
			n, err := database.Query[int](tx, "SELECT count(*) FROM "+table)
			if err != nil {
				return err
			}
			counts[table] = n[0]
		}
		return nil
	}))
	return counts
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
