// SPDX-License-Identifier: AGPL-3.0-only

package evidence_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/testkit"
)

var ctx = context.Background()

const campaign appeal.CampaignID = "campaign"

// room is a campaign seen by a coordinator and a reader but not by the
// stranger, who is a coordinator elsewhere.
type room struct {
	*evidence.Service
	db                            *database.DB
	store                         *storage.Memory
	coordinator, reader, stranger person.User
}

func newRoom(t *testing.T) room {
	t.Helper()
	db, store := testkit.Database(t), storage.NewMemory(testkit.Clock)
	key, err := seal.Create(filepath.Join(t.TempDir(), "seal.key"))
	must(t, err)
	r := room{
		Service: evidence.NewService(db, storage.NewVault(store, key)), db: db, store: store,
		coordinator: user("coordinator", person.Coordinator), reader: user("reader", person.Reader), stranger: user("stranger", person.Coordinator),
	}
	rows := []any{
		&r.coordinator, &r.reader, &r.stranger,
		&appeal.Campaign{ID: campaign, CampaignDetails: appeal.CampaignDetails{Slug: "cameras", Title: "Caméras"}, Version: 1},
		&appeal.Access{ID: newID(), CampaignID: campaign, UserID: r.coordinator.ID},
		&appeal.Access{ID: newID(), CampaignID: campaign, UserID: r.reader.ID},
	}
	must(t, db.InTx(ctx, func(tx database.Tx) error {
		for _, row := range rows {
			if err := tx.Add(row); err != nil {
				return err
			}
		}
		return nil
	}))
	return r
}

func user(id string, role person.Role) person.User {
	return person.User{ID: person.ID(id), Profile: person.Profile{Email: id + "@example.org", Name: id, Role: role, Language: person.French}, Version: 1}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// document is a small PDF that differs with its text.
func document(text string) []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%" + text + "\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

func order() evidence.Details {
	return evidence.Details{Title: "Arrêté de M. Untel", DatedOn: calendar.MustDay("2026-01-05"), Author: "Préfet de l’Hérault", Source: "Recueil des actes administratifs"}
}

func (r room) send(by person.User, id evidence.ID, details evidence.Details, name string, file io.Reader) (evidence.Exhibit, error) {
	return r.Add(ctx, by, id, campaign, details, name, file)
}

// add enters a document that holds this text.
func (r room) add(t *testing.T, text string) evidence.Exhibit {
	t.Helper()
	e, err := r.send(r.coordinator, evidence.ID(newID()), order(), "arrêté.pdf", bytes.NewReader(document(text)))
	must(t, err)
	return e
}

func (r room) register(t *testing.T) evidence.Book {
	t.Helper()
	book, err := r.Register(ctx, r.reader, campaign, 1)
	must(t, err)
	return book
}

func (r room) sheet(t *testing.T, id evidence.ID) evidence.Sheet {
	t.Helper()
	sheet, err := r.Find(ctx, r.reader, id)
	must(t, err)
	return sheet
}

func (r room) objects(t *testing.T) (n int) {
	t.Helper()
	must(t, r.store.Each(ctx, func(storage.Entry) error { n++; return nil }))
	return n
}

// holds wants as many exhibits in the register as objects in the store.
func (r room) holds(t *testing.T, want int) {
	t.Helper()
	if rows, objects := r.register(t).All, r.objects(t); rows != want || objects != want {
		t.Errorf("%d rows and %d objects, want %d of each", rows, objects, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t *testing.T, err error, field, key string) {
	t.Helper()
	if !slices.ContainsFunc(problem.FieldsOf(err), func(f problem.Field) bool { return f.Name == field && f.Key == key }) {
		t.Errorf("got %v %v, want %s beside %s", err, problem.FieldsOf(err), key, field)
	}
}

func wantCode(t *testing.T, err error, code problem.Code) {
	t.Helper()
	if problem.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestStructMatchesTable(t *testing.T) {
	table, missing, unknown, err := testkit.Database(t).Difference(ctx, &evidence.Exhibit{})
	if err != nil || len(missing)+len(unknown) > 0 {
		t.Errorf("%s: without column %v, without field %v, %v", table, missing, unknown, err)
	}
}

func TestAddKeepsTheBytesAndLeavesATrace(t *testing.T) {
	r := newRoom(t)
	added := r.add(t, "first")
	if added.Number != 1 || added.FileName != "arrêté.pdf" || added.FileType != "application/pdf" || len(added.FileSHA256) != 64 {
		t.Errorf("entered %+v", added)
	}
	e, content, err := r.OpenFile(ctx, r.reader, added.ID)
	must(t, err)
	defer content.Close()
	read, err := io.ReadAll(content)
	must(t, err)
	if !bytes.Equal(read, document("first")) || e.ID != added.ID {
		t.Errorf("read back %q", read)
	}
	custody := r.sheet(t, added.ID).Custody
	if len(custody) != 2 || custody[0].Action != "exhibit.file_read" || custody[0].Actor != "reader" || custody[1].Action != "exhibit.added" {
		t.Errorf("custody %+v", custody)
	}
	for _, entry := range custody {
		if strings.Contains(entry.Detail, "Untel") || entry.Facts()["number"] != "1" {
			t.Errorf("the journal holds %s", entry.Detail)
		}
	}
}

func TestTwentyAtOnceGetTwentyNumbers(t *testing.T) {
	r := newRoom(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			_, err := r.send(r.coordinator, evidence.ID(newID()), order(), "a.pdf", bytes.NewReader(document(fmt.Sprint(i))))
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i, e := range r.register(t).Exhibits {
		if e.Number != i+1 {
			t.Errorf("line %d of the register has the number %d", i+1, e.Number)
		}
	}
	r.holds(t, 20)
}

func TestSameFormTwiceEntersOne(t *testing.T) {
	r, id := newRoom(t), evidence.ID(newID())
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			e, err := r.send(r.coordinator, id, order(), "a.pdf", bytes.NewReader(document("once")))
			if err != nil || e.Number != 1 {
				t.Errorf("number %d, %v", e.Number, err)
			}
		})
	}
	all.Wait()
	r.holds(t, 1)
	if next := r.add(t, "another"); next.Number != 2 {
		t.Errorf("the next number is %d, want 2", next.Number)
	}
}

// cut gives some bytes, then breaks as a lost connection does.
func cut(b []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(b), errorReader{io.ErrUnexpectedEOF})
}

type errorReader struct{ error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.error }

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestBadInputLeavesNothing(t *testing.T) {
	r := newRoom(t)
	r.add(t, "first")
	untitled, tomorrow, endless := order(), order(), order()
	untitled.Title = " "
	tomorrow.DatedOn = calendar.MustDay("2026-03-03")
	endless.Source = strings.Repeat("x", 1001)
	for name, tt := range map[string]struct {
		details    evidence.Details
		file       string
		content    io.Reader
		field, key string
	}{
		"no title":            {untitled, "a.pdf", bytes.NewReader(document("x")), "title", "exhibit.title_missing"},
		"dated tomorrow":      {tomorrow, "a.pdf", bytes.NewReader(document("x")), "dated_on", "exhibit.dated_to_come"},
		"endless source":      {endless, "a.pdf", bytes.NewReader(document("x")), "source", "typed.too_long"},
		"NUL":                 {evidence.Details{Title: "a\x00b"}, "a.pdf", bytes.NewReader(document("x")), "title", "typed.unreadable"},
		"no file":             {order(), "", strings.NewReader(""), "file", "file.missing"},
		"0 bytes":             {order(), "a.pdf", strings.NewReader(""), "file", "file.empty"},
		"not what it says":    {order(), "a.pdf", strings.NewReader("<html><script>"), "file", "file.not_what_it_says"},
		"a kind not accepted": {order(), "a.svg", strings.NewReader("<svg/>"), "file", "file.kind_refused"},
		"over the limit":      {order(), "a.pdf", io.MultiReader(bytes.NewReader(document("x")), io.LimitReader(zeros{}, evidence.FileRules.Limit)), "file", "file.too_large"},
		"cut half-way":        {order(), "a.pdf", cut(document("x")[:40]), "file", "file.cut"},
		"without its end":     {order(), "a.pdf", bytes.NewReader(document("x")[:40]), "file", "file.cut"},
		"the same file":       {order(), "b.pdf", bytes.NewReader(document("first")), "file", "exhibit.same_file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.send(r.coordinator, evidence.ID(newID()), tt.details, tt.file, tt.content)
			wantFault(t, err, tt.field, tt.key)
			r.holds(t, 1)
		})
	}
	if next := r.register(t).Next; next != 2 {
		t.Errorf("the next number is %d, want 2", next)
	}
}

func TestALostConnectionIsNoRefusal(t *testing.T) {
	r, lost := newRoom(t), errors.New("connection reset")
	_, err := r.send(r.coordinator, evidence.ID(newID()), order(), "a.pdf", io.MultiReader(strings.NewReader("%PDF-1.4"), errorReader{lost}))
	if !errors.Is(err, lost) || problem.CodeOf(err) != "" {
		t.Errorf("got %v", err)
	}
	r.holds(t, 0)
}

func TestNobodyElseMayActOrSee(t *testing.T) {
	r := newRoom(t)
	id := r.add(t, "first").ID
	for name, tt := range map[string]struct {
		by   person.User
		code problem.Code
	}{"reader": {r.reader, problem.Forbidden}, "stranger": {r.stranger, problem.NotFound}} {
		t.Run(name, func(t *testing.T) {
			_, err := r.send(tt.by, evidence.ID(newID()), order(), "a.pdf", bytes.NewReader(document("x")))
			wantCode(t, err, tt.code)
			_, err = r.send(tt.by, id, order(), "a.pdf", bytes.NewReader(document("x")))
			wantCode(t, err, tt.code)
			wantCode(t, r.Edit(ctx, tt.by, id, 1, order()), tt.code)
			wantCode(t, r.Withdraw(ctx, tt.by, id, 1, "doublon"), tt.code)
			wantCode(t, r.Restore(ctx, tt.by, id, 1), tt.code)
		})
	}
	_, err := r.Find(ctx, r.stranger, id)
	wantCode(t, err, problem.NotFound)
	_, err = r.Register(ctx, r.stranger, campaign, 1)
	wantCode(t, err, problem.NotFound)
	_, _, err = r.OpenFile(ctx, r.stranger, id)
	wantCode(t, err, problem.NotFound)
	r.holds(t, 1)
}

func TestEditTouchesNeitherNumberNorFile(t *testing.T) {
	r := newRoom(t)
	before := r.add(t, "first")
	must(t, r.Edit(ctx, r.coordinator, before.ID, 1, evidence.Details{Title: "Arrêté n° 12"}))
	after := r.sheet(t, before.ID)
	if after.Title != "Arrêté n° 12" || after.Author != "" || !after.DatedOn.IsZero() || after.Number != 1 || after.File != before.File {
		t.Errorf("kept %+v", after.Exhibit)
	}
	if err := r.Edit(ctx, r.coordinator, before.ID, 1, order()); !errors.Is(err, database.Stale()) {
		t.Errorf("a stale edit: %v", err)
	}
}

func TestWithdrawKeepsTheLineAndTheNumber(t *testing.T) {
	r := newRoom(t)
	first := r.add(t, "first")
	wantFault(t, r.Withdraw(ctx, r.coordinator, first.ID, 1, " "), "reason", "exhibit.reason_missing")
	must(t, r.Withdraw(ctx, r.coordinator, first.ID, 1, "Mauvaise version"))
	wantCode(t, r.Withdraw(ctx, r.coordinator, first.ID, 2, "encore"), problem.Conflict)
	again := r.add(t, "first") // the same bytes may come back under a new number
	if again.Number != 2 {
		t.Errorf("number %d given again", again.Number)
	}
	withdrawn := r.sheet(t, first.ID)
	if !withdrawn.Withdrawn() || withdrawn.WithdrawnReason != "Mauvaise version" || withdrawn.Number != 1 {
		t.Errorf("withdrawn %+v", withdrawn.Exhibit)
	}
	err := r.Restore(ctx, r.coordinator, first.ID, 2)
	var refusal *problem.Problem
	if !errors.As(err, &refusal) || refusal.Key != "exhibit.same_in_use" || refusal.Args["Number"] != 2 {
		t.Errorf("restoring beside its double: %v", err)
	}
	must(t, r.Withdraw(ctx, r.coordinator, again.ID, 1, "doublon"))
	must(t, r.Restore(ctx, r.coordinator, first.ID, 2))
	if restored := r.sheet(t, first.ID); restored.Withdrawn() || restored.WithdrawnReason != "" {
		t.Errorf("restored %+v", restored.Exhibit)
	}
	wantCode(t, r.Restore(ctx, r.coordinator, first.ID, 3), problem.Conflict)
}

func TestRegisterInsideAnotherUnitOfWork(t *testing.T) {
	r := newRoom(t)
	r.add(t, "first")
	r.add(t, "second")
	must(t, r.db.Read(ctx, func(tx database.Tx) error {
		exhibits, err := evidence.Register(tx, campaign)
		if len(exhibits) != 2 || exhibits[1].Number != 2 {
			t.Errorf("register %+v", exhibits)
		}
		return err
	}))
}
