// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"strings"
	"unicode"
)

// folds are the letters of commune names that people leave out or cannot type.
var folds = map[rune]string{
	'à': "a", 'â': "a", 'ä': "a", 'á': "a", 'ã': "a",
	'ç': "c",
	'é': "e", 'è': "e", 'ê': "e", 'ë': "e",
	'î': "i", 'ï': "i", 'í': "i", 'ì': "i",
	'ñ': "n",
	'ô': "o", 'ö': "o", 'ó': "o", 'ò': "o", 'õ': "o",
	'û': "u", 'ü': "u", 'ù': "u", 'ú': "u",
	'ÿ': "y",
	'œ': "oe", 'æ': "ae",
}

// fold spells a name in plain small letters and digits, words parted by one
// space: "Saint-Gély-du-Fesc" and "SAINT GELY  DU FESC" become the same.
func fold(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	gap := false
	for _, r := range name {
		switch r = unicode.ToLower(r); {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			gap = part(&b, gap)
			b.WriteByte(byte(r))
		case r <= unicode.MaxASCII:
			gap = true // hyphen, apostrophe, space
		case folds[r] != "":
			gap = part(&b, gap)
			b.WriteString(folds[r])
		case unicode.Is(unicode.Mn, r):
			// An accent sent apart from its letter, as some machines do.
		default:
			gap = true
		}
	}
	return b.String()
}

// part writes the space between two words, never before the first.
func part(b *strings.Builder, gap bool) bool {
	if gap && b.Len() > 0 {
		b.WriteByte(' ')
	}
	return false
}

// spellOut writes "st" and "ste" in full, as commune names do.
func spellOut(folded string) string {
	words := strings.Split(folded, " ")
	for i, word := range words[:len(words)-1] {
		switch word {
		case "st":
			words[i] = "saint"
		case "ste":
			words[i] = "sainte"
		}
	}
	return strings.Join(words, " ")
}
