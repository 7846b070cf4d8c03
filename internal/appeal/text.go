// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// Limits of what is typed, in characters.
const (
	maxTitle = 300
	maxText  = 20000
)

// needText notes a text that is missing or unacceptable.
func needText(wrong *problem.Fields, field, text string, limit int) {
	if text == "" {
		wrong.Add(field, "appeal.text_missing")
		return
	}
	typed.Check(wrong, field, text, limit)
}

// checkID refuses an id that no form of ours gave.
func checkID[T ~string](id T) error {
	if _, err := uuid.Parse(string(id)); err != nil {
		return errNotFound.Because(err)
	}
	return nil
}

// newID is a fresh UUID v7, so that ids sort by birth.
func newID() (string, error) {
	id, err := uuid.NewV7()
	return id.String(), err
}
