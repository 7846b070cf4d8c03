// SPDX-License-Identifier: AGPL-3.0-only

package web

import "testing"

func TestCitation(t *testing.T) {
	for article, want := range map[string]string{
		"CJA R421-1":                    "CJA, art.\u00a0R.\u00a0421-1",
		"CJA R312-1, R221-3":            "CJA, art.\u00a0R.\u00a0312-1, R.\u00a0221-3",
		"CSI L252-4":                    "CSI, art.\u00a0L.\u00a0252-4",
		"CPC 641":                       "CPC, art.\u00a0641",
		"CE, 5 octobre 2018, n° 409579": "CE, 5 octobre 2018, n°\u00a0409579",
		"CRPA R*343-4":                  "CRPA, art.\u00a0R.\u00a0343-4",
		"CJA R611-8-1":                  "CJA, art.\u00a0R.\u00a0611-8-1",
		"":                              "",
	} {
		if got := citation(article); got != want {
			t.Errorf("%q: got %q, want %q", article, got, want)
		}
	}
}
