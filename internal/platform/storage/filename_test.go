// SPDX-License-Identifier: AGPL-3.0-only

package storage_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"contrechamp.org/contrechamp/internal/platform/storage"
)

func TestCleanName(t *testing.T) {
	for sent, want := range map[string]string{
		"Arrêté n° 2026-12.pdf":                   "Arrêté n° 2026-12.pdf",
		"../../etc/passwd":                        "passwd",
		`C:\Users\Camille\plan.pdf`:               "plan.pdf",
		`..\win.ini`:                              "win.ini",
		"photo\u202efdp.exe":                      "photofdp.exe",
		"a\x00b\r\nX-Header: 1.pdf":               "ab X-Header: 1.pdf",
		"zero\u200bwidth\ufeff.pdf":               "zerowidth.pdf",
		"Arre\u0302te\u0301.pdf":                  "Arrêté.pdf",
		"  two   spaces\u00a0.pdf ":               "two spaces .pdf",
		".htaccess":                               "htaccess",
		"..":                                      "document",
		"":                                        "document",
		"folder/":                                 "document",
		"\x00\x01\u202e":                          "document",
		"\xff\xfea.pdf":                           "a.pdf",
		strings.Repeat("a", 300) + ".pdf":         strings.Repeat("a", 146) + ".pdf",
		strings.Repeat("é", 300) + ".pdf":         strings.Repeat("é", 73) + ".pdf",
		"a." + strings.Repeat("b", 300):           "a." + strings.Repeat("b", 148),
		strings.Repeat("a", 145) + "  .pdf":       strings.Repeat("a", 145) + " .pdf",
		strings.Repeat("a", 144) + ". . . . .pdf": strings.Repeat("a", 144) + ".pdf",
	} {
		if len(want) > 150 {
			t.Fatalf("the case %q expects too long a name", sent)
		}
		if got := storage.CleanName(sent); got != want {
			t.Errorf("%q became %q, want %q", sent, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, name := range []string{"a.pdf", "../x", "e\u0301", strings.Repeat("é", 200) + ". .pdf", "\u202e", "a\u0338.b\u0301"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		got := storage.CleanName(sent)
		if got == "" || len(got) > 150 || !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("%q became %q", sent, got)
		}
		if strings.ContainsAny(got, "/\\\r\n\x00\u202e\u200f") || strings.HasPrefix(got, ".") {
			t.Errorf("%q became %q, which is not safe", sent, got)
		}
		if again := storage.CleanName(got); again != got {
			t.Errorf("%q became %q, then %q", sent, got, again)
		}
	})
}
