// SPDX-License-Identifier: AGPL-3.0-only

// Package storagetest holds the one suite that every storage.Store must pass,
// and starts a real S3 server for the tests that need one.
package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/storage"
)

const (
	first  = "00112233445566778899aabbccddeeff"
	second = "0198c2f0-aaaa-7bbb-8ccc-0123456789ab"
	third  = "ab/0198c2f0-aaaa-7bbb-8ccc-0123456789ab/7"
)

// long is more than S3 takes in one part of ours, and not a multiple of it.
const long = 17<<20 + 3

// Run checks that the stores made by open keep the promises of storage.Store.
// Each call of open gives an empty store.
func Run(t *testing.T, open func(*testing.T) storage.Store) {
	for name, test := range map[string]func(*testing.T, storage.Store){
		"gives back what it was given":      givesBack,
		"reads at any place":                readsAnywhere,
		"writes once":                       writesOnce,
		"writes once, whoever is faster":    writesOnceInARace,
		"keeps nothing of a failed reader":  keepsNothingOfAFailure,
		"keeps nothing of a cancelled call": keepsNothingOfACancellation,
		"removes, and removes again":        removes,
		"lists what is there":               lists,
		"stops listing at an error":         stopsListing,
		"refuses foreign names":             refusesNames,
		"sweeps nothing that is whole":      sweeps,
		"passes its own check":              checks,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func sample(length int) []byte {
	b := make([]byte, length)
	rand.NewChaCha8([32]byte{byte(length)}).Read(b)
	return b
}

func create(t *testing.T, s storage.Store, name string, b []byte) {
	t.Helper()
	// Without bytes.Reader's other methods: nobody may count on a known length.
	if err := s.Create(t.Context(), name, struct{ io.Reader }{bytes.NewReader(b)}); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s storage.Store, name string) []byte {
	t.Helper()
	object, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	b, err := io.ReadAll(io.NewSectionReader(object, 0, object.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func names(t *testing.T, s storage.Store) []string {
	t.Helper()
	all := []string{}
	err := s.Each(t.Context(), func(e storage.Entry) error {
		all = append(all, e.Name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(all)
	return all
}

func wantEmpty(t *testing.T, s storage.Store) {
	t.Helper()
	if all := names(t, s); len(all) != 0 {
		t.Errorf("the store holds %v", all)
	}
	if _, err := s.Open(t.Context(), first); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Open: %v, want ErrNotExist", err)
	}
	// Anything unfinished would be older than tomorrow.
	if swept, err := s.Sweep(t.Context(), time.Now().Add(24*time.Hour)); swept != 0 || err != nil {
		t.Errorf("left behind: %d unfinished objects, %v", swept, err)
	}
}

func givesBack(t *testing.T, s storage.Store) {
	for i, length := range []int{0, 1, 4096, 1 << 20, 8 << 20, 16 << 20, long} {
		name := fmt.Sprintf("%s/%x", first, i)
		create(t, s, name, sample(length))
		if !bytes.Equal(read(t, s, name), sample(length)) {
			t.Errorf("%d bytes: others came back", length)
		}
	}
}

func readsAnywhere(t *testing.T, s storage.Store) {
	want := sample(3 << 20)
	create(t, s, first, want)
	object, err := s.Open(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	if object.Size() != int64(len(want)) {
		t.Fatalf("size %d", object.Size())
	}
	dice := rand.New(rand.NewPCG(1, 1))
	for range 40 {
		from := dice.IntN(len(want))
		p := make([]byte, dice.IntN(100_000)+1)
		n, err := object.ReadAt(p, int64(from))
		if n != min(len(p), len(want)-from) || (n < len(p)) != (err == io.EOF) || n == len(p) && err != nil && err != io.EOF {
			t.Fatalf("%d bytes at %d: %d, %v", len(p), from, n, err)
		}
		if !bytes.Equal(p[:n], want[from:from+n]) {
			t.Fatalf("%d bytes at %d: others came back", len(p), from)
		}
	}
	if n, err := object.ReadAt(make([]byte, 1), object.Size()); n != 0 || err != io.EOF {
		t.Errorf("behind the end: %d, %v", n, err)
	}
	if _, err := object.ReadAt(make([]byte, 1), -1); err == nil || err == io.EOF {
		t.Errorf("before the beginning: %v", err)
	}
}

func writesOnce(t *testing.T, s storage.Store) {
	for _, length := range []int{10, long} {
		name := fmt.Sprintf("%s/%x", first, length)
		create(t, s, name, sample(length))
		err := s.Create(t.Context(), name, strings.NewReader("something else"))
		if !errors.Is(err, storage.ErrExists) {
			t.Errorf("second Create: %v, want ErrExists", err)
		}
		if !bytes.Equal(read(t, s, name), sample(length)) {
			t.Error("the second Create changed the object")
		}
	}
}

func writesOnceInARace(t *testing.T, s storage.Store) {
	for _, length := range []int{1000, 9 << 20} {
		name := fmt.Sprintf("%s/%x", first, length)
		results := make([]error, 4)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				results[i] = s.Create(t.Context(), name, bytes.NewReader(bytes.Repeat([]byte{byte('a' + i)}, length)))
			})
		}
		all.Wait()
		won := -1
		for i, err := range results {
			switch {
			case err == nil && won >= 0:
				t.Errorf("%d bytes: %d and %d both succeeded", length, won, i)
			case err == nil:
				won = i
			case !errors.Is(err, storage.ErrExists):
				t.Errorf("%d bytes: %v", length, err)
			}
		}
		if won < 0 {
			t.Fatalf("%d bytes: nobody succeeded", length)
		}
		if !bytes.Equal(read(t, s, name), bytes.Repeat([]byte{byte('a' + won)}, length)) {
			t.Errorf("%d bytes: the object is not the one acknowledged", length)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func keepsNothingOfAFailure(t *testing.T, s storage.Store) {
	for _, broken := range []error{errors.New("refused"), io.ErrUnexpectedEOF} {
		for _, length := range []int{0, 1000, 8 << 20, long} {
			src := io.MultiReader(bytes.NewReader(sample(length)), failing{broken})
			if err := s.Create(t.Context(), first, src); !errors.Is(err, broken) {
				t.Errorf("%v after %d bytes: got %v", broken, length, err)
			}
			wantEmpty(t, s)
		}
	}
	create(t, s, first, sample(10)) // the name is still free
}

// calling cancels the call it is read by.
type calling struct{ cancel context.CancelFunc }

func (c calling) Read(p []byte) (int, error) {
	c.cancel()
	return copy(p, "more"), nil
}

func keepsNothingOfACancellation(t *testing.T, s storage.Store) {
	for _, length := range []int{0, 1000, long} {
		ctx, cancel := context.WithCancel(t.Context())
		src := io.MultiReader(bytes.NewReader(sample(length)), calling{cancel})
		if err := s.Create(ctx, first, src); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d bytes: got %v", length, err)
		}
		cancel()
		wantEmpty(t, s)
	}
}

func removes(t *testing.T, s storage.Store) {
	create(t, s, first, sample(10))
	create(t, s, second, sample(10))
	for range 2 {
		if err := s.Remove(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Open(t.Context(), first); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Open after Remove: %v, want ErrNotExist", err)
	}
	if all := names(t, s); len(all) != 1 || all[0] != second {
		t.Errorf("the store holds %v", all)
	}
}

func lists(t *testing.T, s storage.Store) {
	before := time.Now().Add(-2 * time.Second) // S3 gives whole seconds
	for i, name := range []string{first, second, third} {
		create(t, s, name, sample(100*(i+1)))
	}
	sizes := map[string]int64{}
	err := s.Each(t.Context(), func(e storage.Entry) error {
		sizes[e.Name] = e.Size
		if e.ModifiedAt.Before(before) || e.ModifiedAt.After(time.Now().Add(2*time.Second)) {
			t.Errorf("%s: modified at %s", e.Name, e.ModifiedAt)
		}
		return nil
	})
	if err != nil || len(sizes) != 3 || sizes[first] != 100 || sizes[second] != 200 || sizes[third] != 300 {
		t.Errorf("listed %v, %v", sizes, err)
	}
}

func stopsListing(t *testing.T, s storage.Store) {
	create(t, s, first, nil)
	create(t, s, second, nil)
	enough, calls := errors.New("enough"), 0
	err := s.Each(t.Context(), func(storage.Entry) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Each(ctx, func(storage.Entry) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled listing: %v", err)
	}
}

func refusesNames(t *testing.T, s storage.Store) {
	for _, name := range []string{
		"", "/", "../ab", "ab/../cd", "/ab", "ab/", "ab//cd", ".", "AB", "photo.pdf", "ab cd", "ab\x00", "ab\n", "é",
		"-ab", "a_b", "ab\\cd", "a/b/c/d", "unfinished", strings.Repeat("a", 65), "%2e%2e/ab",
	} {
		_, openErr := s.Open(t.Context(), name)
		for act, err := range map[string]error{
			"Create": s.Create(t.Context(), name, strings.NewReader("x")),
			"Open":   openErr,
			"Remove": s.Remove(t.Context(), name),
		} {
			if !errors.Is(err, storage.ErrName) {
				t.Errorf("%s %q: %v, want ErrName", act, name, err)
			}
		}
	}
	wantEmpty(t, s)
}

func sweeps(t *testing.T, s storage.Store) {
	create(t, s, first, sample(long))
	if swept, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); err != nil || swept != 0 {
		t.Fatalf("swept %d, %v", swept, err)
	}
	if !bytes.Equal(read(t, s, first), sample(long)) {
		t.Error("Sweep touched a whole object")
	}
}

func checks(t *testing.T, s storage.Store) {
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantEmpty(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled check: %v", err)
	}
}
