// SPDX-License-Identifier: AGPL-3.0-only

package network_test

import (
	"testing"

	"contrechamp.org/contrechamp/internal/network"
)

func TestReadCommune(t *testing.T) {
	for typed, want := range map[string]string{
		"Montpellier":         "34172",
		"montpellier":         "34172",
		" 34172 ":             "34172",
		"Montpellier (34172)": "34172",
		"2a004":               "2A004",
		"St-Gély-du-Fesc":     "34255",
	} {
		commune, ok, _ := network.ReadCommune(typed)
		if !ok || commune.Code != want {
			t.Errorf("%q read as %q, %v, want %s", typed, commune.Code, ok, want)
		}
	}
}

func TestReadCommuneProposesInsteadOfGuessing(t *testing.T) {
	for typed, want := range map[string]int{
		"Saint-Denis": 2, // Seine-Saint-Denis, La Réunion and others bear the name
		"Montpel":     1, // the beginning of a name is no name
		"Xyzzy":       0,
		"":            0,
	} {
		commune, ok, near := network.ReadCommune(typed)
		if ok || len(near) < want || want == 0 && len(near) > 0 {
			t.Errorf("%q read as %v, %v, near %v", typed, commune, ok, near)
		}
	}
}

func TestALabelReadsBack(t *testing.T) {
	for _, code := range []string{"34172", "2A004", "97411", "93066"} {
		commune, _ := network.CommuneByCode(code)
		if back, ok, _ := network.ReadCommune(commune.Label()); !ok || back != commune {
			t.Errorf("%s reads back as %v", commune.Label(), back)
		}
	}
}
