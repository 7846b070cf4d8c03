// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// missing is what the reader sees where no font has the character.
const missing = '□'

// cleaner makes text printable and remembers what it could not keep.
type cleaner struct {
	french   bool
	replaced map[rune]bool
}

// clean gives text that the face can draw: valid UTF-8, composed accents, no
// control character but the line feed.
func (c *cleaner) clean(s string, f face) string {
	s = norm.NFC.String(s)
	if c.french {
		s = French(s)
	}
	if isPrintable(s, f) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		c.write(&out, r, f)
		i += n
	}
	return strings.ReplaceAll(out.String(), "\r", "")
}

// isPrintable is the fast path: nearly all text needs no change.
func isPrintable(s string, f face) bool {
	for _, r := range s {
		if r == utf8.RuneError || r != '\n' && (unicode.Is(unicode.C, r) || !f.has(r)) {
			return false
		}
	}
	return true
}

// write keeps, replaces or drops one character.
func (c *cleaner) write(out *strings.Builder, r rune, f face) {
	switch {
	case r == utf8.RuneError: // bytes that were not UTF-8, here or upstream
		c.note(r)
		out.WriteRune(missing)
	case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
		out.WriteByte('\n')
	case r == '\t':
		out.WriteByte(' ')
	case isSilent(r):
	case unicode.Is(unicode.C, r) && r < 1<<16 && !unicode.Is(unicode.Co, r):
		c.note(r)
	case f.has(r):
		out.WriteRune(r)
	case unicode.Is(unicode.Zs, r):
		out.WriteByte(' ')
	default:
		c.note(r)
		out.WriteRune(missing)
	}
}

// isSilent tells the characters that only steer software and lose nothing:
// carriage return, soft hyphen, zero-width marks, variation selectors.
func isSilent(r rune) bool {
	return r == '\r' || r == '\u00ad' || r >= '\u200b' && r <= '\u200d' ||
		r == '\u2060' || r == '\ufeff' || r >= '\ufe00' && r <= '\ufe0f'
}

func (c *cleaner) note(r rune) {
	if c.replaced == nil {
		c.replaced = map[rune]bool{}
	}
	c.replaced[r] = true
}

// list gives what was replaced, sorted.
func (c *cleaner) list() []rune { return slices.Sorted(maps.Keys(c.replaced)) }
