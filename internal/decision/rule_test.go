// SPDX-License-Identifier: AGPL-3.0-only

package decision_test

import (
	"testing"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func TestWhatLimitApplies(t *testing.T) {
	for name, tt := range map[string]struct {
		details  decision.Details
		rule     string
		last     string
		doubtful bool
	}{
		"an order, from its publication":             {decision.Details{Kind: decision.Renewal, SignedOn: day("2026-04-01"), PublishedOn: day("2026-04-15")}, "REP-2M", "2026-06-16", false},
		"an implicit rejection, from its birth":      {decision.Details{Kind: decision.ImplicitRejection, SignedOn: day("2026-04-15")}, "REP-IMPLICIT-2M", "2026-06-16", false},
		"an implicit rejection of unknown birth":     {decision.Details{Kind: decision.ImplicitRejection, PublishedOn: day("2026-04-15")}, "REP-IMPLICIT-2M", "", false},
		"an order of which only the signature shows": {decision.Details{Kind: decision.Renewal, SignedOn: day("2026-04-15")}, "REP-2M", "", false},
		"a contract, prudently":                      {decision.Details{Kind: decision.Contract, PublishedOn: day("2026-04-15")}, "REP-2M", "2026-06-16", true},
	} {
		t.Run(name, func(t *testing.T) {
			limit := tt.details.Appealable()
			if tt.details.Rule().ID != tt.rule || limit.Date.String() != tt.last || tt.details.Doubtful() != tt.doubtful {
				t.Errorf("%s, %s, doubtful %t", tt.details.Rule().ID, limit.Date, tt.details.Doubtful())
			}
		})
	}
}

func day(text string) calendar.Day { return calendar.MustDay(text) }
