// SPDX-License-Identifier: AGPL-3.0-only

// Package typed tidies what people type, and names what no database could keep
// or no page could hold.
package typed

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Line joins a text into one line without spaces to spare.
func Line(text string) string { return strings.Join(strings.Fields(text), " ") }

// Lines trims a text and writes its line ends one way.
func Lines(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

// Check notes beside its field a text that cannot be read (not UTF-8, or with
// control characters besides tabs and line ends) or is longer than so many
// characters.
func Check(wrong *problem.Fields, field, text string, longest int) {
	switch {
	case !Readable(text):
		wrong.Add(field, "typed.unreadable")
	case utf8.RuneCountInString(text) > longest:
		wrong.Add(field, "typed.too_long", "Max", longest)
	}
}

// Readable tells whether a text can be kept and shown.
func Readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	})
}

// WebAddress tells whether a text is the address of a web page.
func WebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
