// SPDX-License-Identifier: AGPL-3.0-only

package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/platform/storage/storagetest"
)

var rules = storage.Rules{Limit: 1 << 20, Types: []storage.Type{storage.PDF, storage.JPEG, storage.PNG}}

func newVault(t testing.TB, store storage.Store) *storage.Vault {
	t.Helper()
	key, err := seal.Create(filepath.Join(t.TempDir(), "sealing.key"))
	if err != nil {
		t.Fatal(err)
	}
	return storage.NewVault(store, key)
}

func objects(t testing.TB, s storage.Store) []string {
	t.Helper()
	var all []string
	if err := s.Each(context.Background(), func(e storage.Entry) error { all = append(all, e.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func keep(t testing.TB, v *storage.Vault, name string, b []byte) storage.File {
	t.Helper()
	f, err := v.Keep(context.Background(), bytes.NewReader(b), name, rules)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestVaultKeepsAndGivesBack(t *testing.T) {
	for store, s := range map[string]storage.Store{
		"memory": storage.NewMemory(time.Now),
		"disk":   open(t, "file://"+t.TempDir()),
		"s3":     open(t, storagetest.Gateway(t)),
	} {
		v := newVault(t, s)
		for name, tt := range map[string]struct {
			b    []byte
			kind storage.Type
		}{
			"Arrêté n° 12.PDF": {pdf(300_000), storage.PDF},
			"caméra.jpeg":      {jpeg(t, 40, 40), storage.JPEG},
			"plan.jpg":         {append(jpeg(t, 40, 40), 0, 0, 0), storage.JPEG},
			"carte.png":        {png(t, 40, 40), storage.PNG},
		} {
			t.Run(store+"/"+name, func(t *testing.T) {
				f := keep(t, v, name, tt.b)
				sum := sha256.Sum256(tt.b)
				want := storage.File{FileObject: f.FileObject, FileName: name, FileType: string(tt.kind), FileSize: int64(len(tt.b)), FileSHA256: hex.EncodeToString(sum[:])}
				if f != want || !f.Stored() || len(f.FileObject) < 32 || (storage.File{}).Stored() {
					t.Errorf("kept as %+v", f)
				}
				content, err := v.Open(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				defer content.Close()
				if got, err := io.ReadAll(content); err != nil || !bytes.Equal(got, tt.b) {
					t.Errorf("%d bytes back, %v", len(got), err)
				}
				half := len(tt.b) / 2
				if _, err := content.Seek(int64(half), io.SeekStart); err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(content); err != nil || !bytes.Equal(got, tt.b[half:]) {
					t.Errorf("second half: %d bytes back, %v", len(got), err)
				}
				if err := v.Verify(t.Context(), f); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestVaultNamesTellNothing(t *testing.T) {
	s := storage.NewMemory(time.Now)
	v := newVault(t, s)
	a, b := keep(t, v, "a.pdf", pdf(1000)), keep(t, v, "a.pdf", pdf(1000))
	if a.FileObject == b.FileObject || a.FileSHA256 != b.FileSHA256 || strings.Contains(a.FileSHA256, a.FileObject) {
		t.Errorf("the same bytes twice: %+v and %+v", a, b)
	}
}

func TestVaultPutsGeneratedDocuments(t *testing.T) {
	v := newVault(t, storage.NewMemory(time.Now))
	f, err := v.Put(t.Context(), []byte("a;b\n"), "../liste.csv", "text/csv")
	if err != nil {
		t.Fatal(err)
	}
	if f.FileName != "liste.csv" || f.FileType != "text/csv" || f.FileSize != 4 {
		t.Errorf("put as %+v", f)
	}
	if err := v.Verify(t.Context(), f); err != nil {
		t.Error(err)
	}
}

func TestVaultRefuses(t *testing.T) {
	zip := "PK\x03\x04" + strings.Repeat("z", 5000) + "PK\x05\x06" + strings.Repeat("\x00", 18)
	page := "<!DOCTYPE html><html><body>" + strings.Repeat(" ", 773) + string(pdf(2000))
	svg := `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>%%EOF`
	hugePNG := bytes.Clone(png(t, 10, 10))
	copy(hugePNG[16:], []byte{0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20}) // 20,000 x 20,000
	for name, tt := range map[string]struct {
		file string
		b    []byte
		key  string
	}{
		"nothing":                     {"a.pdf", nil, "file.empty"},
		"one byte too many":           {"a.pdf", pdf(1<<20 + 1), "file.too_large"},
		"kind not wanted":             {"a.docx", []byte(zip), "file.kind_refused"},
		"no extension":                {"pdf", pdf(100), "file.kind_refused"},
		"hidden extension":            {"photo.pdf.exe", pdf(100), "file.kind_refused"},
		"reversed extension":          {"photo\u202efdp.exe", pdf(100), "file.kind_refused"},
		"page with a PDF inside":      {"a.pdf", []byte(page), "file.not_what_it_says"},
		"page":                        {"a.pdf", []byte("<html><script>alert(1)</script>%%EOF"), "file.not_what_it_says"},
		"drawing with a script":       {"a.pdf", []byte(svg), "file.not_what_it_says"},
		"program":                     {"a.pdf", []byte("MZ\x90\x00" + strings.Repeat("\x00", 300) + "%%EOF"), "file.not_what_it_says"},
		"program for Linux":           {"a.png", []byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 300)), "file.not_what_it_says"},
		"archive":                     {"a.pdf", []byte(zip), "file.not_what_it_says"},
		"GIF called PNG":              {"a.png", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file.not_what_it_says"},
		"PNG called JPEG":             {"a.jpg", png(t, 10, 10), "file.not_what_it_says"},
		"PDF called PNG":              {"a.png", pdf(100), "file.not_what_it_says"},
		"one letter":                  {"a.pdf", []byte("%"), "file.not_what_it_says"},
		"PDF that starts late":        {"a.pdf", append([]byte("\n"), pdf(100)...), "file.not_what_it_says"},
		"PDF without its end":         {"a.pdf", bytes.TrimSuffix(pdf(10_000), []byte("%%EOF\n")), "file.cut"},
		"PDF with an archive behind":  {"a.pdf", append(pdf(3000), zip...), "file.cut"},
		"PNG without its end":         {"a.png", png(t, 10, 10)[:60], "file.cut"},
		"PNG cut in its first chunk":  {"a.png", png(t, 10, 10)[:20], "file.cut"},
		"PNG with an archive behind":  {"a.png", append(png(t, 10, 10), zip...), "file.cut"},
		"JPEG without its end":        {"a.jpg", jpeg(t, 50, 50)[:400], "file.cut"},
		"JPEG with a page behind":     {"a.jpg", append(jpeg(t, 50, 50), page...), "file.cut"},
		"picture of 400 megapixels":   {"a.png", hugePNG, "file.too_many_pixels"},
		"picture larger than numbers": {"a.png", append(append(bytes.Clone(hugePNG[:16]), bytes.Repeat([]byte{0xff}, 8)...), hugePNG[24:]...), "file.too_many_pixels"},
	} {
		t.Run(name, func(t *testing.T) {
			s := storage.NewMemory(time.Now)
			f, err := newVault(t, s).Keep(t.Context(), bytes.NewReader(tt.b), tt.file, rules)
			var p *problem.Problem
			if !errors.As(err, &p) || p.Key != tt.key {
				t.Fatalf("got %v, want %s", err, tt.key)
			}
			wantCode := problem.Invalid
			if strings.HasPrefix(tt.key, "file.too_") {
				wantCode = problem.TooLarge
			}
			args := slices.Sorted(maps.Keys(p.Args))
			wantArgs := map[string]string{
				"file.too_large": "[Limit]", "file.too_many_pixels": "[Limit Name]",
				"file.not_what_it_says": "[Found Name]", "file.kind_refused": "[Name]",
			}[tt.key]
			if wantArgs == "" {
				wantArgs = "[]"
			}
			if p.Code != wantCode || fmt.Sprint(args) != wantArgs {
				t.Errorf("code %s, arguments %v", p.Code, args)
			}
			if f.Stored() || len(objects(t, s)) != 0 {
				t.Errorf("something stayed: %+v, %v", f, objects(t, s))
			}
		})
	}
}

func TestVaultAcceptsTheLimitItself(t *testing.T) {
	v := newVault(t, storage.NewMemory(time.Now))
	if f := keep(t, v, "a.pdf", pdf(1<<20)); f.FileSize != rules.Limit {
		t.Errorf("kept %d bytes", f.FileSize)
	}
	small := append(pdf(3000), []byte("PK\x05\x06"+strings.Repeat("\x00", 18))...)
	if f := keep(t, v, "a.pdf", small); f.FileSize != int64(len(small)) {
		t.Error("a PDF with a little something behind its end is not kept whole")
	}
}

func TestVaultRefusesOnlyKindsOutsideTheRules(t *testing.T) {
	v := newVault(t, storage.NewMemory(time.Now))
	onlyPDF := storage.Rules{Limit: 1 << 20, Types: []storage.Type{storage.PDF}}
	_, err := v.Keep(t.Context(), bytes.NewReader(png(t, 9, 9)), "a.png", onlyPDF)
	if !errors.Is(err, problem.New(problem.Invalid, "file.kind_refused")) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestVaultKeepsNothingOfACutUpload(t *testing.T) {
	folder := t.TempDir()
	for store, s := range map[string]storage.Store{
		"memory": storage.NewMemory(time.Now), "disk": open(t, "file://"+folder), "s3": open(t, storagetest.Gateway(t)),
	} {
		v, whole := newVault(t, s), pdf(1_000_000)
		for _, percent := range []int{0, 1, 50, 99, 100} {
			cut := func(err error) io.Reader {
				return io.MultiReader(bytes.NewReader(whole[:len(whole)/100*percent]), failing{err})
			}
			_, err := v.Keep(t.Context(), cut(io.ErrUnexpectedEOF), "a.pdf", rules)
			if !errors.Is(err, problem.New(problem.Invalid, "file.cut")) {
				t.Errorf("%s, cut at %d %%: %v", store, percent, err)
			}
			lost := errors.New("connection lost")
			if _, err := v.Keep(t.Context(), cut(lost), "a.pdf", rules); !errors.Is(err, lost) || problem.CodeOf(err) != "" {
				t.Errorf("%s, lost at %d %%: %v", store, percent, err)
			}
		}
		if all := objects(t, s); len(all) != 0 {
			t.Errorf("%s: %v stayed", store, all)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "unfinished", "*")); len(left) != 0 {
		t.Errorf("left on the disk: %v", left)
	}
}

// replace puts other bytes under an object's name, as someone with access to
// the store could.
func replace(t *testing.T, s storage.Store, name string, change func([]byte) []byte) {
	t.Helper()
	object, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(io.NewSectionReader(object, 0, object.Size()))
	if err := errors.Join(err, object.Close(), s.Remove(t.Context(), name), s.Create(t.Context(), name, bytes.NewReader(change(b)))); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyFindsEveryChange(t *testing.T) {
	s := storage.NewMemory(time.Now)
	v := newVault(t, s)
	stranger := keep(t, v, "b.pdf", pdf(200_000))
	var strangers []byte
	replace(t, s, stranger.FileObject, func(b []byte) []byte { strangers = b; return b })
	for name, tt := range map[string]struct {
		change func([]byte) []byte
		record func(*storage.File)
		want   error
	}{
		"bit flipped":     {change: func(b []byte) []byte { b = bytes.Clone(b); b[100_000] ^= 1; return b }},
		"cut":             {change: func(b []byte) []byte { return b[:100_000] }},
		"another object":  {change: func([]byte) []byte { return strangers }, want: seal.ErrOtherObject},
		"another sum":     {record: func(f *storage.File) { f.FileSHA256 = strings.Repeat("0", 64) }, want: storage.ErrAltered},
		"another size":    {record: func(f *storage.File) { f.FileSize++ }, want: storage.ErrAltered},
		"nothing":         {record: func(f *storage.File) { f.FileObject = objectName }, want: storage.ErrNotExist},
		"another's bytes": {record: func(f *storage.File) { f.FileObject = stranger.FileObject }, want: storage.ErrAltered},
	} {
		t.Run(name, func(t *testing.T) {
			f := keep(t, v, "a.pdf", pdf(200_001))
			if tt.change != nil {
				replace(t, s, f.FileObject, tt.change)
			}
			if tt.record != nil {
				tt.record(&f)
			}
			err := v.Verify(t.Context(), f)
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), f.FileObject) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestStoreHoldsNothingReadable(t *testing.T) {
	s := storage.NewMemory(time.Now)
	f := keep(t, newVault(t, s), "Camille Durand.pdf", pdf(5000))
	replace(t, s, f.FileObject, func(b []byte) []byte {
		for _, words := range []string{"%PDF", "EOF", "Camille", "a line of the decision"} {
			if bytes.Contains(b, []byte(words)) {
				t.Errorf("%q can be read in the store", words)
			}
		}
		return b
	})
	if _, err := newVault(t, s).Open(t.Context(), f); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("another key: %v, want ErrWrongKey", err)
	}
}

func TestOrphansAreThoseThatNoRecordKnows(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	v := newVault(t, storage.NewMemory(func() time.Time { return now }))
	known, lost := keep(t, v, "a.pdf", pdf(100)), keep(t, v, "b.pdf", pdf(100))
	now = now.Add(48 * time.Hour)
	young := keep(t, v, "c.pdf", pdf(100))
	orphans, err := v.Orphans(t.Context(), map[string]bool{known.FileObject: true}, now.Add(-24*time.Hour))
	if err != nil || len(orphans) != 1 || orphans[0].Name != lost.FileObject {
		t.Errorf("orphans %v, %v", orphans, err)
	}
	if err := v.RemoveObject(t.Context(), lost.FileObject); err != nil {
		t.Fatal(err)
	}
	left := 0
	if err := v.Each(t.Context(), func(storage.Entry) error { left++; return nil }); err != nil || left != 2 {
		t.Errorf("%d objects left, %v", left, err)
	}
	for range 2 {
		if err := v.Remove(t.Context(), young); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.Open(t.Context(), young); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("opened a removed file: %v", err)
	}
	if swept, err := v.Sweep(t.Context(), now); swept != 0 || err != nil {
		t.Errorf("swept %d, %v", swept, err)
	}
	if err := v.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
