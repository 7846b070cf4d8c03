// SPDX-License-Identifier: AGPL-3.0-only

package demo

import (
	"fmt"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// The size M: what a campaign of the largest kind seen so far would hold.
const (
	crowdPeople    = 15_000
	crowdDecisions = 50
	crowdExhibits  = 2_000
)

// crowd loads an imaginary campaign of size M.
func (l *loader) crowd() {
	campaign := l.campaign(appeal.CampaignDetails{
		Slug: "grand-nombre-exemple", Title: "Grand nombre (exemple)", Departement: "34", Organiser: "Collectif d’exemple",
		Summary: "Quinze mille personnes, cinquante actes et deux mille pièces imaginaires, pour éprouver le logiciel à sa grande taille.",
	})
	var contested []decision.ID
	for n := range crowdDecisions {
		contested = append(contested, l.decision(campaign, decision.Details{
			Kind: decision.Authorisation, Authority: imaginaryPrefect, Departement: "34", Number: fmt.Sprintf("GN-%03d", n+1),
			Title: fmt.Sprintf("Arrêté imaginaire n° %d", n+1), PublishedOn: l.today.AddDays(-n),
		}))
	}
	request := l.appeal(campaign, appeal.Details{Kind: appeal.Annulment, Title: "Requête en annulation (grand nombre)", Addressee: decision.TribunalName("Montpellier")}, contested[0])
	l.say("%d decisions are in.", crowdDecisions)
	p := l.people(campaign)
	for n := range crowdPeople {
		member := p.invented(n+1, imaginaryTown)
		if member.HasAddress() {
			p.role(member, request, coplaintiff.Claimant, calendar.Day{})
		}
	}
	p.keep()
	l.say("%d co-plaintiffs are in.", crowdPeople)
	for n := range crowdExhibits {
		l.exhibit(campaign, fmt.Sprintf("Pièce imaginaire n° %d", n+1), "Collectif d’exemple", "", "Exemple")
		if (n+1)%500 == 0 {
			l.say("%d of %d exhibits are in.", n+1, crowdExhibits)
		}
	}
}
