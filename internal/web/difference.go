// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// difference is one field that two people wrote differently at the same time.
type difference struct{ Label, Mine, Kept string }

// pair is a field of a form beside what is kept: its label's key, then both texts.
type pair struct{ label, mine, kept string }

// overtaken tells whether a form was refused because somebody else was faster,
// and not for anything that was typed.
func overtaken(err error) bool {
	return problem.CodeOf(err) == problem.Conflict && len(problem.FieldsOf(err)) == 0
}

// differences keeps the fields that differ, for the page that sets both beside
// each other.
func differences(speaker *locale.Speaker, pairs []pair) (found []difference) {
	for _, p := range pairs {
		if p.mine != p.kept {
			found = append(found, difference{Label: speaker.Say(p.label), Mine: p.mine, Kept: p.kept})
		}
	}
	return found
}
