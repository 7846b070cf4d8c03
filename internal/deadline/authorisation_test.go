// SPDX-License-Identifier: AGPL-3.0-only

package deadline_test

import (
	"testing"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func TestAnAuthorisationLastsFiveYears(t *testing.T) {
	for name, tt := range map[string]struct{ signed, expires, renewal string }{
		"ordinary":              {"2025-05-14", "2030-05-14", "2030-01-14"},
		"ends on a Saturday":    {"2024-06-02", "2029-06-02", "2029-02-02"},
		"signed on 29 February": {"2028-02-29", "2033-02-28", "2032-10-28"},
		"no 31 September":       {"2026-01-31", "2031-01-31", "2030-09-30"},
	} {
		t.Run(name, func(t *testing.T) {
			got := deadline.Expiry(day(tt.signed))
			if got.Date != day(tt.expires) || got.SafeDate != day(tt.expires) || got.Kind != deadline.EventKind {
				t.Errorf("signed %s: %s %s, safe %s", tt.signed, got.Kind, got.Date, got.SafeDate)
			}
			if renewal := deadline.RenewalOpens(day(tt.signed)); renewal != day(tt.renewal) {
				t.Errorf("signed %s: renewal %s, want %s", tt.signed, renewal, tt.renewal)
			}
			if len(got.Steps) != 3 || got.Steps[1].On != day(tt.renewal) || got.Steps[2].Args["Count"] != 5 {
				t.Errorf("told %v", got.Steps)
			}
		})
	}
}

func TestTheFiveYearsAwaitALawyer(t *testing.T) {
	if deadline.Expiry(day("2025-05-14")).Confirmed {
		t.Error("the code does not say from which day the five years run, yet it is shown as confirmed")
	}
}

func TestAnUnknownSignatureGivesNoDate(t *testing.T) {
	got := deadline.Expiry(calendar.Day{})
	if !got.Date.IsZero() || len(got.Steps) != 0 || !deadline.RenewalOpens(calendar.Day{}).IsZero() {
		t.Errorf("unknown gave %s and %d steps", got.Date, len(got.Steps))
	}
}
