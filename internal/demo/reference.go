// SPDX-License-Identifier: AGPL-3.0-only

package demo

import (
	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// prefect is the authority behind every order of the reference case.
const prefect = "Préfet de l’Hérault"

// communes are those of the eleven gracious appeals of June 2023, as the Ligue
// des droits de l'homme published them.
var communes = []struct{ code, name string }{
	{"34172", "Montpellier"}, {"34301", "Sète"}, {"34003", "Agde"}, {"34028", "Bédarieux"}, {"34199", "Pézenas"},
	{"34077", "Clapiers"}, {"34120", "Jacou"}, {"34210", "Le Pouget"}, {"34255", "Saint-Gély-du-Fesc"},
	{"34270", "Saint-Jean-de-Védas"}, {"34178", "Murviel-lès-Béziers"},
}

// counted are the numbers of cameras that the press gave in March 2024.
var counted = map[string]int{"Montpellier": 488, "Sète": 128}

const press = "France Bleu Hérault et viàOccitanie, mars 2024"

// of elides the article of a commune: de Sète, d'Agde, du Pouget.
func of(commune string) string {
	switch {
	case commune == "Le Pouget":
		return "du Pouget"
	case commune == "Agde":
		return "d’Agde"
	}
	return "de " + commune
}

// reference loads the Montpellier and Sète appeals. Days that no source gives
// stay unknown; months that a source gives are told in words.
func (l *loader) reference() {
	campaign := l.campaign(appeal.CampaignDetails{
		Slug: "montpellier-sete", Title: "Caméras de Montpellier et de Sète", Departement: "34",
		Organiser: "Ligue des droits de l’homme, avec Solidaires 34 et Technopolice Montpellier",
		Summary: "Début avril 2023, la préfecture de l’Hérault publie une série d’arrêtés qui renouvellent et étendent la vidéosurveillance de Montpellier, " +
			"de Sète et d’une vingtaine d’autres communes : plus de 1 200 caméras, dont environ 600 à Montpellier et à Sète.\n\n" +
			"En juin 2023, 104 personnes, la LDH, Solidaires 34 et Technopolice Montpellier forment onze recours gracieux, un par commune. " +
			"L’administration garde le silence. Le 26 janvier 2024, la LDH dépose deux requêtes en annulation, l’une pour Montpellier, l’autre pour Sète. " +
			"L’audience se tient le 17 février 2026 ; le jugement n’est pas connu.\n\n" +
			"Chronologie à confirmer : un recours gracieux de juin 2023 resté sans réponse en août aurait ordinairement dû être suivi d’une requête en octobre 2023. " +
			"Aucune source publique ne dit quels actes ou quelles dates expliquent le dépôt de janvier 2024.",
	})
	l.networks34()
	gracious := map[string]appeal.ID{}
	orders := map[string]decision.ID{}
	for _, commune := range communes {
		orders[commune.name] = l.order(campaign, commune.code, commune.name)
		gracious[commune.name] = l.gracious(campaign, commune.name, orders[commune.name])
	}
	var requests []appeal.ID
	for _, name := range []string{"Montpellier", "Sète"} {
		requests = append(requests, l.request(campaign, name, gracious[name], orders[name]))
	}
	l.referencePeople(campaign, gracious, requests)
	l.referenceExhibits(campaign)
}

func (l *loader) order(campaign appeal.CampaignID, code, name string) decision.ID {
	details := decision.Details{
		Kind: decision.Renewal, Authority: prefect, Departement: "34", CommuneCode: code,
		Title:       "Arrêté renouvelant et étendant la vidéosurveillance " + of(name),
		Publication: "Recueil des actes administratifs de l’Hérault, début avril 2023 (numéro et jour à confirmer)",
	}
	if n, known := counted[name]; known {
		details.Cameras = &n
	}
	return l.decision(campaign, details)
}

func (l *loader) gracious(campaign appeal.CampaignID, name string, order decision.ID) appeal.ID {
	id := l.appeal(campaign, appeal.Details{Kind: appeal.Gracious, Title: name + " : recours gracieux", Addressee: prefect}, order)
	l.advance(id,
		step{to: appeal.Lodged, note: "Juin 2023 ; le jour est à confirmer."},
		step{to: appeal.Answered, note: "Refus implicite, par le silence ; le jour est à confirmer."})
	return id
}

func (l *loader) request(campaign appeal.CampaignID, name string, follows appeal.ID, order decision.ID) appeal.ID {
	id := l.appeal(campaign, appeal.Details{
		Kind: appeal.Annulment, Title: name + " : requête en annulation",
		Addressee: decision.TribunalName("Montpellier"), FollowsID: &follows,
	}, order)
	l.advance(id,
		step{appeal.Lodged, calendar.MustDay("2024-01-26"), "Portée par la LDH."},
		step{to: appeal.Investigation, note: "L’instruction a eu lieu ; ses dates sont à confirmer."})
	l.event(id, appeal.Intervention, calendar.Day{}, "Mars 2024 : les habitantes et habitants sont invités à se joindre au recours comme intervenants.")
	l.advanceFrom(id, 3,
		step{appeal.Hearing, calendar.MustDay("2026-02-17"), "Entre autres moyens : les durées de conservation des images diffèrent d’un document à l’autre."},
		step{to: appeal.Deliberation, note: "Le jugement n’est pas connu."})
	return id
}

func (l *loader) advanceFrom(id appeal.ID, version int, steps ...step) {
	for i, s := range steps {
		l.try(func() error { return l.appeals.Advance(l.ctx, l.by, id, version+i, s.to, s.on, s.note) })
	}
}

// networks34 records the networks of the two towns that the press counted, and
// the software that a ministry report found in the département.
func (l *loader) networks34() {
	for _, commune := range communes[:2] {
		id := network.ID(newID())
		l.try(func() error {
			return l.networks.AddDemo(l.ctx, l.by, id, network.Details{CommuneCode: commune.code, Operator: "Commune " + of(commune.name)})
		})
		l.try(func() error {
			return l.networks.AddCount(l.ctx, l.by, network.CameraCount{ID: newID(), NetworkID: id, Cameras: counted[commune.name], Source: press})
		})
		if commune.name == "Montpellier" {
			l.briefCam(id)
		}
	}
}

func (l *loader) briefCam(id network.ID) {
	from, until, uses := 2021, 2023, 20
	l.try(func() error {
		return l.networks.AddUse(l.ctx, l.by, network.AlgorithmicUse{
			ID: newID(), NetworkID: id, Product: "BriefCam", FromYear: &from, UntilYear: &until, Uses: &uses,
			UsedBy: "10 agents formés, dans l’Hérault (le rapport ne dit pas sur quel réseau)",
			Source: "Rapport remis au ministère de l’Intérieur, 28 octobre 2024",
		})
	})
}

// referencePeople brings in the three organisations, which are public, and 104
// invented people, who signed the gracious appeals. Some intervene later.
func (l *loader) referencePeople(campaign appeal.CampaignID, gracious map[string]appeal.ID, requests []appeal.ID) {
	p := l.people(campaign)
	ldh := p.association("Ligue des droits de l’homme", "", "", "")
	p.association("Solidaires 34", "", "", "")
	p.association("Technopolice Montpellier", "", "", "")
	for i := range 104 {
		p.invented(i+1, communes[i%len(communes)].name)
	}
	for _, member := range p.members {
		for _, commune := range communes {
			p.role(member, gracious[commune.name], coplaintiff.CoSignatory, calendar.Day{})
		}
	}
	for i, request := range requests {
		p.role(ldh, request, coplaintiff.Claimant, calendar.MustDay("2024-01-26"))
		for _, member := range p.members[3+i*6 : 9+i*6] {
			p.role(member, request, coplaintiff.Intervener, calendar.Day{})
		}
	}
	p.keep()
}

func (l *loader) referenceExhibits(campaign appeal.CampaignID) {
	for _, e := range []struct{ title, author, dated, source string }{
		{"Arrêté préfectoral relatif à la vidéosurveillance de Montpellier (copie à verser)", prefect, "", "Recueil des actes administratifs de l’Hérault"},
		{"Arrêté préfectoral relatif à la vidéosurveillance de Sète (copie à verser)", prefect, "", "Recueil des actes administratifs de l’Hérault"},
		{"Recours gracieux formé pour Montpellier", "LDH, Solidaires 34, Technopolice Montpellier et 104 personnes", "", "Dossier du collectif"},
		{"Recours gracieux formé pour Sète", "LDH, Solidaires 34, Technopolice Montpellier et 104 personnes", "", "Dossier du collectif"},
		{"Articles de presse sur le nombre de caméras", press, "", "Presse"},
	} {
		l.exhibit(campaign, e.title, e.author, e.dated, e.source)
	}
	l.say("The reference case is in: %d decisions, %d appeals.", len(communes), len(communes)+2)
}
