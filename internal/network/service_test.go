// SPDX-License-Identifier: AGPL-3.0-only

package network_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

var (
	coordinator = person.User{ID: "c", Profile: person.Profile{Role: person.Coordinator}}
	reader      = person.User{ID: "r", Profile: person.Profile{Role: person.Reader}}
	background  = context.Background()
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func montpellier() network.Details {
	return network.Details{CommuneCode: "34172", Operator: "Ville de Montpellier"}
}

// added gives a service that holds one network.
func added(t *testing.T) (*database.DB, *network.Service, network.ID) {
	t.Helper()
	db := testkit.Database(t)
	s, id := network.NewService(db), network.ID(newID())
	must(t, s.Add(background, coordinator, id, montpellier()))
	return db, s, id
}

func journal(t *testing.T, db *database.DB, id network.ID) string {
	t.Helper()
	var actions []string
	must(t, db.Read(background, func(tx database.Tx) error {
		entries, err := audit.About(tx, string(id), 50)
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		return err
	}))
	return strings.Join(actions, " ")
}

func TestANetworkIsNamedAfterItsCommune(t *testing.T) {
	db, s, id := added(t)
	known, err := s.Find(background, reader, id)
	must(t, err)
	if known.Name != "Montpellier" || known.Commune().Departement != "34" || journal(t, db, id) != "network.added" {
		t.Errorf("kept %+v, journal %s", known.Network, journal(t, db, id))
	}
}

func TestAReaderChangesNothing(t *testing.T) {
	db, s, id := added(t)
	for name, err := range map[string]error{
		"add":          s.Add(background, reader, network.ID(newID()), montpellier()),
		"edit":         s.Edit(background, reader, id, 1, montpellier()),
		"add count":    s.AddCount(background, reader, network.CameraCount{ID: newID(), NetworkID: id, Source: "x"}),
		"remove count": s.RemoveCount(background, reader, id, newID()),
		"add use":      s.AddUse(background, reader, network.AlgorithmicUse{ID: newID(), NetworkID: id, Product: "x", Source: "x"}),
		"remove use":   s.RemoveUse(background, reader, id, newID()),
	} {
		if problem.CodeOf(err) != problem.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if journal(t, db, id) != "network.added" {
		t.Errorf("journal %s", journal(t, db, id))
	}
}

func TestWrongNetworksAreRefusedBesideTheirFields(t *testing.T) {
	s := network.NewService(testkit.Database(t))
	zero := 0
	for field, details := range map[string]network.Details{
		"commune":        {CommuneCode: "34999", Name: "x"},
		"name":           {CommuneCode: "34172", Name: strings.Repeat("é", 301)},
		"operator":       {CommuneCode: "34172", Operator: "a\xff"},
		"notes":          {CommuneCode: "34172", Notes: "a\x00b"},
		"retention_days": {CommuneCode: "34172", RetentionDays: &zero},
	} {
		err := s.Add(background, coordinator, network.ID(newID()), details)
		if wrong := problem.FieldsOf(err); len(wrong) != 1 || wrong[0].Name != field {
			t.Errorf("%s: %v %v", field, err, wrong)
		}
	}
	if _, total, err := s.All(background, reader, "", 1); total != 0 || err != nil {
		t.Errorf("%d networks kept, %v", total, err)
	}
}

func TestASecondNetworkOfThatNameIsRefused(t *testing.T) {
	_, s, _ := added(t)
	err := s.Add(background, coordinator, network.ID(newID()), montpellier())
	if wrong := problem.FieldsOf(err); len(wrong) != 1 || wrong[0].Key != "network.name_taken" {
		t.Errorf("got %v", err)
	}
}

func TestTheSameFormSentManyTimesAtOnceMakesOneNetwork(t *testing.T) {
	db := testkit.Database(t)
	s, id := network.NewService(db), network.ID(newID())
	var all sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		all.Go(func() { errs[i] = s.Add(background, coordinator, id, montpellier()) })
	}
	all.Wait()
	must(t, errors.Join(errs...))
	if _, total, err := s.All(background, reader, "", 1); total != 1 || err != nil || journal(t, db, id) != "network.added" {
		t.Errorf("%d networks, %v, journal %s", total, err, journal(t, db, id))
	}
}

func TestEditRefusesAStaleVersion(t *testing.T) {
	db, s, id := added(t)
	details := montpellier()
	details.Operator = "Métropole"
	must(t, s.Edit(background, coordinator, id, 1, details))
	if err := s.Edit(background, coordinator, id, 1, montpellier()); !errors.Is(err, database.Stale()) {
		t.Errorf("the second to save: %v", err)
	}
	known, err := s.Find(background, reader, id)
	must(t, err)
	if known.Operator != "Métropole" || known.Version != 2 || journal(t, db, id) != "network.changed network.added" {
		t.Errorf("kept %+v, journal %s", known.Network, journal(t, db, id))
	}
	if err := s.Edit(background, coordinator, network.ID(newID()), 1, details); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("an unknown network: %v", err)
	}
}

func TestCountsComeLatestFirstAndUnknownDaysLast(t *testing.T) {
	db, s, id := added(t)
	for _, count := range []network.CameraCount{
		{Cameras: 100, AtLeast: true, Source: "presse"},
		{Cameras: 400, CountedOn: calendar.MustDay("2021-01-01"), Source: "délibération"},
		{Cameras: 488, CountedOn: calendar.MustDay("2023-04-01"), Source: "arrêté"},
	} {
		count.ID, count.NetworkID = newID(), id
		must(t, s.AddCount(background, coordinator, count))
		must(t, s.AddCount(background, coordinator, count)) // the same form again
	}
	known, err := s.Find(background, reader, id)
	must(t, err)
	var cameras []int
	for _, c := range known.Counts {
		cameras = append(cameras, c.Cameras)
	}
	if len(cameras) != 3 || cameras[0] != 488 || cameras[2] != 100 {
		t.Fatalf("counts %v", cameras)
	}
	list, _, err := s.All(background, reader, "ville MONTPELLIER", 1)
	must(t, err)
	if len(list) != 1 || list[0].Latest == nil || list[0].Latest.Cameras != 488 {
		t.Errorf("list %+v", list)
	}
	must(t, s.RemoveCount(background, coordinator, id, known.Counts[0].ID))
	must(t, s.RemoveCount(background, coordinator, id, known.Counts[0].ID))
	if got := strings.Count(journal(t, db, id), "network.count_removed"); got != 1 {
		t.Errorf("%d removals in the journal", got)
	}
}

func TestUsesAreKeptWithTheirSource(t *testing.T) {
	db, s, id := added(t)
	from, until, uses := 2021, 2023, 20
	use := network.AlgorithmicUse{
		ID: newID(), NetworkID: id, Product: "Vidéo Synopsis", Vendor: "BriefCam", FromYear: &from, UntilYear: &until, Uses: &uses,
		UsedBy: "dix agents formés", LegalBasis: "réquisition", Source: "Rapport du ministère, 28 octobre 2024", SourceURL: "https://example.org/rapport.pdf",
	}
	must(t, s.AddUse(background, coordinator, use))
	must(t, s.AddUse(background, coordinator, use))
	known, err := s.Find(background, reader, id)
	must(t, err)
	if len(known.Uses) != 1 || *known.Uses[0].Uses != 20 || known.Uses[0].Vendor != "BriefCam" {
		t.Fatalf("uses %+v", known.Uses)
	}
	must(t, s.RemoveUse(background, coordinator, id, use.ID))
	if got := journal(t, db, id); got != "network.use_removed network.use_added network.added" {
		t.Errorf("journal %s", got)
	}
}

func TestWrongCountsAndUsesAreRefusedBesideTheirFields(t *testing.T) {
	_, s, id := added(t)
	early, late, later := 1979, 2023, 2021
	for field, count := range map[string]network.CameraCount{
		"cameras":    {Cameras: -1, Source: "x"},
		"counted_on": {CountedOn: calendar.MustDay("2026-03-04"), Source: "x"},
		"source":     {Cameras: 1},
	} {
		count.ID, count.NetworkID = newID(), id
		err := s.AddCount(background, coordinator, count)
		if wrong := problem.FieldsOf(err); len(wrong) != 1 || wrong[0].Name != field {
			t.Errorf("count, %s: %v %v", field, err, wrong)
		}
	}
	for field, use := range map[string]network.AlgorithmicUse{
		"product":    {Source: "x"},
		"use_source": {Product: "x"},
		"source_url": {Product: "x", Source: "x", SourceURL: "javascript:alert(1)"},
		"from_year":  {Product: "x", Source: "x", FromYear: &early},
		"until_year": {Product: "x", Source: "x", FromYear: &late, UntilYear: &later},
	} {
		use.ID, use.NetworkID = newID(), id
		err := s.AddUse(background, coordinator, use)
		if wrong := problem.FieldsOf(err); len(wrong) != 1 || wrong[0].Name != field {
			t.Errorf("use, %s: %v %v", field, err, wrong)
		}
	}
}
