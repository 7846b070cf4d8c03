// SPDX-License-Identifier: AGPL-3.0-only

package demo

import (
	"bytes"
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// exhibit enters one exhibit whose file says that it only stands in for the
// real document.
func (l *loader) exhibit(campaign appeal.CampaignID, title, author, dated, source string) {
	l.try(func() error {
		content, err := l.standIn(title)
		if err != nil {
			return err
		}
		on, err := day(dated)
		if err != nil {
			return err
		}
		details := evidence.Details{Title: title, DatedOn: on, Author: author, Source: source}
		_, err = l.evidence.Add(l.ctx, l.by, evidence.ID(newID()), campaign, details, "exemple.pdf", bytes.NewReader(content))
		return err
	})
}

func day(text string) (calendar.Day, error) {
	if text == "" {
		return calendar.Day{}, nil
	}
	return calendar.ParseDay(text)
}

// standIn is a page that says what it stands for.
func (l *loader) standIn(title string) ([]byte, error) {
	d := pdf.New(pdf.Meta{Title: title, Author: "Contrechamp", Language: "fr-FR", CreatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	d.Title("Document de démonstration")
	d.Paragraph(pdf.Plain(pdf.French("Cette page tient lieu de la pièce intitulée « " + title + " ». Elle ne reproduit aucun document réel : versez ici la copie du document lui-même.")))
	rendered, err := d.Render(l.ctx)
	return rendered.Bytes, err
}
