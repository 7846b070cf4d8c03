// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold spells a text so that it can be searched and compared whatever its case,
// accents, hyphens and apostrophes: "Préfet de l’Hérault" gives
// "prefet de l herault". It is what the stored search words are made of.
func Fold(text string) string { return fold(text) }

// tidy trims what was typed and keeps line breaks in one form.
func tidy(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// readable tells whether a text can be kept and shown: UTF-8, and no control
// character besides tabs and line breaks.
func readable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	}) < 0
}
