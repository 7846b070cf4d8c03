// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func TestPreparingAnAppeal(t *testing.T) {
	f := newFile(t)
	f.writer.get(f.path("/campaigns/:campaign/appeals/new")).status(http.StatusOK).has("Recours gracieux", "2026-118", "Continuer")
	page := f.writer.get(f.path("/campaigns/:campaign/appeals/new?kind=second_instance&decisions=:order")).status(http.StatusOK)
	page.has(`value="Cour administrative d’appel de Toulouse"`, citation("CJA R811-2, R221-7"), "Requête de Sète", "Appel – Sète", `value="`+f.order+`" checked`)
	id := page.field("form")
	typed := url.Values{"form": {id}, "kind": {"second_instance"}, "title": {""}, "addressee": {"Cour choisie"}, "decisions": {f.order}}
	f.writer.post(f.path("/campaigns/:campaign/appeals"), typed).status(http.StatusUnprocessableEntity).has("Cour choisie", `value="`+f.order+`" checked`)
	typed.Set("title", "Appel de Sète")
	typed.Set("follows", f.request)
	for range 2 {
		f.writer.post(f.path("/campaigns/:campaign/appeals"), typed).status(http.StatusSeeOther)
	}
	f.writer.get("/appeals/"+id).status(http.StatusOK).has("Appel de Sète", "Requête de Sète", "2026-118", "En préparation")
	f.writer.get(f.path("/campaigns/:campaign")).status(http.StatusOK).has("<svg", "Appel de Sète")
}

func TestMovingAnAppeal(t *testing.T) {
	f := newFile(t)
	f.writer.get(f.path("/appeals/:request/advance")).status(http.StatusOK).has("Déposé", "Abandonné").lacks("Délibéré")
	move := func(values url.Values) *page { return f.writer.post(f.path("/appeals/:request/advance"), values) }
	move(url.Values{"version": {"1"}, "stage": {"judged"}}).status(http.StatusUnprocessableEntity).
		has("De «\u00a0En préparation\u00a0», ce recours ne peut aller qu’à", "«\u00a0Déposé\u00a0»")
	move(url.Values{"version": {"1"}, "stage": {"lodged"}, "on": {"31/02/2026"}}).status(http.StatusUnprocessableEntity).has("Cette date n’existe pas", "31/02/2026")
	move(url.Values{"version": {"1"}, "stage": {"lodged"}, "on": {"2026-01-04"}}).status(http.StatusUnprocessableEntity).has("2026-118", "lundi 5 janvier 2026")
	move(url.Values{"version": {"1"}, "stage": {"lodged"}, "on": {"26/02/2026"}, "note": {"Télérecours"}}).status(http.StatusSeeOther)
	move(url.Values{"version": {"1"}, "stage": {"lodged"}}).status(http.StatusConflict)
	f.writer.get(f.path("/appeals/:request")).status(http.StatusOK).has("Dépôt", "2026-02-26", "Télérecours", "Audience", "Me Fictive")
}

func TestEventsOfAnAppeal(t *testing.T) {
	f := newFile(t)
	id := f.writer.get(f.path("/appeals/:request/events/new")).status(http.StatusOK).field("form")
	f.writer.post(f.path("/appeals/:request/events"), url.Values{"form": {id}, "event_kind": {"brief_received"}, "event_on": {"demain"}}).
		status(http.StatusUnprocessableEntity).has("demain")
	f.writer.post(f.path("/appeals/:request/events"), url.Values{"form": {id}, "event_kind": {"brief_received"}}).status(http.StatusSeeOther)
	f.writer.get(f.path("/appeals/:request")).has("Mémoire reçu", "à confirmer")
	f.writer.post("/events/"+id+"/edit", url.Values{"version": {"1"}, "event_on": {"2026-02-20"}}).status(http.StatusSeeOther)
	f.writer.post("/events/"+id+"/edit", url.Values{"version": {"1"}, "event_on": {"2026-02-21"}}).status(http.StatusConflict).has("<mark>2026-02-20</mark>")
	f.writer.post("/events/"+id+"/remove", nil).status(http.StatusSeeOther)
	f.writer.get(f.path("/appeals/:request")).lacks("Mémoire reçu")
}

func TestLawyersOfAnAppeal(t *testing.T) {
	f := newFile(t)
	f.writer.post(f.path("/appeals/:request/counsels"), url.Values{"counsel_name": {" "}, "counsel_bar": {"Nîmes"}}).status(http.StatusUnprocessableEntity).has("Nîmes")
	f.writer.post(f.path("/appeals/:request/counsels"), url.Values{"counsel_name": {"Me Imaginaire"}}).status(http.StatusSeeOther)
	f.writer.post(f.path("/appeals/:request/counsels/:counsel/remove"), nil).status(http.StatusSeeOther)
	f.writer.get(f.path("/appeals/:request")).has("Me Imaginaire").lacks("Me Fictive")
}

func TestDeadlineSheet(t *testing.T) {
	f := newFile(t)
	page := f.writer.get(f.path("/deadlines/:deadline")).status(http.StatusOK)
	page.has("Dernier jour pour agir", "lundi 9 mars 2026", "jusqu’à 24 h", citation("CJA R421-1"), f.by.Name, "Publication de la décision", "jour de la publication", "day-large near", "Requête de Sète")
	closing := f.path("/deadlines/:deadline/close")
	f.writer.post(closing, url.Values{"version": {"1"}, "how": {"met"}, "reason": {" "}}).status(http.StatusUnprocessableEntity).has("Donnez la raison")
	f.writer.post(closing, url.Values{"version": {"1"}, "how": {"met"}, "reason": {"Requête déposée le 26 février."}}).status(http.StatusSeeOther)
	f.writer.post(closing, url.Values{"version": {"1"}, "how": {"met"}, "reason": {"encore"}}).status(http.StatusConflict)
	f.writer.get(f.path("/deadlines/:deadline")).has("Tenue", "Requête déposée le 26 février.").lacks("Clore cette échéance")
	f.writer.get(f.path("/campaigns/:campaign/deadlines")).has("Requête déposée le 26 février.", "Aucune échéance n’est ouverte")
}

func TestTheHomePage(t *testing.T) {
	f := newFile(t)
	page := f.writer.get("/").status(http.StatusOK)
	page.has("7 jours", "2026-118", "(Sète)", citation("CJA R421-1"), "Péremptoire", "Audience", "2026-09-17", "Fin d’autorisation", citation("CSI L252-4"), `class="near"`, "Caméras de Valbrume")
	page.has("Agir contre : arrêté d’autorisation n° 2026-118", "dans 7 jours", "Aujourd’hui, lundi 2 mars 2026")
	f.writer.get("/?kind=event").status(http.StatusOK).has("Audience").lacks("Péremptoire", "Fin d’autorisation")
	f.writer.get("/?campaign=" + newID()).status(http.StatusOK).has("Aucune date ne correspond à ce choix")
	f.must(f.Appeals.EnterDecision(f.ctx, f.by, decision.ID(newID()), decision.Details{
		Kind: decision.Authorisation, Authority: "Préfet du Gard", Departement: "30", Number: "7", PublishedOn: calendar.MustDay("2026-02-02"),
	}, nil))
	f.writer.get("/").has("1 décision hors de vos dossiers a un délai qui court", "vendredi 3 avril 2026")

	fresh, _ := newWorld(t).signIn(person.Coordinator)
	fresh.get("/").status(http.StatusOK).has("Rien ne peut encore tomber à échéance", "/campaigns/new", "/decisions/new")
}

func TestTheBoardOffersToCloseWhatWasLodged(t *testing.T) {
	f := newFile(t)
	f.must(f.Appeals.Advance(f.ctx, f.by, appeal.ID(f.request), 1, appeal.Lodged, calendar.MustDay("2026-03-02"), "Accusé du greffe."))
	f.writer.get("/").status(http.StatusOK).has("Recours déposé le lundi 2 mars 2026 : à clore avec sa preuve").lacks(`<li class="near">`, "Dépôt</a>")
}

func TestAnAppealShowsItsStateOfPlay(t *testing.T) {
	f := newFile(t)
	at, id := f.path("/appeals/:request"), appeal.ID(f.request)
	f.reader.get(at).status(http.StatusOK).
		has("Dernier jour pour agir : lundi 9 mars 2026", `<li class="near">`, "Personne n’est encore inscrit", "Aucune écriture").lacks("Clore cette échéance")
	f.must(f.Filings.Add(f.ctx, f.by, filing.ID(newID()), id, "Requête introductive"))
	for range 2 {
		of := coplaintiff.ID(newID())
		f.must(f.CoPlaintiffs.Add(f.ctx, f.by, of, appeal.CampaignID(f.campaign), coplaintiff.Details{
			Kind: coplaintiff.NaturalPerson, GivenName: "Alix", FamilyName: "Fictif", Street: "1 rue Vide", PostalCode: "34000", Town: "Valbrume",
		}))
		f.must(f.CoPlaintiffs.GiveRole(f.ctx, f.by, coplaintiff.RoleID(newID()), of, coplaintiff.Grant{AppealID: id, Kind: coplaintiff.Claimant}))
	}
	f.must(f.Appeals.RemoveCounsel(f.ctx, f.by, id, appeal.CounselID(f.counsel)))
	f.must(f.Appeals.Advance(f.ctx, f.by, id, 1, appeal.Lodged, calendar.MustDay("2026-02-20"), ""))
	f.writer.get(at).status(http.StatusOK).has("Recours déposé le vendredi 20 février 2026 : clore ici", f.path("/deadlines/:deadline#close"),
		"Requête introductive", "Projet", "2 requérants", f.path("people?appeal=:request&amp;role=claimant"), "Pas de représentant unique").
		lacks(`<li class="near">`, "Alix")
}

func TestTenDatesAndAHundredOrders(t *testing.T) {
	f := newFile(t)
	id := appeal.CampaignID(f.campaign)
	for i := range 12 {
		f.must(f.Appeals.EnterDecision(f.ctx, f.by, decision.ID(newID()), decision.Details{
			Kind: decision.Authorisation, Authority: "Préfet de l’Hérault", Departement: "34", Number: "serie-" + newID(),
			SignedOn: calendar.MustDay("2026-02-01"), PublishedOn: calendar.MustDay("2026-02-02"),
		}, &id))
		f.must(f.Appeals.EnterDecision(f.ctx, f.by, decision.ID(newID()), decision.Details{
			Kind: decision.Deliberation, Authority: "Conseil municipal", Departement: "34", Number: "jour-" + newID(),
			SignedOn: calendar.MustDay("2026-01-05"), PublishedOn: calendar.MustDay("2026-01-08").AddDays(i),
		}, &id))
	}
	page := f.writer.get("/").status(http.StatusOK)
	page.has("Agir contre 12 décisions", "Fin de 12 autorisations")
	if n := strings.Count(page.body, `<div class="what">`); n < 10 {
		t.Errorf("%d dates on the board", n)
	}
	if len(page.body) > 60_000 {
		t.Errorf("the board weighs %d bytes", len(page.body))
	}
}

func TestAHostileTitleIsOnlyText(t *testing.T) {
	f := newFile(t)
	hostile := `</svg><script>alert(1)</script>`
	id := newID()
	f.must(f.Appeals.AddAppeal(f.ctx, f.by, appeal.ID(id), appeal.CampaignID(f.campaign), appeal.Details{Kind: appeal.Gracious, Title: hostile, Addressee: hostile}, nil))
	for _, path := range []string{"/campaigns/:campaign", "/campaigns/:campaign/appeals", "/appeals/" + id} {
		f.writer.get(f.path(path)).status(http.StatusOK).lacks(hostile)
	}
}
