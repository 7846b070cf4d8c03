// SPDX-License-Identifier: AGPL-3.0-only

package seal_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/seal"
)

func keyPath(t testing.TB) string { return filepath.Join(t.TempDir(), "sealing.key") }

func newKey(t testing.TB) *seal.Key {
	t.Helper()
	key, err := seal.Create(keyPath(t))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeyIsFoundAgain(t *testing.T) {
	path := keyPath(t)
	made, err := seal.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("key file: %v, %v; want mode 0600", info.Mode(), err)
	}
	loaded, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Fingerprint() != made.Fingerprint() || len(made.Fingerprint()) != 64 {
		t.Errorf("fingerprints %q and %q", made.Fingerprint(), loaded.Fingerprint())
	}
	if newKey(t).Fingerprint() == made.Fingerprint() {
		t.Error("two keys have one fingerprint")
	}
	text, _ := os.ReadFile(path)
	if !strings.HasPrefix(string(text), "#") || !strings.Contains(string(text), "copy away from this machine") {
		t.Error("the key file does not say what it is and to keep a copy elsewhere")
	}
}

func TestKeyIsNeverReplaced(t *testing.T) {
	path := keyPath(t)
	made, err := seal.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Create(path); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("second Create: %v, want fs.ErrExist", err)
	}
	loaded, err := seal.Load(path)
	if err != nil || loaded.Fingerprint() != made.Fingerprint() {
		t.Errorf("the first key was lost: %v", err)
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	path := keyPath(t)
	key, err := seal.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		want := "sealing key " + key.Fingerprint()[:16]
		if got := fmt.Sprintf(verb, key); got != want {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func TestLoadSaysWhatToDo(t *testing.T) {
	write := func(mode fs.FileMode, change func(string) string) string {
		path := keyPath(t)
		if _, err := seal.Create(path); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(path)
		if err := os.WriteFile(path, []byte(change(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	same := func(s string) string { return s }
	for name, tt := range map[string]struct {
		path, says string
		want       error
	}{
		"missing":            {keyPath(t), "saved copy", fs.ErrNotExist},
		"missing, by name":   {keyPath(t), "saved copy", seal.ErrNoKey},
		"readable by group":  {write(0o640, same), "chmod 600", seal.ErrExposed},
		"readable by others": {write(0o604, same), "chmod 600", seal.ErrExposed},
		"truncated":          {write(0o600, func(s string) string { return s[:len(s)-9] }), "saved copy", seal.ErrNotAKey},
		"one letter changed": {write(0o600, func(s string) string { return s[:len(s)-5] + "!" + s[len(s)-4:] }), "saved copy", seal.ErrNotAKey},
		"empty":              {write(0o600, func(string) string { return "" }), "saved copy", seal.ErrNotAKey},
		"only comments":      {write(0o600, func(string) string { return "# a key\n" }), "saved copy", seal.ErrNotAKey},
		"two keys":           {write(0o600, func(s string) string { return s + s }), "saved copy", seal.ErrNotAKey},
		"another file":       {write(0o600, func(string) string { return "%PDF-1.7\n%%EOF\n" }), "saved copy", seal.ErrNotAKey},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := seal.Load(tt.path)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if text := err.Error(); !strings.Contains(text, tt.says) || !strings.Contains(text, tt.path) ||
				strings.Contains(text, "AGE-SECRET") || strings.Contains(text, "\n") {
				t.Errorf("the sentence does not help: %s", text)
			}
		})
	}
}

func TestLoadRefusesAFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Load(path); !errors.Is(err, seal.ErrNotAKey) {
		t.Errorf("got %v, want ErrNotAKey", err)
	}
}
