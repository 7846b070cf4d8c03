// SPDX-License-Identifier: AGPL-3.0-only

package decision_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/testkit"
)

var background = context.Background()

// pdf is the smallest text that begins and ends as a PDF does.
var pdf = []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\nArrêté\n%%EOF\n")

func newService(t *testing.T) (*decision.Service, *database.DB, *storage.Memory) {
	t.Helper()
	db, store := testkit.Database(t), storage.NewMemory(testkit.Clock)
	key, err := seal.Create(filepath.Join(t.TempDir(), "seal.key"))
	must(t, err)
	return decision.NewService(db, storage.NewVault(store, key)), db, store
}

func objects(t *testing.T, store *storage.Memory) (n int) {
	t.Helper()
	must(t, store.Each(background, func(storage.Entry) error { n++; return nil }))
	return n
}

func TestTheRegisterIsFilteredAndPaged(t *testing.T) {
	s, db, _ := newService(t)
	day := calendar.MustDay
	for number, change := range map[string]func(*decision.Details){
		"A-1": func(*decision.Details) {}, // published 15 January 2026: runs until 16 March
		"A-2": func(d *decision.Details) {
			d.CommuneCode, d.SignedOn, d.PublishedOn = "34301", day("2021-06-01"), day("2021-06-02")
		},
		"A-3": func(d *decision.Details) {
			d.Kind, d.PublishedOn, d.NotifiedOn = decision.Deliberation, calendar.Day{}, day("2026-01-20")
		},
		"A-4": func(d *decision.Details) { d.PublishedOn = calendar.Day{} },
		"A-5": func(d *decision.Details) {
			d.CommuneCode, d.Departement, d.ExpiresOn = "", "30", day("2026-12-31")
			d.SignedOn, d.PublishedOn, d.PostedOn = day("2025-01-01"), day("2026-01-15"), day("2025-06-01")
		},
	} {
		details := order(number)
		change(&details)
		_, err := add(t, db, newID(t), details)
		must(t, err)
	}
	for name, tt := range map[string]struct {
		filter decision.Filter
		want   string
	}{
		"everything":            {decision.Filter{}, "A-1 A-2 A-3 A-4 A-5"},
		"words in any order":    {decision.Filter{Text: "videoprotection MONTPELLIER"}, "A-1 A-3 A-4"},
		"a number":              {decision.Filter{Text: "a-2"}, "A-2"},
		"a wildcard is a word":  {decision.Filter{Text: "%a_2%"}, "A-2"},
		"a word that is not in": {decision.Filter{Text: "Lodève"}, ""},
		"a département":         {decision.Filter{Departement: "30"}, "A-5"},
		"a commune":             {decision.Filter{CommuneCode: "34301"}, "A-2"},
		"a kind":                {decision.Filter{Kind: decision.Deliberation}, "A-3"},
		"clock running":         {decision.Filter{Running: true}, "A-1 A-3"},
		"expires in a year":     {decision.Filter{ExpiresBefore: day("2027-03-02")}, "A-2 A-5"},
		"expires that very day": {decision.Filter{ExpiresBefore: day("2026-06-01")}, "A-2"},
		"expires the day after": {decision.Filter{ExpiresBefore: day("2026-05-31")}, ""},
	} {
		tt.filter.Today = calendar.Today(testkit.Now)
		page, total, err := s.All(background, reader, tt.filter)
		must(t, err)
		var numbers []string
		for _, d := range page {
			numbers = append(numbers, d.Number)
			if tt.filter.Running && !d.Running(tt.filter.Today) {
				t.Errorf("%s: %s does not run", name, d.Number)
			}
		}
		slices.Sort(numbers)
		if got := strings.Join(numbers, " "); got != tt.want || total != len(page) {
			t.Errorf("%s: %q (%d), want %q", name, got, total, tt.want)
		}
	}
}

// The bounds in SQL and the arithmetic of one act must agree on every day.
func TestTheRunningFilterAgreesWithTheLawDayByDay(t *testing.T) {
	s, db, _ := newService(t)
	for i := range 75 {
		details := order(fmt.Sprintf("D-%d", i))
		details.SignedOn = calendar.MustDay("2025-12-01")
		details.PublishedOn = calendar.MustDay("2025-12-18").AddDays(i)
		if i%3 == 0 { // a silence instead of an act
			details.Kind, details.SignedOn, details.PublishedOn = decision.ImplicitRejection, details.PublishedOn.AddDays(-15), calendar.Day{}
		}
		_, err := add(t, db, newID(t), details)
		must(t, err)
	}
	today := calendar.Today(testkit.Now)
	all, total, err := s.All(background, reader, decision.Filter{})
	must(t, err)
	if len(all) != decision.PageSize || total != 75 {
		t.Fatalf("first page %d of %d", len(all), total)
	}
	second, _, err := s.All(background, reader, decision.Filter{Page: 2})
	must(t, err)
	want := 0
	for _, d := range append(all, second...) {
		if d.Running(today) {
			want++
		}
	}
	if _, got, err := s.All(background, reader, decision.Filter{Running: true, Today: today}); got != want || want == 75 || err != nil {
		t.Errorf("the filter leaves %d acts, the law %d, %v", got, want, err)
	}
}

func TestAnActHasOneFileForGood(t *testing.T) {
	s, db, store := newService(t)
	kept, err := add(t, db, newID(t), order("1"))
	must(t, err)
	if _, _, err := s.OpenFile(background, reader, kept.ID); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("no file yet: %v", err)
	}
	must(t, s.AttachFile(background, coordinator, kept.ID, "Arrêté 118.pdf", bytes.NewReader(pdf)))
	d, content, err := s.OpenFile(background, reader, kept.ID)
	must(t, err)
	read, err := io.ReadAll(content)
	must(t, errors.Join(err, content.Close()))
	sum := sha256.Sum256(pdf)
	if !bytes.Equal(read, pdf) || d.FileSHA256 != hex.EncodeToString(sum[:]) || d.FileName != "Arrêté 118.pdf" {
		t.Errorf("came back %q, %+v", read, d.File)
	}
	if err := s.AttachFile(background, coordinator, kept.ID, "autre.pdf", bytes.NewReader(pdf)); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("a second file: %v", err)
	}
	if n := objects(t, store); n != 1 {
		t.Errorf("%d files kept", n)
	}
	if got := strings.Join(journal(t, db, kept.ID), " "); got != "decision.file_read decision.file_added decision.added" {
		t.Errorf("journal %s", got)
	}
}

func TestARefusedFileLeavesNothing(t *testing.T) {
	s, db, store := newService(t)
	kept, err := add(t, db, newID(t), order("1"))
	must(t, err)
	for name, err := range map[string]error{
		"reader":           s.AttachFile(background, reader, kept.ID, "a.pdf", bytes.NewReader(pdf)),
		"no bytes":         s.AttachFile(background, coordinator, kept.ID, "a.pdf", bytes.NewReader(nil)),
		"cut":              s.AttachFile(background, coordinator, kept.ID, "a.pdf", bytes.NewReader(pdf[:len(pdf)-7])),
		"not what it says": s.AttachFile(background, coordinator, kept.ID, "a.png", bytes.NewReader(pdf)),
		"a program":        s.AttachFile(background, coordinator, kept.ID, "a.exe", bytes.NewReader(pdf)),
		"unknown act":      s.AttachFile(background, coordinator, newID(t), "a.pdf", bytes.NewReader(pdf)),
	} {
		if problem.CodeOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, err := s.Find(background, reader, kept.ID)
	must(t, err)
	if d.Stored() || objects(t, store) != 0 {
		t.Errorf("kept %+v, %d objects", d.File, objects(t, store))
	}
}

func TestTwoFilesSentAtOnceLeaveOne(t *testing.T) {
	s, db, store := newService(t)
	kept, err := add(t, db, newID(t), order("1"))
	must(t, err)
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() {
			errs <- s.AttachFile(background, coordinator, kept.ID, "a.pdf", bytes.NewReader(pdf))
		}()
	}
	accepted := 0
	for range cap(errs) {
		switch err := <-errs; {
		case err == nil:
			accepted++
		case problem.CodeOf(err) != problem.Conflict:
			t.Error(err)
		}
	}
	if accepted != 1 || objects(t, store) != 1 {
		t.Errorf("%d accepted, %d objects", accepted, objects(t, store))
	}
}

func TestFamilyFollowsReplacements(t *testing.T) {
	s, db, _ := newService(t)
	old := order("old")
	old.SignedOn, old.PublishedOn = calendar.MustDay("2021-01-12"), calendar.Day{}
	first, err := add(t, db, newID(t), old)
	must(t, err)
	renewal := order("new")
	renewal.ReplacesID = &first.ID
	second, err := add(t, db, newID(t), renewal)
	must(t, err)
	replaced, _, err := s.Family(background, reader, second)
	must(t, err)
	_, replacing, err := s.Family(background, reader, first)
	must(t, err)
	if replaced == nil || replaced.ID != first.ID || len(replacing) != 1 || replacing[0].ID != second.ID {
		t.Errorf("replaced %v, replacing %v", replaced, replacing)
	}
	found, err := s.Named(background, reader, "OLD", 5)
	must(t, err)
	if len(found) != 1 || found[0].ID != first.ID {
		t.Errorf("by number: %v", found)
	}
}

func TestCompareNamesWhatARenewalChanges(t *testing.T) {
	cameras, more := 40, 48
	before := decision.Details{Kind: decision.Authorisation, Cameras: &cameras, Purposes: "Sécurité des personnes", SignedOn: calendar.MustDay("2021-01-12")}
	after := decision.Details{Kind: decision.Renewal, Cameras: &more, Purposes: "sécurité des personnes.", SignedOn: calendar.MustDay("2026-01-12")}
	c := decision.Compare(before, after)
	if c.Cameras != decision.Differs || c.Retention != decision.Unclear || c.Purposes != decision.Same || c.Expiry != decision.Differs {
		t.Errorf("got %+v", c)
	}
}

func TestStartsOnIsTheEarliestKnownDay(t *testing.T) {
	day := calendar.MustDay
	for name, tt := range map[string]struct {
		published, posted, notified calendar.Day
		want, trigger               string
	}{
		"nothing known":    {want: "", trigger: ""},
		"published":        {published: day("2026-01-15"), want: "2026-01-15", trigger: deadline.Published},
		"posted before":    {published: day("2026-01-15"), posted: day("2026-01-13"), want: "2026-01-13", trigger: deadline.Posted},
		"notified before":  {published: day("2026-01-15"), notified: day("2026-01-14"), want: "2026-01-14", trigger: deadline.Notified},
		"notified as well": {published: day("2026-01-15"), notified: day("2026-01-15"), want: "2026-01-15", trigger: deadline.Published},
	} {
		on, trigger := decision.Details{PublishedOn: tt.published, PostedOn: tt.posted, NotifiedOn: tt.notified}.StartsOn()
		if on.String() != tt.want || trigger != tt.trigger {
			t.Errorf("%s: %v %s", name, on, trigger)
		}
	}
}

func TestExpiry(t *testing.T) {
	signed := calendar.MustDay("2025-05-14")
	for name, tt := range map[string]struct {
		details decision.Details
		want    string
	}{
		"five years":               {decision.Details{Kind: decision.Renewal, SignedOn: signed}, "2030-05-14"},
		"as the act says":          {decision.Details{Kind: decision.Renewal, SignedOn: signed, ExpiresOn: calendar.MustDay("2028-01-01")}, "2028-01-01"},
		"signature unknown":        {decision.Details{Kind: decision.Authorisation}, ""},
		"a deliberation has none":  {decision.Details{Kind: decision.Deliberation, SignedOn: signed}, ""},
		"a modification adds none": {decision.Details{Kind: decision.Modification, SignedOn: signed}, ""},
	} {
		if got := tt.details.Expiry().String(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
