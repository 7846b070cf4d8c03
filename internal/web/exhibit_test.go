// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// document is a small PDF that differs with its text.
func document(text string) []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%" + text + "\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

func (d dossier) exhibits() string { return "/campaigns/" + string(d.campaign) + "/exhibits" }

// join sends a document by the form at the foot of the register.
func (d dossier) join(title, name string, content []byte) *page {
	d.t.Helper()
	form := d.get(d.exhibits()).status(http.StatusOK)
	return d.send(d.exhibits(), url.Values{
		"form": {form.field("form")}, "title": {title}, "dated_on": {"2026-01-05"}, "author": {"Préfet de l’Hérault"}, "source": {"RAA n° 3"},
	}, name, content)
}

// joined is the address of a new exhibit.
func (p *page) joined() string {
	p.t.Helper()
	address, _, _ := strings.Cut(p.status(http.StatusSeeOther).Get("Location"), "?")
	return address
}

func TestExhibitFromEmptyRegisterToDownload(t *testing.T) {
	d := newDossier(t)
	d.get(d.exhibits()).has("Aucune pièce pour l’instant", "Elle recevra le n°\u00a01")
	exhibit := d.join("Arrêté n° 2026-118", "Arrêté préfectoral.pdf", document("arrêté")).joined()
	d.get(d.exhibits()).has("Arrêté n° 2026-118", "5 janvier 2026", "Préfet de l’Hérault", "Elle recevra le n°\u00a02", "Gardée", "1 pièce")
	d.get(exhibit+"?notice=exhibit.added").has("La pièce est au registre", "Pièce n°\u00a01", "lundi 5 janvier 2026", "RAA n° 3", "par Camille Exemple (coordinator), le 2 mars 2026")
	file := d.reader().get(exhibit + "/file").status(http.StatusOK)
	if file.body != string(document("arrêté")) {
		t.Errorf("downloaded %q", file.body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got := file.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := file.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") || !strings.Contains(got, "pr%C3%A9fectoral.pdf") {
		t.Errorf("disposition %q", got)
	}
	d.get(exhibit).has("Camille Exemple (reader)", "a téléchargé le document", "a ajouté le document au registre")
}

func TestExhibitRanges(t *testing.T) {
	d := newDossier(t)
	whole := document(strings.Repeat("0123456789", 20_000)) // several sealed chunks
	exhibit := d.join("Rapport", "rapport.pdf", whole).joined()
	for header, want := range map[string]struct {
		code int
		body []byte
	}{
		"bytes=0-4":           {http.StatusPartialContent, whole[:5]},
		"bytes=70000-140000":  {http.StatusPartialContent, whole[70000:140001]},
		"bytes=-7":            {http.StatusPartialContent, whole[len(whole)-7:]},
		"bytes=200000-":       {http.StatusPartialContent, whole[200000:]},
		"bytes=999999999-":    {http.StatusRequestedRangeNotSatisfiable, nil},
		"bytes=0-1,4-5":       {http.StatusOK, whole},
		"bytes=0-99999999999": {http.StatusPartialContent, whole},
	} {
		t.Run(header, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, exhibit+"/file", nil)
			r.Header.Set("Range", header)
			answer := d.do(r).status(want.code)
			if want.body != nil && answer.body != string(want.body) {
				t.Errorf("%d bytes, want %d", len(answer.body), len(want.body))
			}
		})
	}
}

func TestExhibitBadInputIsSaidBesideTheField(t *testing.T) {
	d := newDossier(t)
	d.join("Première", "a.pdf", document("first")).joined()
	for name, tt := range map[string]struct {
		title, file string
		content     []byte
		want        []string
	}{
		"0 bytes":             {"Vide", "b.pdf", nil, []string{"Ce fichier est vide", `value="Vide"`}},
		"not what it says":    {"Page", "b.pdf", []byte("<html><script>alert(1)</script>"), []string{"n’a pas (trouvé\u00a0: une page web"}},
		"a kind not accepted": {"Dessin", "b.svg", []byte("<svg/>"), []string{"b.svg n’est ni un PDF"}},
		"without its end":     {"Coupée", "b.pdf", document("x")[:40], []string{"arrivé incomplet"}},
		"the same file":       {"Double", "b.pdf", document("first"), []string{"c’est la pièce n°\u00a01"}},
		"no title":            {" ", "b.pdf", document("x"), []string{"Écrivez l’intitulé", "Choisissez de nouveau le fichier"}},
	} {
		t.Run(name, func(t *testing.T) {
			d.join(tt.title, tt.file, tt.content).status(http.StatusUnprocessableEntity).has(append(tt.want, `aria-invalid="true"`, "RAA n° 3")...)
			d.get(d.exhibits()).has("1 pièce<", "Elle recevra le n°\u00a02")
		})
	}
}

func TestExhibitSeveralFaultsAtOnce(t *testing.T) {
	d := newDossier(t)
	d.send(d.exhibits(), url.Values{"title": {""}, "dated_on": {"2026-02-31"}, "author": {"Moi"}}, "", nil).
		status(http.StatusUnprocessableEntity).
		has("3 réponses sont à corriger", "Cette date n’existe pas", "Écrivez l’intitulé", "Choisissez le fichier", `value="2026-02-31"`, `value="Moi"`)
}

// A connection that breaks in the middle of the file leaves nothing.
func TestExhibitCutUpload(t *testing.T) {
	d := newDossier(t)
	body := "--X\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nCoupée\r\n" +
		"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + string(document("x"))
	r := httptest.NewRequest(http.MethodPost, d.exhibits(), strings.NewReader(body)) // no closing boundary
	r.Header.Set("Content-Type", "multipart/form-data; boundary=X")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	d.do(r).status(http.StatusUnprocessableEntity).has("arrivé incomplet", `value="Coupée"`)
	d.get(d.exhibits()).has("Aucune pièce pour l’instant", "Elle recevra le n°\u00a01")
}

func TestExhibitSameFormTwice(t *testing.T) {
	d := newDossier(t)
	values := url.Values{"form": {newID()}, "title": {"Une fois"}}
	first := d.send(d.exhibits(), values, "a.pdf", document("x")).joined()
	if second := d.send(d.exhibits(), values, "a.pdf", document("x")).joined(); second != first {
		t.Errorf("%s, then %s", first, second)
	}
	d.get(d.exhibits()).has("1 pièce<")
}

func TestExhibitLargeRefusedUploadIsAnswered(t *testing.T) {
	d := newDossier(t)
	large := append(document("x"), bytes.Repeat([]byte{0}, 3<<20)...)
	d.join("", "a.pdf", large).status(http.StatusUnprocessableEntity).has("Écrivez l’intitulé")
}

func TestExhibitEditWithdrawRestore(t *testing.T) {
	d := newDossier(t)
	exhibit := d.join("Avant", "a.pdf", document("x")).joined()
	form := d.get(exhibit + "/edit").status(http.StatusOK).has(`value="2026-01-05"`)
	stale := url.Values{"version": {form.field("version")}, "title": {"Après"}}
	d.post(exhibit+"/edit", url.Values{"version": {form.field("version")}}).status(http.StatusUnprocessableEntity).has("Écrivez l’intitulé")
	d.post(exhibit+"/edit", stale).status(http.StatusSeeOther)
	d.post(exhibit+"/edit", url.Values{"version": {form.field("version")}, "title": {"Autre"}}).status(http.StatusConflict).has("<mark>Après</mark>", "<mark>Autre</mark>")

	withdrawal := d.get(exhibit + "/withdraw").status(http.StatusOK).has("Après")
	d.post(exhibit+"/withdraw", url.Values{"version": {withdrawal.field("version")}}).status(http.StatusUnprocessableEntity).has("Écrivez pourquoi")
	d.post(exhibit+"/withdraw", url.Values{"version": {withdrawal.field("version")}, "reason": {"Mauvaise version"}}).status(http.StatusSeeOther)
	d.get(d.exhibits()).has("Retirée", "Après", "Elle recevra le n°\u00a02")
	shown := d.get(exhibit).has("Mauvaise version", "Retirée le 2 mars 2026")
	restore := url.Values{"version": {shown.field("version")}}
	again := d.join("Encore", "b.pdf", document("x")).joined()
	d.post(exhibit+"/restore", restore).status(http.StatusConflict).has("sous le n°\u00a02")
	d.post(again+"/withdraw", url.Values{"version": {"1"}, "reason": {"Double"}}).status(http.StatusSeeOther)
	d.post(exhibit+"/restore", restore).status(http.StatusSeeOther)
	d.get(exhibit).lacks("Mauvaise version", "Retirée le")
}

func TestExhibitPagesForOthers(t *testing.T) {
	d := newDossier(t)
	exhibit := d.join("Titre réservé", "a.pdf", document("x")).joined()
	reader := d.reader()
	reader.get(d.exhibits()).status(http.StatusOK).has("Titre réservé").lacks(`type="file"`)
	reader.get(exhibit).status(http.StatusOK).lacks("Corriger l’intitulé", "Retirer la pièce")
	reader.send(d.exhibits(), url.Values{"title": {"Non"}}, "a.pdf", document("y")).status(http.StatusForbidden)
	reader.post(exhibit+"/withdraw", url.Values{"reason": {"Non"}, "version": {"1"}}).status(http.StatusForbidden)
	stranger, _ := d.signIn(person.Coordinator)
	for _, path := range []string{d.exhibits(), exhibit, exhibit + "/file", exhibit + "/edit", exhibit + "/withdraw"} {
		stranger.get(path).status(http.StatusNotFound).lacks("réservé")
	}
	stranger.send(d.exhibits(), url.Values{"title": {"Non"}}, "a.pdf", document("y")).status(http.StatusNotFound)
	d.visitor().get(exhibit + "/file").status(http.StatusSeeOther)
}

func TestExhibitRegisterHasPages(t *testing.T) {
	d := newDossier(t)
	var rows []evidence.Exhibit
	for i := range 101 {
		rows = append(rows, evidence.Exhibit{
			ID: evidence.ID(newID()), CampaignID: d.campaign, Number: i + 1, Version: 1,
			Details: evidence.Details{Title: fmt.Sprintf("Document %03d", i+1), Author: "Conseil municipal", Source: "Site de la commune"},
			File:    storage.File{FileObject: fmt.Sprint(i), FileName: "a.pdf", FileType: "application/pdf", FileSize: 1, FileSHA256: fmt.Sprintf("%064d", i)},
		})
	}
	if err := d.db.InTx(t.Context(), func(tx database.Tx) error { return database.AddAll(tx, rows) }); err != nil {
		t.Fatal(err)
	}
	first := d.get(d.exhibits()).has("101 pièces", "Document 100", "Page 1 sur 2").lacks("Document 101")
	if len(first.body) > 100_000 {
		t.Errorf("the page weighs %d bytes", len(first.body))
	}
	d.get(d.exhibits()+"?page=2").has("Document 101", "Page 2 sur 2").lacks("Document 100")
}

func TestExhibitPagesInEnglish(t *testing.T) {
	d := newDossier(t)
	exhibit := d.join("Arrêté", "a.pdf", document("x")).joined()
	d.post("/language", url.Values{"language": {"en"}}).status(http.StatusSeeOther)
	for _, path := range []string{d.exhibits(), exhibit, exhibit + "/edit", exhibit + "/withdraw"} {
		d.get(path).status(http.StatusOK).lacks("[exhibit.", "Pièce")
	}
	d.get(exhibit).has("Exhibit 1", "added the document", "Monday 5 January 2026")
}

func TestAProtectedDocumentIsKeptWithAWarning(t *testing.T) {
	d := newDossier(t)
	document := []byte(strings.Replace(string(document("x")), "trailer", "/Encrypt 9 0 R trailer", 1))
	d.get(d.join("Protégée", "a.pdf", document).status(http.StatusSeeOther).location()).has("vérifiez qu’elle s’ouvre sans mot de passe")
}

func TestAHeavyDocumentIsKeptWithAWarning(t *testing.T) {
	d := newDossier(t)
	light, heavy := d.join("Léger", "a.pdf", document("x")).joined(), d.join("Lourd", "b.pdf", document("y")).joined()
	if err := d.db.InTx(t.Context(), func(tx database.Tx) error {
		_, err := tx.Exec("UPDATE exhibits SET file_size = 32000001 WHERE title = 'Lourd'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.get(heavy).status(http.StatusOK).has("dépasse 32 Mo")
	d.get(light).status(http.StatusOK).lacks("dépasse 32 Mo")
	if n := strings.Count(d.get(d.exhibits()).body, "Plus de 32 Mo"); n != 1 {
		t.Errorf("%d documents are said to be heavy", n)
	}
}
