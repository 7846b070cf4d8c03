// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// line tidies a text of one line, in any script, and notes what is wrong with it.
func line(wrong *problem.Fields, field string, text *string, longest int) {
	*text = strings.Join(strings.Fields(*text), " ")
	checkText(wrong, field, *text, longest)
}

// lines does the same for a text whose line ends matter.
func lines(wrong *problem.Fields, field string, text *string, longest int) {
	*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	checkText(wrong, field, *text, longest)
}

// checkText refuses what Postgres cannot keep and what no keyboard types.
func checkText(wrong *problem.Fields, field, text string, longest int) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable):
		wrong.Add(field, "coplaintiff.text_invalid")
	case utf8.RuneCountInString(text) > longest:
		wrong.Add(field, "coplaintiff.text_too_long", "Max", longest)
	}
}

func unprintable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
