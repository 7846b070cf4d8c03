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
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// docket is a campaign whose appeal has a claimant, a contested decision and an
// exhibit, and the browsers of a lawyer and of a reader.
type docket struct {
	*client
	reader   *client
	campaign appeal.CampaignID
	appeal   appeal.ID
}

func newDocket(t *testing.T) docket {
	t.Helper()
	w := newWorld(t)
	lawyer, by := w.signIn(person.Lawyer)
	reader, other := w.signIn(person.Reader)
	d := docket{client: lawyer, reader: reader, campaign: appeal.CampaignID(newID()), appeal: appeal.ID(newID())}
	act, claimant := decision.ID(newID()), coplaintiff.ID(newID())
	rows := []any{
		&appeal.Campaign{ID: d.campaign, CampaignDetails: appeal.CampaignDetails{Slug: "exemple", Title: "Caméras de l’exemple"}, Version: 1},
		&appeal.Access{ID: newID(), CampaignID: d.campaign, UserID: by.ID}, &appeal.Access{ID: newID(), CampaignID: d.campaign, UserID: other.ID},
		&appeal.Appeal{ID: d.appeal, CampaignID: d.campaign, Details: appeal.Details{Kind: appeal.Annulment, Title: "Requête de Sète", Addressee: "Tribunal administratif de Montpellier"}, Stage: appeal.Preparation, Version: 1},
		&decision.Decision{ID: act, Version: 1, Details: decision.Details{
			Kind: decision.Authorisation, Authority: "Préfet de l’Hérault", Departement: "34", CommuneCode: "34301", Number: "2026.01.DS.0001",
			Title: "Vidéoprotection", SignedOn: calendar.MustDay("2026-01-12"), PublishedOn: calendar.MustDay("2026-01-15"),
		}},
		&appeal.AppealDecision{ID: newID(), AppealID: d.appeal, DecisionID: act},
		&coplaintiff.CoPlaintiff{ID: claimant, CampaignID: d.campaign, Number: 1, Version: 1, Details: coplaintiff.Details{
			Kind: coplaintiff.NaturalPerson, GivenName: "Camille", FamilyName: "Exemple", Street: "1 rue de l’Exemple", Town: "Sète",
		}},
		&coplaintiff.Role{ID: coplaintiff.RoleID(newID()), CoPlaintiffID: claimant, AppealID: d.appeal, Kind: coplaintiff.Claimant},
		&evidence.Exhibit{ID: evidence.ID(newID()), CampaignID: d.campaign, Number: 1, Version: 1, Details: evidence.Details{Title: "Arrêté n° 2026.01.DS.0001"},
			File: storage.File{FileObject: "aa", FileName: "a.pdf", FileType: "application/pdf", FileSize: 1, FileSHA256: strings.Repeat("a", 64)}},
	}
	if err := w.db.InTx(t.Context(), func(tx database.Tx) error {
		for _, row := range rows {
			if err := tx.Add(row); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d docket) shelf() string { return "/campaigns/" + string(d.campaign) + "/filings" }

// begin drafts a request by the form and gives the address of its page.
func (d docket) begin() string {
	d.t.Helper()
	form := d.get(d.shelf()+"/new").status(http.StatusOK).has("Requête de Sète – Tribunal administratif de Montpellier", `value="Requête introductive d’instance – Requête de Sète"`)
	values := url.Values{"form": {form.field("form")}, "appeal": {string(d.appeal)}, "title": {"Requête de Sète"}}
	to := d.post(d.shelf(), values).status(http.StatusSeeOther).Get("Location")
	if again := d.post(d.shelf(), values).status(http.StatusSeeOther).Get("Location"); again != to {
		d.t.Errorf("the form sent twice goes to %s, then %s", to, again)
	}
	address, _, _ := strings.Cut(to, "/edit")
	return address
}

// written is a text in which nothing is left to write.
func written(version string) url.Values {
	return url.Values{
		"version": {version}, "title": {"Requête de Sète"}, "facts": {"Les faits sont établis [pièce 1]."},
		"internal_legality": {"L’arrêté est disproportionné."}, "conclusions": {"- ANNULER l’arrêté."}, "place": {"Sète"}, "dated_on": {"02/03/2026"},
	}
}

func TestFilingFromDraftToSeal(t *testing.T) {
	d := newDocket(t)
	d.get(d.shelf()).status(http.StatusOK).has("Aucune écriture")
	address := d.begin()
	editor := d.get(address + "/edit").status(http.StatusOK)
	editor.has("2026.01.DS.0001 du 12 janvier 2026", "(pièce\u00a0n°\u00a01)", "[à compléter", "empêchent encore de sceller")
	d.get(address).has("Légalité externe", "Aucun moyen", citation("CJA R411-1"), address+"/edit#conclusions").lacks(address + "/seal")
	d.post(address+"/seal", url.Values{"version": {"1"}, "final": {"1"}}).status(http.StatusUnprocessableEntity).has("Aucun moyen")
	values := written(editor.field("version"))
	if to := d.post(address+"/edit", values).status(http.StatusSeeOther).Get("Location"); !strings.HasPrefix(to, address+"/edit?") {
		t.Errorf("saving goes to %s", to)
	}
	values.Set("leave", "1")
	if to := d.post(address+"/edit", values).status(http.StatusSeeOther).Get("Location"); !strings.HasPrefix(to, address+"?") {
		t.Errorf("saving and leaving goes to %s", to)
	}
	values.Del("leave")
	values.Set("read", "1")
	reading := d.get(d.post(address+"/edit", values).status(http.StatusSeeOther).Get("Location")).status(http.StatusOK)
	if got := reading.Get("Refresh"); got != "0; url="+address+"/preview.pdf" {
		t.Errorf("saving to read opens %q", got)
	}
	d.get(address).has("Rien ne manque", address+"/seal")
	preview := d.get(address + "/preview.pdf").status(http.StatusOK)
	if !strings.HasPrefix(preview.body, "%PDF-") || !strings.HasPrefix(preview.Get("Content-Disposition"), "attachment") || !strings.Contains(preview.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%.20s %v", preview.body, preview.Header)
	}
	page := d.get(address + "/seal").status(http.StatusOK)
	d.post(address+"/seal", url.Values{"version": {page.field("version")}}).status(http.StatusUnprocessableEntity).has("Cochez cette case")
	d.post(address+"/seal", url.Values{"version": {page.field("version")}, "final": {"1"}}).status(http.StatusSeeOther)
	sealed := d.get(address).status(http.StatusOK).has("Document scellé", "Version du modèle", "/appeals/"+string(d.appeal)+"/advance").lacks(address+"/edit", address+"/preview.pdf")
	file := d.reader.get(address + "/file").status(http.StatusOK)
	if !strings.HasPrefix(file.body, "%PDF-") || !strings.Contains(sealed.body, strings.Trim(file.Get("ETag"), `"`)) {
		t.Errorf("%.20s %s", file.body, file.Get("ETag"))
	}
	d.get(address + "/edit").status(http.StatusSeeOther)
	d.get(address + "/seal").status(http.StatusSeeOther)
	d.get(address + "/preview.pdf").status(http.StatusConflict)
	d.post(address+"/seal", url.Values{"version": {"2"}, "final": {"1"}}).status(http.StatusConflict)
	d.get(d.shelf()).has("Scellée")
}

func TestFilingEditedByTwo(t *testing.T) {
	d := newDocket(t)
	address := d.begin()
	first, second := written("1"), written("1")
	first.Set("facts", "Ce que l’une a écrit.")
	second.Set("facts", "Ce que l’autre a écrit.\n\nEn deux paragraphes.")
	d.post(address+"/edit", first).status(http.StatusSeeOther)
	refused := d.post(address+"/edit", second).status(http.StatusConflict)
	refused.has("<p>Ce que l’une a écrit.</p>", "<p>Ce que l’autre a écrit.</p>", "\nCe que l’autre a écrit.\n\nEn deux paragraphes.</textarea>")
	refused.lacks("à corriger", "<h2>Conclusions</h2>")
	second.Set("version", refused.field("version"))
	d.post(address+"/edit", second).status(http.StatusSeeOther)
	d.get(address + "/edit").has("En deux paragraphes").lacks("Ce que l’une")
}

func TestFilingKeepsTheSectionsOfBoth(t *testing.T) {
	d := newDocket(t)
	address := d.begin()
	d.post(address+"/edit", written("1")).status(http.StatusSeeOther)
	form := d.get(address + "/edit").status(http.StatusOK)
	first, second := written("2"), written("2")
	for _, name := range filing.Parts {
		first.Set("shown_"+name, form.field("shown_"+name))
		second.Set("shown_"+name, form.field("shown_"+name))
	}
	first.Set("facts", "Les faits de l’une.")
	first.Set("costs", "Les frais de l’une.")
	second.Set("conclusions", "- ANNULER, dit l’autre.")
	d.post(address+"/edit", first).status(http.StatusSeeOther)
	d.post(address+"/edit", second).status(http.StatusSeeOther)
	d.get(address+"/edit").has("Les faits de l’une.", "Les frais de l’une.", "ANNULER, dit l’autre.")
	second.Set("facts", "Les faits de l’autre.")
	refused := d.post(address+"/edit", second).status(http.StatusConflict)
	refused.has("<h2>Faits et procédure</h2>", "Les frais de l’une.").lacks("<h2>Frais liés au litige</h2>", "<h2>Conclusions</h2>", "à corriger")
}

func TestFilingKeepsWhatWasTyped(t *testing.T) {
	d := newDocket(t)
	address := d.begin()
	values := written("1")
	values.Set("dated_on", "31/02/2026")
	d.post(address+"/edit", values).status(http.StatusUnprocessableEntity).has("31/02/2026", "Les faits sont établis")
	values = written("1")
	values.Set("title", "")
	d.post(address+"/edit", values).status(http.StatusUnprocessableEntity).has("Donnez un nom", "Les faits sont établis")
	refused := d.post(d.shelf(), url.Values{"form": {newID()}, "appeal": {newID()}, "title": {"Titre gardé"}})
	refused.status(http.StatusUnprocessableEntity).has("Choisissez un recours", "Titre gardé")
}

func TestFilingSealedMeanwhileLosesNoText(t *testing.T) {
	d := newDocket(t)
	address := d.begin()
	d.post(address+"/edit", written("1")).status(http.StatusSeeOther)
	d.post(address+"/seal", url.Values{"version": {"2"}, "final": {"1"}}).status(http.StatusSeeOther)
	late := written("2")
	late.Set("facts", "Un texte arrivé trop tard.")
	d.post(address+"/edit", late).status(http.StatusConflict).has("Un texte arrivé trop tard.", "elle ne change plus")
}

func TestFilingWarningsAreAccepted(t *testing.T) {
	d := newDocket(t)
	address := d.begin()
	if err := d.db.InTx(t.Context(), func(tx database.Tx) error {
		_, err := tx.Exec("UPDATE exhibits SET title = 'Une pièce'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.post(address+"/edit", written("1")).status(http.StatusSeeOther)
	d.get(address + "/edit").has("ne semble pas jointe")
	d.get(address+"/seal").has("ne semble pas jointe", citation("CJA R412-1"))
	d.post(address+"/seal", url.Values{"version": {"2"}, "final": {"1"}}).status(http.StatusUnprocessableEntity).has("Des points restent à vérifier")
	d.post(address+"/seal", url.Values{"version": {"2"}, "final": {"1"}, "accept_warnings": {"1"}}).status(http.StatusSeeOther)
}

func TestFilingIsForThoseWhoMay(t *testing.T) {
	d := newDocket(t)
	address := d.begin()
	d.reader.get(address).status(http.StatusOK).lacks(address+"/edit\"", address+"/seal\"")
	d.reader.post(address+"/edit", written("1")).status(http.StatusForbidden)
	d.reader.post(address+"/seal", url.Values{"version": {"1"}, "final": {"1"}}).status(http.StatusForbidden)
	d.reader.post(d.shelf(), url.Values{"form": {newID()}, "appeal": {string(d.appeal)}, "title": {"x"}}).status(http.StatusForbidden)
	stranger, _ := d.signIn(person.Lawyer)
	for _, path := range []string{"", "/edit", "/seal", "/preview.pdf", "/file"} {
		stranger.get(address + path).status(http.StatusNotFound)
	}
	stranger.get(d.shelf()).status(http.StatusNotFound)
	stranger.post(address+"/seal", url.Values{"version": {"1"}, "final": {"1"}}).status(http.StatusNotFound)
}
