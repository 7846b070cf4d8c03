// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/testkit"
)

var consent = Consent{Final: true, Warnings: true}

func (d desk) objects(t *testing.T) (names []string) {
	t.Helper()
	err := d.store.Each(context.Background(), func(e storage.Entry) error {
		names = append(names, e.Name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func (d desk) actions(t *testing.T) (actions []string) {
	t.Helper()
	err := d.db.Read(context.Background(), func(tx database.Tx) error {
		entries, err := database.All[audit.Entry](tx.Sorted("seq"))
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actions
}

func (d desk) kept(t *testing.T) Filing {
	t.Helper()
	c, err := d.Find(context.Background(), d.lawyer, sampleFiling)
	if err != nil {
		t.Fatal(err)
	}
	return c.Filing
}

func TestFilingMatchesItsTable(t *testing.T) {
	table, missing, unknown, err := testkit.Database(t).Difference(context.Background(), &Filing{})
	if err != nil || len(missing)+len(unknown) > 0 {
		t.Errorf("%s: fields without a column %v, columns without a field %v, %v", table, missing, unknown, err)
	}
}

func TestDraftIsMadeOnce(t *testing.T) {
	c := sampleCase()
	c.Filing = Filing{}
	d, ctx := newDesk(t, c), context.Background()
	for range 2 {
		if err := d.Add(ctx, d.lawyer, sampleFiling, sampleAppeal, "  Requête   de Montpellier "); err != nil {
			t.Fatal(err)
		}
	}
	shelf, err := d.Of(ctx, d.reader, sampleCampaign)
	if err != nil || len(shelf.Filings) != 1 || len(shelf.Appeals) != 1 {
		t.Fatalf("%d filings, %d appeals, %v", len(shelf.Filings), len(shelf.Appeals), err)
	}
	f := shelf.Filings[0]
	if f.Title != "Requête de Montpellier" || !strings.Contains(f.Facts, "2025.10.DS.0999") || f.Sealed() {
		t.Errorf("%+v", f.Text)
	}
	of, err := d.OfAppeal(ctx, d.lawyer, sampleAppeal)
	if err != nil || len(of) != 1 {
		t.Errorf("%d filings of the appeal, %v", len(of), err)
	}
	if got := d.actions(t); !slices.Equal(got, []string{"filing.drafted"}) {
		t.Errorf("traces %v", got)
	}
}

func TestDraftIsRefused(t *testing.T) {
	c := sampleCase()
	c.Filing = Filing{}
	d, ctx := newDesk(t, c), context.Background()
	for name, tt := range map[string]struct {
		err   error
		field string
		code  problem.Code
	}{
		"to a reader":             {d.Add(ctx, d.reader, sampleFiling, sampleAppeal, "Requête"), "", problem.Forbidden},
		"to a stranger":           {d.Add(ctx, d.stranger, sampleFiling, sampleAppeal, "Requête"), "appeal", problem.Invalid},
		"for a gracious appeal":   {d.Add(ctx, d.lawyer, sampleFiling, sampleEarlier, "Requête"), "appeal", problem.Invalid},
		"without a title":         {d.Add(ctx, d.lawyer, sampleFiling, sampleAppeal, " "), "title", problem.Invalid},
		"with a title too long":   {d.Add(ctx, d.lawyer, sampleFiling, sampleAppeal, strings.Repeat("é", 301)), "title", problem.Invalid},
		"with a NUL in the title": {d.Add(ctx, d.lawyer, sampleFiling, sampleAppeal, "a\x00b"), "title", problem.Invalid},
		"under an id of nobody's": {d.Add(ctx, d.lawyer, "x", sampleAppeal, "Requête"), "", problem.NotFound},
	} {
		if problem.CodeOf(tt.err) != tt.code {
			t.Errorf("%s: %v", name, tt.err)
		}
		if tt.field != "" && problem.FieldsOf(tt.err)[0].Name != tt.field {
			t.Errorf("%s: beside %s", name, problem.FieldsOf(tt.err)[0].Name)
		}
	}
	if shelf, err := d.Of(ctx, d.lawyer, sampleCampaign); err != nil || len(shelf.Filings) > 0 {
		t.Errorf("%d drafts were kept, %v", len(shelf.Filings), err)
	}
}

func TestEdit(t *testing.T) {
	d, ctx := newDesk(t, sampleCase()), context.Background()
	text := sampleText()
	text.Costs = "Ligne 1\r\nLigne 2  "
	for range 2 { // the same form, sent twice
		if err := d.Edit(ctx, d.lawyer, sampleFiling, 1, text); err != nil {
			t.Fatal(err)
		}
	}
	if f := d.kept(t); f.Costs != "Ligne 1\nLigne 2" || f.Version != 2 {
		t.Errorf("%q, version %d", f.Costs, f.Version)
	}
	text.Costs = "Autre chose"
	if err := d.Edit(ctx, d.lawyer, sampleFiling, 1, text); !errors.Is(err, database.Stale()) {
		t.Errorf("an edit of what was changed meanwhile: %v", err)
	}
	if err := d.Edit(ctx, d.reader, sampleFiling, 2, text); problem.CodeOf(err) != problem.Forbidden {
		t.Errorf("an edit by a reader: %v", err)
	}
	if err := d.Edit(ctx, d.stranger, sampleFiling, 2, text); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("an edit by a stranger: %v", err)
	}
	text.Facts = strings.Repeat("é", maxSection+1)
	if err := d.Edit(ctx, d.lawyer, sampleFiling, 2, text); problem.FieldsOf(err)[0].Name != "facts" {
		t.Errorf("a section too long: %v", err)
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	d, ctx := newDesk(t, sampleCase()), context.Background()
	_, find := d.Find(ctx, d.stranger, sampleFiling)
	_, of := d.Of(ctx, d.stranger, sampleCampaign)
	_, _, preview := d.Preview(ctx, d.stranger, sampleFiling)
	_, _, open := d.OpenFile(ctx, d.stranger, sampleFiling)
	seal := d.Seal(ctx, d.stranger, sampleFiling, 1, consent)
	for name, err := range map[string]error{"find": find, "of": of, "preview": preview, "open": open, "seal": seal} {
		if problem.CodeOf(err) != problem.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := d.OfAppeal(ctx, d.stranger, sampleAppeal); err != nil || len(list) > 0 {
		t.Errorf("%d filings, %v", len(list), err)
	}
	if got := d.actions(t); len(got) > 0 {
		t.Errorf("traces of what did not happen: %v", got)
	}
}

func TestPreviewIsADraftAndLeavesATrace(t *testing.T) {
	d, ctx := newDesk(t, sampleCase()), context.Background()
	_, out, err := d.Preview(ctx, d.reader, sampleFiling)
	if err != nil || !strings.Contains(printed(t, out.Bytes), "PROJET") {
		t.Fatalf("%v", err)
	}
	if got := d.actions(t); !slices.Equal(got, []string{"filing.previewed"}) {
		t.Errorf("traces %v", got)
	}
}

func TestSeal(t *testing.T) {
	c := sampleCase()
	c.DatedOn = calendar.Day{}
	d, ctx := newDesk(t, c), context.Background()
	if _, _, err := d.OpenFile(ctx, d.lawyer, sampleFiling); !errors.Is(err, errNotSealed) {
		t.Errorf("a draft was opened as a sealed filing: %v", err)
	}
	if err := d.Seal(ctx, d.lawyer, sampleFiling, 1, Consent{Final: true}); err != nil {
		t.Fatal(err)
	}
	f, content, err := d.OpenFile(ctx, d.reader, sampleFiling)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	if hex.EncodeToString(sum[:]) != f.FileSHA256 || int64(len(content)) != f.FileSize || f.FileName != "Requete_introductive_d_instance_Montpellier.pdf" {
		t.Errorf("%+v", f.File)
	}
	if f.Status != Sealed || f.SealedBy != "lawyer" || !f.SealedAt.Equal(testkit.Now) || f.Pages < 5 || f.TemplateVersion != mustWords(t).version ||
		f.DatedOn != calendar.Today(testkit.Now) || f.Version != 2 {
		t.Errorf("%+v", f)
	}
	// What was sealed is what the case gives at that instant, to the byte.
	c.Status, c.DatedOn = Sealed, f.DatedOn
	if again := rendered(t, c, testkit.Now); !bytes.Equal(again.Bytes, content) {
		t.Error("the sealed document cannot be made again from the case")
	}
	if got := d.actions(t); !slices.Equal(got, []string{"filing.sealed", "filing.file_read"}) {
		t.Errorf("traces %v", got)
	}
}

func TestSealedIsNeverChanged(t *testing.T) {
	d, ctx := newDesk(t, sampleCase()), context.Background()
	if err := d.Seal(ctx, d.lawyer, sampleFiling, 1, consent); err != nil {
		t.Fatal(err)
	}
	before := d.kept(t)
	for _, version := range []int{1, 2} {
		if err := d.Edit(ctx, d.lawyer, sampleFiling, version, Text{Title: "Autre"}); !errors.Is(err, errSealed) {
			t.Errorf("edit of version %d: %v", version, err)
		}
		if err := d.Seal(ctx, d.lawyer, sampleFiling, version, consent); !errors.Is(err, errSealed) {
			t.Errorf("second sealing of version %d: %v", version, err)
		}
	}
	if _, _, err := d.Preview(ctx, d.lawyer, sampleFiling); !errors.Is(err, errSealed) {
		t.Errorf("a sealed filing was drafted again: %v", err)
	}
	after := d.kept(t)
	before.SealedAt, after.SealedAt = nil, nil
	if before != after || len(d.objects(t)) != 1 {
		t.Errorf("something changed, or %d objects are kept", len(d.objects(t)))
	}
}

func TestSealingIsRefusedWithEveryReason(t *testing.T) {
	c := sampleCase()
	c.Facts, c.Conclusions = "", c.Conclusions+" [pièce 99]"
	c.Parties[0].Roles = c.Parties[0].Roles[:1]
	c.Exhibits[0].Title = "Une pièce"
	d, ctx := newDesk(t, c), context.Background()
	err := d.Seal(ctx, d.lawyer, sampleFiling, 1, Consent{})
	var at []string
	for _, f := range problem.FieldsOf(err) {
		at = append(at, f.Name)
	}
	if want := []string{"people", "facts", "conclusions", "accept_warnings", "final"}; !slices.Equal(at, want) {
		t.Errorf("refused beside %v, want %v (%v)", at, want, err)
	}
	if err := d.Seal(ctx, d.reader, sampleFiling, 1, consent); problem.CodeOf(err) != problem.Forbidden {
		t.Errorf("a reader seals: %v", err)
	}
	if f := d.kept(t); f.Sealed() || len(d.objects(t)) > 0 {
		t.Error("something was sealed or kept")
	}
}

func TestSealingRefusesWhatCannotBePrinted(t *testing.T) {
	c := sampleCase()
	c.Facts += " 🎥"
	d := newDesk(t, c)
	err := d.Seal(context.Background(), d.lawyer, sampleFiling, 1, consent)
	if fields := problem.FieldsOf(err); len(fields) != 1 || fields[0].Args["Characters"] != "🎥 (U+1F3A5)" {
		t.Errorf("%v", err)
	}
}

func TestSealingWhatWasChangedMeanwhile(t *testing.T) {
	d, ctx := newDesk(t, sampleCase()), context.Background()
	text := sampleText()
	text.Costs = "Autre"
	if err := d.Edit(ctx, d.lawyer, sampleFiling, 1, text); err != nil {
		t.Fatal(err)
	}
	if err := d.Seal(ctx, d.lawyer, sampleFiling, 1, consent); !errors.Is(err, database.Stale()) {
		t.Errorf("%v", err)
	}
}

func TestOneOfManySealings(t *testing.T) {
	d := newDesk(t, sampleCase())
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = d.Seal(context.Background(), d.lawyer, sampleFiling, 1, consent) })
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case problem.CodeOf(err) != problem.Conflict:
			t.Errorf("a late sealing: %v", err)
		}
	}
	if objects := d.objects(t); done != 1 || len(objects) != 1 || objects[0] != d.kept(t).FileObject {
		t.Errorf("%d sealings succeeded, %d objects are kept", done, len(objects))
	}
	if n := strings.Count(strings.Join(d.actions(t), " "), "filing.sealed"); n != 1 {
		t.Errorf("%d traces of sealing", n)
	}
}

func TestAlteredFileIsNotGivenOut(t *testing.T) {
	d, ctx := newDesk(t, sampleCase()), context.Background()
	if err := d.Seal(ctx, d.lawyer, sampleFiling, 1, consent); err != nil {
		t.Fatal(err)
	}
	err := d.db.InTx(ctx, func(tx database.Tx) error {
		_, err := tx.Exec("UPDATE filings SET file_sha256 = ? WHERE id = ?", strings.Repeat("0", 64), sampleFiling)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.OpenFile(ctx, d.lawyer, sampleFiling); !errors.Is(err, storage.ErrAltered) {
		t.Errorf("%v", err)
	}
}
