// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Limits of what is typed, in characters.
const (
	maxTitle = 300
	maxText  = 20000
)

// oneLine trims a text and joins its lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// manyLines trims a text and keeps its lines.
func manyLines(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// needText notes a text that is missing or unacceptable.
func needText(wrong *problem.Fields, field, text string, limit int) {
	if text == "" {
		wrong.Add(field, "appeal.text_missing")
		return
	}
	limitText(wrong, field, text, limit)
}

// limitText notes a text that is too long or that no database could keep.
func limitText(wrong *problem.Fields, field, text string, limit int) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		wrong.Add(field, "appeal.text_unreadable")
	case utf8.RuneCountInString(text) > limit:
		wrong.Add(field, "appeal.text_too_long", "Max", limit)
	}
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
