// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"strings"
	"unicode"
)

// The two spaces of French typography that never break.
const (
	noBreak     = '\u00a0'
	thinNoBreak = '\u202f'
)

// leading are the words that stay on the line of what they announce.
var leading = map[string]bool{
	"p.": true, "pp.": true, "art.": true, "al.": true, "§": true,
	"L.": true, "R.": true, "D.": true, "A.": true,
	"M.": true, "MM.": true, "Mme": true, "Mmes": true, "Mlle": true, "Me": true,
	"n°": true, "N°": true, "n°s": true, "N°s": true,
}

// articled are the words that stay on the line of the number of a provision.
var articled = map[string]bool{"article": true, "articles": true, "Article": true, "Articles": true}

// French puts the spaces of French typography: a thin unbreakable one before
// ; ! ?, an unbreakable one before a colon, inside « », after « n° », « p. »,
// « L. », « M. », between « article » and its number, and before % or €. Applying it twice changes nothing more;
// web addresses and hours keep their colons.
func French(s string) string {
	if !strings.ContainsAny(s, ";!?:«»°.§M%€‰") && !strings.Contains(s, "rticle") {
		return s
	}
	w := typesetter{in: []rune(s)}
	w.out = make([]rune, 0, len(w.in)+16)
	for w.at < len(w.in) {
		end := w.at
		for end < len(w.in) && isSpace(w.in[end]) {
			end++
		}
		if end > w.at {
			w.space(end)
			continue
		}
		w.letter()
	}
	return string(w.out)
}

// typesetter walks through a text once.
type typesetter struct {
	in, out []rune
	at      int
}

// space writes the spaces from here to end, as French wants them.
func (w *typesetter) space(end int) {
	switch wanted := w.wanted(end); {
	case wanted != 0:
		w.out = append(w.out, wanted)
	default:
		w.out = append(w.out, w.in[w.at:end]...)
	}
	w.at = end
}

// wanted is the space that must stand between what is written and the next
// character, 0 if French leaves the choice.
func (w *typesetter) wanted(next int) rune {
	previous := w.previous()
	if next == len(w.in) {
		return 0
	}
	following := w.in[next]
	switch {
	case previous == '«' && following != '\n':
		return noBreak
	case isHigh(following):
		return thinNoBreak
	case following == ':' || following == '»':
		return noBreak
	case isUnit(following) && unicode.IsDigit(previous):
		return noBreak
	case isWord(following) && leading[w.lastWord()]:
		return noBreak
	case articled[w.lastWord()] && w.isArticle(next):
		return noBreak
	}
	return 0
}

// letter writes one character, after the space it lacks.
func (w *typesetter) letter() {
	if previous := w.previous(); previous != 0 && !isSpace(previous) && w.lacks(previous) {
		if wanted := w.wanted(w.at); wanted != 0 {
			w.out = append(w.out, wanted)
		}
	}
	w.out = append(w.out, w.in[w.at])
	w.at++
}

// lacks reports whether a space is due where none was typed. It is careful:
// « 12:30 » and « ?page=2 » are not prose.
func (w *typesetter) lacks(previous rune) bool {
	r := w.in[w.at]
	switch {
	case previous == '«' || r == '»':
		return true
	case isHigh(r):
		return endsProse(previous) && w.closes(isHigh)
	case r == ':':
		return endsProse(previous) && w.closes(func(r rune) bool { return r == ':' })
	case previous == '°':
		return isWord(r) && r != 's'
	}
	return false
}

// closes reports whether the marks from here on end a word.
func (w *typesetter) closes(isMark func(rune) bool) bool {
	i := w.at
	for i < len(w.in) && isMark(w.in[i]) {
		i++
	}
	return i == len(w.in) || isSpace(w.in[i]) || strings.ContainsRune("\n«»)]", w.in[i])
}

func (w *typesetter) previous() rune {
	if len(w.out) == 0 {
		return 0
	}
	return w.out[len(w.out)-1]
}

// isArticle reports whether the number of a provision stands at i: « 8 »,
// « L. 252-1 », « R421-1 ».
func (w *typesetter) isArticle(i int) bool {
	if unicode.IsDigit(w.in[i]) {
		return true
	}
	return strings.ContainsRune("LRDA", w.in[i]) && i+1 < len(w.in) && (w.in[i+1] == '.' || unicode.IsDigit(w.in[i+1]))
}

// lastWord is the word just written, if it is short enough to announce.
func (w *typesetter) lastWord() string {
	from := len(w.out)
	for from > 0 && (isWord(w.out[from-1]) || strings.ContainsRune(".°§", w.out[from-1])) {
		if from--; len(w.out)-from > len("articles") {
			return ""
		}
	}
	return string(w.out[from:])
}

func isSpace(r rune) bool {
	return r == ' ' || r == noBreak || r == thinNoBreak || r == '\u2009'
}

func isHigh(r rune) bool { return r == ';' || r == '!' || r == '?' }

func isUnit(r rune) bool { return r == '%' || r == '€' || r == '‰' }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func endsProse(r rune) bool {
	return isWord(r) || isUnit(r) || strings.ContainsRune(`)]"»…’”`, r)
}
