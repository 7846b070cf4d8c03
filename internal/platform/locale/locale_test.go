// SPDX-License-Identifier: AGPL-3.0-only

package locale_test

import (
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
)

func TestWords(t *testing.T) {
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	first, summer := calendar.MustDay("2026-06-01"), time.Date(2026, 6, 1, 22, 5, 0, 0, time.UTC)
	fr, en := c.In("fr"), c.In("en")
	for name, tt := range map[string]struct{ got, want string }{
		"day, French":          {fr.Day(first), "lundi 1er juin 2026"},
		"day, English":         {en.Day(first), "Monday 1 June 2026"},
		"unknown day":          {fr.Day(calendar.Day{}), "à confirmer"},
		"short day":            {fr.DayShort(first), "01/06/2026"},
		"instant in Paris":     {fr.Instant(summer), "2 juin 2026 à 0\u00a0h\u00a005"},
		"instant, English":     {en.Instant(summer), "2 June 2026 at 00:05"},
		"number":               {fr.Number(1234567), "1\u202f234\u202f567"},
		"small number":         {fr.Number(-12), "−12"},
		"number, English":      {en.Number(1200), "1,200"},
		"size":                 {fr.Size(3_400_000), "3,4\u00a0Mo"},
		"round size":           {fr.Size(3_000_000), "3\u00a0Mo"},
		"small size":           {en.Size(512), "512\u00a0bytes"},
		"unknown language":     {c.In("de").Language, "fr"},
		"sentence not written": {fr.Say("no.such.key"), "[no.such.key]"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", name, tt.got, tt.want)
		}
	}
}
