// SPDX-License-Identifier: AGPL-3.0-only

package demo

import (
	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

const (
	imaginaryTown    = "Valfictive"
	imaginaryPrefect = "Préfet de l’Hérault (exemple)"
	imaginaryIssue   = "Recueil imaginaire, pour l’exemple"
)

// act is one decision of the imaginary commune: how many days before today it
// was signed and published (-1: unknown).
type act struct {
	kind                 decision.Kind
	authority, number    string
	title                string
	signedAgo, published int
	cameras, retention   int
}

// imaginaryActs fill the due board: late (EX-11, which nobody contested; the time
// limit of EX-01, as old, was met), this week, this month, this quarter,
// and a five-year horizon.
var imaginaryActs = []act{
	{decision.Deliberation, "Commune de Valfictive (exemple)", "EX-01", "Délibération approuvant l’extension de la vidéoprotection", 76, 72, 12, 0},
	{decision.Deliberation, "Commune de Valfictive (exemple)", "EX-11", "Délibération approuvant un centre de supervision urbain", 77, 73, 0, 0},
	{decision.Authorisation, imaginaryPrefect, "EX-02", "Arrêté autorisant la vidéoprotection du quartier des Gares", 62, 59, 24, 30},
	{decision.Renewal, imaginaryPrefect, "EX-03", "Arrêté renouvelant la vidéoprotection du centre-ville", 58, 55, 48, 30},
	{decision.Modification, imaginaryPrefect, "EX-04", "Arrêté modifiant la vidéoprotection de la zone commerciale", 48, 45, 9, 15},
	{decision.Contract, "Commune de Valfictive (exemple)", "EX-05", "Marché de fourniture de caméras", 40, 33, 0, 0},
	{decision.Authorisation, imaginaryPrefect, "EX-06", "Arrêté autorisant la vidéoprotection du port", 24, 20, 16, 30},
	{decision.Authorisation, imaginaryPrefect, "EX-07", "Arrêté autorisant la vidéoprotection des écoles", 12, 9, 7, 10},
	{decision.Deliberation, "Commune de Valfictive (exemple)", "EX-08", "Délibération demandant une subvention pour des caméras", 5, 4, 0, 0},
	{decision.Authorisation, imaginaryPrefect, "EX-09", "Arrêté autorisant la vidéoprotection de la plage", 20, -1, 11, 30},
}

// imaginary loads a commune that does not exist, with dates that follow today.
func (l *loader) imaginary() {
	campaign := l.campaign(appeal.CampaignDetails{
		Slug: "valfictive-exemple", Title: "Caméras de Valfictive (commune imaginaire)", Departement: "34", Organiser: "Collectif d’exemple",
		Summary: "Cette commune, ces actes et ces personnes n’existent pas. Leurs dates suivent le jour du chargement, pour que le tableau des échéances montre toutes ses rubriques.",
	})
	old := l.oldAuthorisation(campaign, "EX-00", "centre-ville", 7)
	l.oldAuthorisation(campaign, "EX-10", "marché couvert", 9)
	orders := map[string]decision.ID{}
	for _, a := range imaginaryActs {
		orders[a.number] = l.imaginaryAct(campaign, a, old)
	}
	gracious := l.appeal(campaign, appeal.Details{Kind: appeal.Gracious, Title: "Délibération EX-01 : recours gracieux", Addressee: "Commune de Valfictive (exemple)"}, orders["EX-01"])
	l.advance(gracious, step{appeal.Lodged, l.today.AddDays(-30), "Lettre recommandée d’exemple."})
	l.met(campaign, orders["EX-01"], "Recours gracieux d’exemple envoyé par lettre recommandée, dans le délai ; preuve de dépôt imaginaire.")
	request := l.appeal(campaign, appeal.Details{Kind: appeal.Annulment, Title: "Centre-ville : requête en annulation", Addressee: decision.TribunalName("Montpellier")}, orders["EX-03"])
	pending := l.appeal(campaign, appeal.Details{Kind: appeal.Annulment, Title: "Autorisation de 2021 : requête en annulation", Addressee: decision.TribunalName("Montpellier"), Docket: "EX-2100001"}, old)
	l.advance(pending,
		step{to: appeal.Lodged, note: "Dépôt d’exemple."},
		step{to: appeal.Investigation})
	l.event(pending, appeal.EventKind(appeal.Hearing), calendar.NextWorking(l.today.AddDays(19)), "Audience d’exemple.")
	l.imaginaryPeople(campaign, request)
	l.imaginaryFiling(campaign, request)
}

// oldAuthorisation ends its five years in so many months: the horizon shows it,
// unless it has been renewed.
func (l *loader) oldAuthorisation(campaign appeal.CampaignID, number, place string, months int) decision.ID {
	cameras, retention := 36, 15
	signed := l.today.AddMonths(-60 + months)
	return l.decision(campaign, decision.Details{
		Kind: decision.Authorisation, Authority: imaginaryPrefect, Departement: "34", Number: number,
		Title: "Arrêté autorisant la vidéoprotection du " + place, SignedOn: signed, Publication: imaginaryIssue,
		Cameras: &cameras, RetentionDays: &retention,
	})
}

func (l *loader) imaginaryAct(campaign appeal.CampaignID, a act, old decision.ID) decision.ID {
	details := decision.Details{
		Kind: a.kind, Authority: a.authority, Departement: "34", Number: a.number, Title: a.title,
		SignedOn: l.ago(a.signedAgo), PublishedOn: l.ago(a.published), FirstSeenOn: l.ago(a.published - 1),
	}
	if a.published >= 0 {
		details.Publication = imaginaryIssue
	}
	if a.cameras > 0 {
		details.Cameras = &a.cameras
	}
	if a.retention > 0 {
		details.RetentionDays = &a.retention
	}
	if a.kind == decision.Renewal {
		details.ReplacesID = &old
	}
	return l.decision(campaign, details)
}

// met closes the open deadlines about a decision in a campaign.
func (l *loader) met(campaign appeal.CampaignID, about decision.ID, reason string) {
	l.try(func() error {
		sheets, err := l.appeals.Deadlines(l.ctx, l.by, campaign)
		for _, d := range sheets {
			if err == nil && d.DecisionID == about && d.Status == appeal.Open {
				err = l.appeals.Close(l.ctx, l.by, d.ID, d.Version, appeal.Met, reason)
			}
		}
		return err
	})
}

// ago is the day that many days before today; below zero, an unknown day.
func (l *loader) ago(days int) calendar.Day {
	if days < 0 {
		return calendar.Day{}
	}
	return l.today.AddDays(-days)
}

func (l *loader) imaginaryPeople(campaign appeal.CampaignID, request appeal.ID) {
	p := l.people(campaign)
	collective := p.add(coplaintiff.Details{
		Kind: coplaintiff.Association, Name: "Collectif d’exemple de Valfictive", Signatory: "Camille Fictif, présidence (exemple)",
		Street: "1 place de l’Exemple", PostalCode: "34000", Town: imaginaryTown,
	})
	p.role(collective, request, coplaintiff.Claimant, l.today)
	p.role(collective, request, coplaintiff.SingleRepresentative, l.today)
	for n := range 14 {
		member := p.invented(n+1, imaginaryTown)
		if member.HasAddress() && n < 6 {
			p.role(member, request, coplaintiff.Claimant, l.today)
		}
	}
	p.keep()
}

func (l *loader) imaginaryFiling(campaign appeal.CampaignID, request appeal.ID) {
	l.exhibit(campaign, "Arrêté EX-03 renouvelant la vidéoprotection du centre-ville", imaginaryPrefect, l.ago(58).String(), imaginaryIssue)
	l.exhibit(campaign, "Arrêté EX-00 autorisant la vidéoprotection du centre-ville", imaginaryPrefect, "", imaginaryIssue)
	l.exhibit(campaign, "Relevé photographique des caméras du centre-ville", "Collectif d’exemple", l.ago(40).String(), "Marche d’observation (exemple)")
	l.exhibit(campaign, "Statuts et habilitation du Collectif d’exemple", "Collectif d’exemple", "", "Association")
	l.try(func() error {
		return l.filings.Add(l.ctx, l.by, filing.ID(newID()), request, "Requête introductive d’instance (centre-ville)")
	})
}
