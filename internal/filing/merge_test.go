// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"slices"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func digests(t Text) map[string]string {
	shown := map[string]string{}
	for _, name := range Parts {
		shown[name] = t.Digest(name)
	}
	return shown
}

func TestMergeLosesNothing(t *testing.T) {
	shown := Text{Title: "Requête", Facts: "Les faits.", Costs: "Les frais.", Conclusions: "Annuler."}
	mine, kept := shown, shown
	mine.Facts, mine.Costs = "Mes faits.", "Mes frais.\r\n"
	kept.Costs, kept.Conclusions, kept.Place, kept.DatedOn = "Leurs frais.", "Annuler et enjoindre.", "Sète", calendar.MustDay("2026-03-02")
	merged, both := Merge(digests(shown), mine, kept)
	want := kept
	want.Facts, want.Costs = "Mes faits.", "Mes frais."
	if merged != want || !slices.Equal(both, []string{"costs"}) {
		t.Errorf("%v changed by both, %+v", both, merged)
	}
	if merged, both = Merge(nil, mine, kept); !slices.Equal(both, []string{"facts", "costs", "conclusions", "place", "dated_on"}) || merged.Conclusions != "Annuler." {
		t.Errorf("without knowing what was shown, a person decides: %v %+v", both, merged)
	}
	if merged, both = Merge(digests(shown), kept, kept); merged != kept || len(both) > 0 {
		t.Errorf("both wrote the same: %v", both)
	}
}
