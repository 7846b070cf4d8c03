// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// form reads what was typed. Page structs keep the strings, so that a refused
// form shows them again, an impossible date included.
type form struct{ value func(name string) string }

func read(c *fiber.Ctx) form {
	return form{value: func(name string) string { return c.FormValue(name) }}
}

// text is what was typed, without the spaces around it and with plain line ends.
func (f form) text(name string) string {
	return readable(typed.Lines(f.value(name)))
}

// secret is what was typed, to the letter.
func (f form) secret(name string) string { return readable(f.value(name)) }

// readable drops what no database keeps and no keyboard types: a NUL, bytes that
// are no characters. Postgres would refuse them with an error of its own.
func readable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

// checked tells whether a box is ticked.
func (f form) checked(name string) bool { return f.value(name) != "" }

// id is the row this form will make, chosen when the form was shown: sent twice,
// it makes one row.
func (f form) id() string {
	if id, err := uuid.Parse(f.value("form")); err == nil {
		return id.String()
	}
	return newID()
}

// version is that of the row as it was when the form was shown.
func (f form) version() int {
	n, err := strconv.Atoi(f.value("version"))
	if err != nil || n < 0 || n >= math.MaxInt32 {
		return 0 // no row has it: the edit is stale
	}
	return n
}

// day reads a day, typed by a date field (2026-06-15) or by hand (15/06/2026);
// empty is the unknown day, anything else is a fault beside the field.
func (f form) day(name string, wrong *problem.Fields) calendar.Day {
	day, ok := parseDay(f.text(name))
	if !ok {
		wrong.Add(name, "form.day_invalid")
	}
	return day
}

var typedDay = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$`)

func parseDay(text string) (calendar.Day, bool) {
	if text == "" {
		return calendar.Day{}, true
	}
	if m := typedDay.FindStringSubmatch(text); m != nil {
		text = m[3] + "-" + pad(m[2]) + "-" + pad(m[1])
	}
	day, err := calendar.ParseDay(text)
	return day, err == nil
}

func pad(digits string) string { return strings.Repeat("0", 2-len(digits)) + digits }

// number reads a whole number of zero or more; empty is nil: unknown.
func (f form) number(name string, wrong *problem.Fields) *int {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(f.text(name))
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	switch {
	case err == nil && n < 0:
		wrong.Add(name, "form.number_negative")
		return nil
	case errors.Is(err, strconv.ErrRange), n > 1_000_000_000:
		wrong.Add(name, "form.number_huge")
		return nil
	case err != nil:
		wrong.Add(name, "form.number_invalid")
		return nil
	}
	return &n
}

// newID is a fresh id for a row that a form will make (UUID v7: ids sort by birth).
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// numberText writes an optional number back into its field.
func numberText(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
