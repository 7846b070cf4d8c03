// SPDX-License-Identifier: AGPL-3.0-only

package seal_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/seal"
)

const (
	chunk  = 64 << 10
	object = "00112233445566778899aabbccddeeff"
)

// sample gives the same bytes for the same length, none of them regular.
func sample(length int) []byte {
	b := make([]byte, length)
	source := rand.NewChaCha8([32]byte{byte(length)})
	source.Read(b)
	return b
}

func sealed(t testing.TB, key *seal.Key, name string, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := key.Seal(&out, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(key *seal.Key, name string, b []byte) (*io.SectionReader, error) {
	return key.Open(bytes.NewReader(b), int64(len(b)), name)
}

func TestRoundTrip(t *testing.T) {
	key := newKey(t)
	for _, length := range []int{0, 1, chunk - 54, chunk - 1, chunk, chunk + 1, 5 << 20} {
		t.Run(fmt.Sprint(length), func(t *testing.T) {
			plain := sample(length)
			r, err := open(key, object, sealed(t, key, object, plain))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, plain) || r.Size() != int64(length) {
				t.Fatalf("%d bytes back, size %d, %v", len(got), r.Size(), err)
			}
		})
	}
}

func TestReaderAndWriterSealAlike(t *testing.T) {
	key := newKey(t)
	for _, length := range []int{0, 1, 2*chunk - 1, 300_000} {
		r, err := key.Sealed(bytes.NewReader(sample(length)), object)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if want := len(sealed(t, key, object, sample(length))); len(b) != want {
			t.Errorf("%d bytes: sealed length %d from the reader, %d from the writer", length, len(b), want)
		}
		back, err := open(key, object, b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(back); err != nil || !bytes.Equal(got, sample(length)) {
			t.Errorf("%d bytes: not the same back, %v", length, err)
		}
	}
}

func TestSealedPassesErrorsOn(t *testing.T) {
	broken := errors.New("the sender left")
	src := io.MultiReader(bytes.NewReader(sample(3*chunk)), failing{broken})
	r, err := newKey(t).Sealed(src, object)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, r); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAnyPartCanBeRead(t *testing.T) {
	key, plain := newKey(t), sample(5<<20)
	r, err := open(key, object, sealed(t, key, object, plain))
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		from := dice.IntN(len(plain))
		length := min(dice.IntN(3*chunk)+1, len(plain)-from)
		if _, err := r.Seek(int64(from), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, length)
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, plain[from:from+length]) {
			t.Fatalf("%d bytes at %d: %v", length, from, err)
		}
	}
}

// TestAlteredBytesAreNeverServed flips one bit at many places: everything that
// is read before the error must still be what was sealed.
func TestAlteredBytesAreNeverServed(t *testing.T) {
	key, plain := newKey(t), sample(3*chunk+500)
	whole := sealed(t, key, object, plain)
	places := []int{0, 20, 30, 500, len(whole) - 1, len(whole) - 16, len(whole) - 400, chunk, 2 * chunk, 3 * chunk}
	dice := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		places = append(places, dice.IntN(len(whole)))
	}
	for _, at := range places {
		bad := bytes.Clone(whole)
		bad[at] ^= 1 << dice.IntN(8)
		r, err := open(key, object, bad)
		if err != nil {
			continue
		}
		got, err := io.ReadAll(r)
		if err == nil {
			t.Errorf("bit flipped at %d: read without error", at)
		}
		if !bytes.HasPrefix(plain, got) {
			t.Errorf("bit flipped at %d: wrong bytes served", at)
		}
	}
}

func TestCutFilesAreRefused(t *testing.T) {
	key := newKey(t)
	whole := sealed(t, key, object, sample(3*chunk+500))
	last := (3*chunk + 500 + len("contrechamp object 1 ") + len(object) + 1) % chunk
	borders := []int{0, 1, len(whole) - 1, len(whole) - last - 16}
	for back := len(whole) - last - 16; back > 0; back -= chunk + 16 {
		borders = append(borders, back, back-1, back+1, back+16)
	}
	for _, at := range borders {
		if _, err := open(key, object, whole[:at]); err == nil {
			t.Errorf("cut at %d of %d: opened", at, len(whole))
		}
	}
	if _, err := open(key, object, append(bytes.Clone(whole), 0)); err == nil {
		t.Error("one byte too many: opened")
	}
}

func TestAnotherObjectIsRefused(t *testing.T) {
	key := newKey(t)
	for name, other := range map[string]string{
		"same length": "ffeeddccbbaa99887766554433221100",
		"prefix":      object[:31],
		"longer":      object + "0",
	} {
		t.Run(name, func(t *testing.T) {
			for _, length := range []int{0, 10, 2 * chunk} {
				b := sealed(t, key, other, sample(length))
				if _, err := open(key, object, b); !errors.Is(err, seal.ErrOtherObject) {
					t.Errorf("%d bytes: got %v, want ErrOtherObject", length, err)
				}
			}
		})
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	b := sealed(t, newKey(t), object, sample(100))
	if _, err := open(newKey(t), object, b); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("got %v, want ErrWrongKey", err)
	}
}

func TestNamesThatCouldForgeAHeadingAreRefused(t *testing.T) {
	key := newKey(t)
	for _, name := range []string{"", "a\nb", "a\r"} {
		if _, err := key.Seal(io.Discard, name); err == nil {
			t.Errorf("Seal accepted %q", name)
		}
		if _, err := key.Sealed(bytes.NewReader(nil), name); err == nil {
			t.Errorf("Sealed accepted %q", name)
		}
		if _, err := open(key, name, nil); err == nil {
			t.Errorf("Open accepted %q", name)
		}
	}
}

func TestNothingReadableIsLeft(t *testing.T) {
	key := newKey(t)
	secret := []byte("Camille Durand, 12 rue des Lilas, 31000 Toulouse")
	b := sealed(t, key, object, bytes.Repeat(secret, 5000))
	for _, words := range [][]byte{secret[:14], secret[16:30], []byte(object), []byte("contrechamp")} {
		if bytes.Contains(b, words) {
			t.Errorf("%q can be read in the sealed file", words)
		}
	}
	if bytes.Equal(b, sealed(t, key, object, bytes.Repeat(secret, 5000))) {
		t.Error("the same bytes seal alike, which tells that two files are equal")
	}
}

const benchmarkSize = 16 << 20

func BenchmarkHash(b *testing.B) {
	plain := sample(benchmarkSize)
	b.SetBytes(benchmarkSize)
	for b.Loop() {
		sha256.Sum256(plain)
	}
}

func BenchmarkSeal(b *testing.B) {
	key, plain := newKey(b), sample(benchmarkSize)
	b.SetBytes(benchmarkSize)
	for b.Loop() {
		r, err := key.Sealed(bytes.NewReader(plain), object)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	key := newKey(b)
	whole := sealed(b, key, object, sample(benchmarkSize))
	b.SetBytes(benchmarkSize)
	for b.Loop() {
		r, err := open(key, object, whole)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, 256<<10)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenOnePage(b *testing.B) {
	key := newKey(b)
	whole := sealed(b, key, object, sample(20_000))
	for b.Loop() {
		if _, err := open(key, object, whole); err != nil {
			b.Fatal(err)
		}
	}
}
