// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// communeTyped is a commune as typed: by name, by code or both. Near are those
// to choose from when what was typed names none, or several.
type communeTyped struct {
	Text   string
	Choice string // the code chosen among Near
	Near   []network.Commune
}

// communeKept is a commune as a form shows it for correction.
func communeKept(code string) communeTyped {
	commune, _ := network.CommuneByCode(code)
	return communeTyped{Text: commune.Label()}
}

// readCommune gives the code of the commune meant, "" for none, with a fault
// beside the field when it cannot be told.
func readCommune(f form, wrong *problem.Fields) (typed communeTyped, code string) {
	typed = communeTyped{Text: f.text("commune"), Choice: f.text("commune_choice")}
	if chosen, ok := network.CommuneByCode(typed.Choice); ok {
		typed.Text, typed.Choice = chosen.Label(), ""
		return typed, chosen.Code
	}
	if typed.Text == "" {
		return typed, ""
	}
	commune, ok, near := network.ReadCommune(typed.Text)
	switch {
	case ok:
		typed.Text = commune.Label()
	case len(near) > 0:
		wrong.Add("commune", "network.commune_choose")
	default:
		wrong.Add("commune", "network.commune_unknown")
	}
	typed.Near = near
	return typed, commune.Code
}
