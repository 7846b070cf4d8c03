// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// noBreak is the space that never ends a line.
const noBreak = "\u00a0"

const (
	blank  = `[\s\x{00a0}\x{202f}]*`
	numero = `(?:(?:n` + blank + `[°ºo]s?\.?|nos)` + blank + `)?`
	single = numero + `\d{1,6}`
	joined = blank + `(?:,|;|et|à|-|–)` + blank
	plural = single + `(?:` + joined + single + `)*`
)

var (
	// cited finds references to exhibits as people write them: "pièce n° 3",
	// "pièces nos 3 et 5", "pièces 4 à 6". After a singular one number counts:
	// in "la pièce n° 3 et 12 caméras" there is no exhibit 12.
	cited = regexp.MustCompile(`(?i)\bpi[èe]ce(?:s` + blank + `(` + plural + `)|` + blank + `(` + single + `))\b`)
	// bracketed is a reference that stands alone in brackets of either shape.
	bracketed = regexp.MustCompile(`(?i)[\[(]` + blank + `pi[èe]ces?` + blank + `(` + plural + `)` + blank + `[\])]`)
	number    = regexp.MustCompile(`\d+`)
	// kept is where a reference must not be cut at the end of a line.
	kept  = regexp.MustCompile(`(?i)^(pi[èe]ces?) +(n)`)
	joint = regexp.MustCompile(`(?i)` + blank + `(,|;|et|à|-|–)` + blank)
)

// Reference is how a filing cites exhibits in brackets: « (pièce n° 3) », with
// spaces that do not break.
func Reference(number int) string {
	return "(pièce" + noBreak + "n°" + noBreak + strconv.Itoa(number) + ")"
}

// normalise gives every bracketed reference the same form, "[pièce 3]" included.
func normalise(text string) string {
	return bracketed.ReplaceAllStringFunc(text, func(found string) string {
		list := bracketed.FindStringSubmatch(found)[1]
		all := number.FindAllString(list, -1)
		if len(all) == 1 {
			return "(pièce" + noBreak + "n°" + noBreak + all[0] + ")"
		}
		return "(pièces" + noBreak + "n°" + noBreak + series(list) + ")"
	})
}

// series writes "3, 5 à 7" whatever was typed between the numbers.
func series(list string) string {
	var out strings.Builder
	at := 0
	for _, place := range number.FindAllStringIndex(list, -1) {
		if out.Len() > 0 {
			out.WriteString(between(list[at:place[0]]))
		}
		out.WriteString(list[place[0]:place[1]])
		at = place[1]
	}
	return out.String()
}

func between(typed string) string {
	switch word := strings.ToLower(joint.FindStringSubmatch(typed)[1]); word {
	case ",", ";":
		return ", "
	case "et":
		return " et" + noBreak
	default: // a range
		return noBreak + "à" + noBreak
	}
}

// maxRange bounds a range of exhibits: a longer one is a slip of the keyboard.
const maxRange = 2_000

// citations lists the exhibit numbers that a text refers to, sorted, once each.
func citations(text string) []int {
	found := map[int]bool{}
	for _, reference := range cited.FindAllStringSubmatch(normalise(text), -1) {
		note(found, reference[1]+reference[2]) // one of the two is empty
	}
	list := make([]int, 0, len(found))
	for n := range found {
		list = append(list, n)
	}
	slices.Sort(list)
	return list
}

// note adds the numbers of one reference, ranges filled in.
func note(found map[int]bool, list string) {
	places := number.FindAllStringIndex(list, -1)
	for i, place := range places {
		n, _ := strconv.Atoi(list[place[0]:place[1]]) // six digits at most
		found[n] = true
		if i == 0 || !isRange(list[places[i-1][1]:place[0]]) {
			continue
		}
		from, _ := strconv.Atoi(list[places[i-1][0]:places[i-1][1]])
		for k := from; k < n && k < from+maxRange; k++ {
			found[k] = true
		}
	}
}

func isRange(typed string) bool {
	word := strings.ToLower(joint.FindStringSubmatch(typed)[1])
	return word == "à" || word == "-" || word == "–"
}

// references sets the references to exhibits of a text in italics, word and
// number on one line; the rest is in the given style.
func references(text string, style pdf.Span) (out pdf.Text) {
	add := func(text string, italic bool) {
		if text != "" {
			out = append(out, pdf.Span{Text: text, Bold: style.Bold, Italic: style.Italic || italic})
		}
	}
	at := 0
	for _, place := range cited.FindAllStringIndex(text, -1) {
		add(text[at:place[0]], false)
		add(kept.ReplaceAllString(text[place[0]:place[1]], "$1"+noBreak+"$2"), true)
		at = place[1]
	}
	add(text[at:], false)
	return out
}
