// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff

import (
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// line tidies a text of one line, in any script, and notes what is wrong with it.
func line(wrong *problem.Fields, field string, text *string, longest int) {
	*text = typed.Line(*text)
	typed.Check(wrong, field, *text, longest)
}

// lines does the same for a text whose line ends matter.
func lines(wrong *problem.Fields, field string, text *string, longest int) {
	*text = typed.Lines(*text)
	typed.Check(wrong, field, *text, longest)
}
