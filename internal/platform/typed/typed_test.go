// SPDX-License-Identifier: AGPL-3.0-only

package typed_test

import (
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

func TestTidying(t *testing.T) {
	if got := typed.Line("  Préfet\n de  l’Hérault\t"); got != "Préfet de l’Hérault" {
		t.Errorf("a line: %q", got)
	}
	if got := typed.Lines(" un\r\n\r\ndeux\rtrois \n"); got != "un\n\ndeux\ntrois" {
		t.Errorf("lines: %q", got)
	}
}

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct{ text, key string }{
		"accents, Chinese, emoji": {"Éléonore 王小明 🙂", ""},
		"line ends and tabs":      {"un\n\tdeux", ""},
		"as long as allowed":      {strings.Repeat("é", 40), ""},
		"one more":                {strings.Repeat("é", 41), "typed.too_long"},
		"NUL":                     {"a\x00b", "typed.unreadable"},
		"escape":                  {"a\x1b[2J", "typed.unreadable"},
		"not UTF-8":               {"a\xff", "typed.unreadable"},
	} {
		var wrong problem.Fields
		typed.Check(&wrong, "title", tt.text, 40)
		if tt.key == "" && wrong != nil || tt.key != "" && (len(wrong) != 1 || wrong[0].Key != tt.key) {
			t.Errorf("%s: %v, want %q", name, wrong, tt.key)
		}
	}
}

func TestWebAddress(t *testing.T) {
	for address, right := range map[string]bool{
		"https://example.org/raa.pdf": true, "http://example.org": true, "example.org": false,
		"javascript:alert(1)": false, "https://": false, "ftp://example.org": false,
	} {
		if typed.WebAddress(address) != right {
			t.Errorf("%s", address)
		}
	}
}
