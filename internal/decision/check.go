// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"strings"

	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// The longest texts that are kept, in characters, and the largest numbers.
const (
	maxLine    = 300
	maxText    = 20_000
	maxURL     = 2_000
	maxCameras = 100_000
	maxDays    = 3_650
)

// clean trims what was typed and completes the département from the commune.
func (d *Details) clean() {
	for _, line := range []*string{&d.Authority, &d.Number, &d.Title, &d.Publication} {
		*line = typed.Line(*line)
	}
	d.Departement, d.CommuneCode = strings.TrimSpace(d.Departement), strings.TrimSpace(d.CommuneCode)
	d.PublicationURL = strings.TrimSpace(d.PublicationURL)
	d.Purposes = typed.Lines(d.Purposes)
	if commune, found := d.Commune(); found && d.Departement == "" {
		d.Departement = commune.Departement
	}
	if d.ReplacesID != nil && *d.ReplacesID == "" {
		d.ReplacesID = nil
	}
}

// check gathers what is wrong with the details, field by field, on that day.
func (d *Details) check(today calendar.Day) problem.Fields {
	var wrong problem.Fields
	d.checkAct(&wrong)
	d.checkTexts(&wrong)
	d.checkNumbers(&wrong)
	d.checkDates(&wrong, today)
	return wrong
}

func (d *Details) checkAct(wrong *problem.Fields) {
	if !d.Kind.Known() {
		wrong.Add("kind", "decision.kind_unknown")
	}
	if d.Authority == "" {
		wrong.Add("authority", "decision.authority_missing")
	}
	if _, found := CourtsOf(d.Departement); !found {
		wrong.Add("departement", "decision.departement_unknown")
	}
	if _, found := d.Commune(); !found && d.CommuneCode != "" {
		wrong.Add("commune", "decision.commune_unknown")
	}
	if d.Number == "" && d.Title == "" {
		wrong.Add("number", "decision.number_or_title")
	}
	if d.Number != "" && network.Fold(d.Number) == "" {
		wrong.Add("number", "decision.number_unreadable")
	}
}

func (d *Details) checkTexts(wrong *problem.Fields) {
	for _, text := range []struct {
		field, value string
		limit        int
	}{
		{"authority", d.Authority, maxLine}, {"number", d.Number, maxLine}, {"title", d.Title, maxLine},
		{"publication", d.Publication, maxLine}, {"publication_url", d.PublicationURL, maxURL}, {"purposes", d.Purposes, maxText},
	} {
		typed.Check(wrong, text.field, text.value, text.limit)
	}
	if d.PublicationURL != "" && !typed.WebAddress(d.PublicationURL) {
		wrong.Add("publication_url", "decision.url_invalid")
	}
}

func (d *Details) checkNumbers(wrong *problem.Fields) {
	if d.Cameras != nil && (*d.Cameras < 0 || *d.Cameras > maxCameras) {
		wrong.Add("cameras", "decision.cameras_range", "Max", maxCameras)
	}
	if d.RetentionDays != nil && (*d.RetentionDays < 1 || *d.RetentionDays > maxDays) {
		wrong.Add("retention_days", "decision.retention_range", "Max", maxDays)
	}
}

// checkDates refuses an order of events that cannot be, and what has not happened
// yet: only the end of an act lies ahead. Overseas the day may have begun when it
// has not in Paris: tomorrow is still accepted.
func (d *Details) checkDates(wrong *problem.Fields, today calendar.Day) {
	for _, date := range []struct {
		field, tooEarly string
		on              calendar.Day
	}{
		{"signed_on", "", d.SignedOn},
		{"published_on", "decision.published_before_signed", d.PublishedOn},
		{"posted_on", "decision.posted_before_signed", d.PostedOn},
		{"notified_on", "decision.notified_before_signed", d.NotifiedOn},
		{"first_seen_on", "decision.seen_before_signed", d.FirstSeenOn},
	} {
		switch {
		case date.on.After(today.AddDays(1)):
			wrong.Add(date.field, "decision.date_in_future", "Day", date.on)
		case !date.on.IsZero() && !d.SignedOn.IsZero() && date.on.Before(d.SignedOn):
			wrong.Add(date.field, date.tooEarly, "Day", d.SignedOn)
		}
	}
	if !d.ExpiresOn.IsZero() && !d.SignedOn.IsZero() && !d.ExpiresOn.After(d.SignedOn) {
		wrong.Add("expires_on", "decision.expires_before_signed", "Day", d.SignedOn)
	}
}
