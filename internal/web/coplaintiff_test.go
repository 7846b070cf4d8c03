// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// dossier is a campaign with one appeal, and the browser of its coordinator.
type dossier struct {
	*client
	campaign appeal.CampaignID
	appeal   appeal.ID
}

func newDossier(t *testing.T) dossier {
	t.Helper()
	w := newWorld(t)
	c, by := w.signIn(person.Coordinator)
	d := dossier{client: c, campaign: appeal.CampaignID(newID()), appeal: appeal.ID(newID())}
	d.keep(
		&appeal.Campaign{ID: d.campaign, CampaignDetails: appeal.CampaignDetails{Slug: "sete", Title: "Caméras de Sète"}, Version: 1},
		&appeal.Access{ID: newID(), CampaignID: d.campaign, UserID: by.ID},
		&appeal.Appeal{ID: d.appeal, CampaignID: d.campaign, Details: appeal.Details{Kind: "annulment", Title: "Requête de Sète"}, Stage: "preparation", Version: 1},
	)
	return d
}

func (d dossier) keep(rows ...any) {
	d.t.Helper()
	err := d.db.InTx(d.t.Context(), func(tx database.Tx) error {
		for _, row := range rows {
			if err := tx.Add(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// reader is the browser of somebody who was let in to read.
func (d dossier) reader() *client {
	d.t.Helper()
	c, by := d.signIn(person.Reader)
	d.keep(&appeal.Access{ID: newID(), CampaignID: d.campaign, UserID: by.ID})
	return c
}

func (d dossier) people() string { return "/campaigns/" + string(d.campaign) + "/people" }

// enter adds somebody by the form and gives the address of the new record.
func (d dossier) enter(values url.Values) string {
	d.t.Helper()
	form := d.get(d.people() + "/new?kind=" + values.Get("kind")).status(http.StatusOK)
	values.Set("form", form.field("form"))
	values.Set("kind", form.field("kind"))
	to := d.post(d.people(), values).status(http.StatusSeeOther).Get("Location")
	address, _, _ := strings.Cut(to, "?")
	return address
}

func resident(name string) url.Values {
	return url.Values{"given_name": {"Camille"}, "family_name": {name}, "street": {"1 rue de l’Exemple"}, "town": {"Sète"}}
}

// give gives the record at this address a role in the appeal.
func (d dossier) give(record, kind, since string) *page {
	d.t.Helper()
	form := d.get(record + "/roles/new").status(http.StatusOK)
	return d.post(record+"/roles", url.Values{
		"form": {form.field("form")}, "appeal": {string(d.appeal)}, "kind": {kind}, "since_on": {since},
	})
}

func TestCoPlaintiffFromEmptyListToRepresentative(t *testing.T) {
	d := newDossier(t)
	d.get(d.people()).status(http.StatusOK).has("Personne pour l’instant", "Ajouter une personne")
	first, second := d.enter(resident("Première")), d.enter(resident("Deuxième"))
	d.get(first+"?notice=coplaintiff.added").status(http.StatusOK).has("CP-0001", "Camille Première", "La fiche est ouverte", "intérêt à agir")
	d.give(first, "claimant", "2026-01-10").status(http.StatusSeeOther)
	d.give(second, "claimant", "").status(http.StatusSeeOther)
	d.get(d.people()).has("ni représentant unique ni avocat", "CP-0002", "0 sur 2", "2 fiches")
	d.give(first, "single_representative", "2026-02-01").status(http.StatusSeeOther)
	d.get(second+"/roles/new").has("ont déjà un représentant unique", "Camille Première", "R.\u00a0411-5", "R.\u00a0632-1")
	d.give(second, "single_representative", "2026-02-10").status(http.StatusSeeOther)
	d.get(first).has("Terminée", "10 février 2026", "1er février 2026")
	d.get(d.people()).lacks("ni représentant unique ni avocat")
	d.get(d.people()+"?role=single_representative").has("Camille Deuxième", "1 fiche").lacks("Camille Première")
	d.get(d.people() + "?missing=address").has("Aucune fiche ne répond")
}

func TestCoPlaintiffRefusedFormKeepsWhatWasTyped(t *testing.T) {
	d := newDossier(t)
	form := d.get(d.people()+"/new?kind=association").has("Nom de l’association", "C’est une personne")
	d.post(d.people(), url.Values{"form": {form.field("form")}, "kind": {"association"}, "email": {"bureau"}, "town": {"Agde"}}).
		status(http.StatusUnprocessableEntity).
		has("Écrivez le nom de l’association", "la personne qui signe pour l’association", "adresse électronique est incomplète", `value="bureau"`, `value="Agde"`, "3 réponses sont à corriger")
	again := url.Values{"form": {form.field("form")}, "kind": {"association"}, "name": {"Les Yeux ouverts"}, "signatory": {"Un Président"}}
	for range 2 { // the same form sent twice opens one record
		d.post(d.people(), again).status(http.StatusSeeOther)
	}
	d.get(d.people()).has("1 fiche").lacks("CP-0002")
}

func TestCoPlaintiffRoleRefused(t *testing.T) {
	d := newDossier(t)
	record := d.enter(url.Values{"family_name": {"<b>李小龍</b>"}})
	d.get(record).has("&lt;b&gt;李小龍&lt;/b&gt;").lacks("<b>李")
	d.give(record, "claimant", "").status(http.StatusUnprocessableEntity).has("Un requérant doit donner son domicile", "checked")
	d.give(record, "single_representative", "").status(http.StatusUnprocessableEntity).has("se choisit parmi les requérants")
	d.give(record, "supporter", "2026-02-31").status(http.StatusUnprocessableEntity).has("Cette date n’existe pas", `value="2026-02-31"`)
	d.give(record, "supporter", "2026-03-03").status(http.StatusUnprocessableEntity).has("Ce jour n’est pas encore venu")
	d.give(record, "", "").status(http.StatusUnprocessableEntity).has("Choisissez une qualité")
	d.get(record).has("n’apparaît dans aucun recours")
}

func TestCoPlaintiffRoleEnds(t *testing.T) {
	d := newDossier(t)
	record := d.enter(resident("Exemple"))
	d.give(record, "supporter", "2026-02-01").status(http.StatusSeeOther)
	_, rest, _ := strings.Cut(d.get(record).body, `href="`+record+"/roles/")
	_, rest, _ = strings.Cut(rest, `href="`+record+"/roles/") // past the button that gives one
	id, _, _ := strings.Cut(rest, "/end")
	end := record + "/roles/" + id + "/end"
	d.get(end).status(http.StatusOK).has("Requête de Sète", "1er février 2026")
	d.post(end, url.Values{"until_on": {"2026-01-01"}}).status(http.StatusUnprocessableEntity).has("La fin précède le début (dimanche 1er février 2026)")
	d.post(end, url.Values{"until_on": {"28/02/2026"}}).status(http.StatusSeeOther)
	d.get(record).has("Terminée", "28 février 2026")
	d.get(record + "/roles/none/end").status(http.StatusNotFound)
}

func TestCoPlaintiffTwoPeopleEdit(t *testing.T) {
	d := newDossier(t)
	record := d.enter(resident("Exemple"))
	form := d.get(record + "/edit").status(http.StatusOK)
	mine, theirs := resident("Exemple"), resident("Exemple")
	mine.Set("town", "Agde")
	theirs.Set("town", "Frontignan")
	for _, values := range []url.Values{mine, theirs} {
		values.Set("version", form.field("version"))
	}
	d.post(record+"/edit", theirs).status(http.StatusSeeOther)
	conflict := d.post(record+"/edit", mine).status(http.StatusConflict).has("Quelqu’un a modifié cette fiche", "<mark>Frontignan</mark>", "<mark>Agde</mark>", `value="Agde"`)
	mine.Set("version", conflict.field("version"))
	d.post(record+"/edit", mine).status(http.StatusSeeOther)
	d.get(record).has("Agde").lacks("Frontignan")
}

func TestCoPlaintiffPagesForOthers(t *testing.T) {
	d := newDossier(t)
	record := d.enter(resident("Exemple"))
	reader := d.reader()
	reader.get(record).status(http.StatusOK).has("Camille Exemple").lacks("Corriger la fiche", "Donner une qualité")
	reader.post(record+"/edit", resident("Autre")).status(http.StatusForbidden)
	reader.post(d.people(), resident("Autre")).status(http.StatusForbidden)
	stranger, _ := d.signIn(person.Coordinator)
	for _, path := range []string{d.people(), d.people() + "/new", record, record + "/edit", record + "/roles/new"} {
		stranger.get(path).status(http.StatusNotFound).lacks("CP-0001", "Camille Exemple<", "Sète")
	}
	stranger.post(record+"/edit", resident("Autre")).status(http.StatusNotFound)
}

func TestCoPlaintiffPagesInEnglish(t *testing.T) {
	d := newDossier(t)
	record := d.enter(resident("Exemple"))
	d.give(record, "claimant", "2026-01-10").status(http.StatusSeeOther)
	d.post("/language", url.Values{"language": {"en"}}).status(http.StatusSeeOther)
	for _, path := range []string{d.people(), d.people() + "/new", record, record + "/edit", record + "/roles/new"} {
		d.get(path).status(http.StatusOK).lacks("[coplaintiff.", "Requérant")
	}
	d.get(record).has("Claimant", "10 January 2026", "their own")
}

func TestAnAssociationShowsItsObjectNotATestimony(t *testing.T) {
	d := newDossier(t)
	d.get(d.people() + "/new?kind=association").has("Son objet, d’après ses statuts").lacks("Avec ses propres mots")
	address := d.enter(url.Values{"kind": {"association"}, "name": {"Passants"}, "signatory": {"Camille Exemple"}, "street": {"1 rue Neuve"}, "postal_code": {"3420"}, "town": {"Sète"}})
	d.get(address).has("les statuts, le récépissé", "n’a pas cinq chiffres").lacks("quelques phrases de sa main", "ressemble")
	again := d.enter(url.Values{"kind": {"association"}, "name": {"PASSANTS"}, "signatory": {"Une autre"}, "town": {"sete"}})
	d.get(again).has("Cette fiche ressemble à", `<a href="`+address+`">CP-0001</a>`)
}
