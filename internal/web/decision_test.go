// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func decisionTyped(number string) url.Values {
	return url.Values{
		"form": {newID()}, "kind": {"renewal"}, "authority": {"Préfet de l’Hérault"}, "number": {number},
		"commune": {"Montpellier (34172)"}, "title": {"Renouvellement"}, "cameras": {"48"},
		"signed_on": {"2026-01-12"}, "published_on": {"2026-01-15"},
	}
}

// pathOf is the address of what a form has made, without the notice.
func pathOf(location string) string {
	path, _, _ := strings.Cut(location, "?")
	return path
}

// newCampaign opens a campaign for the person signed in.
func newCampaign(w *world, by person.User) appeal.CampaignID {
	w.t.Helper()
	id := appeal.CampaignID(newID())
	details := appeal.CampaignDetails{Title: "Caméras de Montpellier", Slug: "montpellier", Organiser: "Collectif", Departement: "34"}
	if err := w.Appeals.AddCampaign(context.Background(), by, id, details); err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestADecisionShowsItsRunningClockAndItsDates(t *testing.T) {
	w := newWorld(t)
	c, _ := w.signIn(person.Coordinator)
	c.get("/decisions").status(http.StatusOK).has("Aucune décision pour l’instant", `href="/decisions/import"`)
	c.get("/decisions/new").status(http.StatusOK).has("Signée le", "34 Hérault")
	typed := decisionTyped("2026-01-118")
	at := c.post("/decisions", typed).location()
	if again := c.post("/decisions", typed).location(); again != at {
		t.Errorf("the same form twice leads to %s and %s", at, again)
	}
	// Published on 15 January: two clear months end on 16 March; today is 2 March.
	c.get(at).status(http.StatusOK).has("La décision est enregistrée.", "Arrêté de renouvellement n°&nbsp;2026-01-118", `class="clock near"`,
		`datetime="2026-03-16"`, "Il reste 14 jours.", "Dernier jour pour agir : lundi 16 mars 2026", citation("CJA R421-1"), "recours gracieux", citation("CRPA L411-2"), "<svg", "12 janvier 2031", "Tribunal administratif de Montpellier", "a entré la décision")
	c.get("/decisions").status(http.StatusOK).has("1 décision", "14 jours", "Montpellier (34)", "12/01/2031")
}

func TestTheClockOfADecisionStopsForThoseWhoClosedTheirDeadline(t *testing.T) {
	w := newWorld(t)
	c, by := w.signIn(person.Coordinator)
	stranger, _ := w.signIn(person.Coordinator)
	typed := decisionTyped("1")
	typed.Set("campaign", string(newCampaign(w, by)))
	at := pathOf(c.post("/decisions", typed).location())
	uses, err := w.Appeals.UsesOf(context.Background(), by, decision.ID(strings.TrimPrefix(at, "/decisions/")))
	if err != nil {
		t.Fatal(err)
	}
	closing := url.Values{"version": {"1"}, "how": {"met"}, "reason": {"Requête déposée."}}
	c.post("/deadlines/"+string(uses.Deadlines[0].ID)+"/close", closing).status(http.StatusSeeOther)
	c.get(at).status(http.StatusOK).has("Échéance tenue, close le 2 mars 2026", "par "+by.Name, `class="clock"`).lacks("Il reste")
	stranger.get(at).status(http.StatusOK).has("Il reste 14 jours.").lacks("close le")
}

func TestAnImpossibleDateIsRefusedAndWhatWasTypedIsKept(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	typed := decisionTyped("1")
	typed.Set("published_on", "2026-01-11")
	c.post("/decisions", typed).status(http.StatusUnprocessableEntity).
		has("La publication précède la signature (lundi 12 janvier 2026)", `value="2026-01-11"`, `href="#published_on"`, "Préfet de l’Hérault", `value="48"`)
	typed.Set("published_on", "31/02/2026")
	c.post("/decisions", typed).status(http.StatusUnprocessableEntity).has("Cette date n’existe pas", `value="31/02/2026"`)
	typed.Set("published_on", "")
	typed.Set("commune", "Xyzzy")
	c.post("/decisions", typed).status(http.StatusUnprocessableEntity).has("Aucune commune ne porte ce nom", `value="Xyzzy"`)
	c.get("/decisions").status(http.StatusOK).has("Aucune décision pour l’instant")
}

func TestEveryFaultOfADecisionIsToldAtOnce(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	at := pathOf(c.post("/decisions", decisionTyped("1")).location())
	typed := decisionTyped("1")
	typed.Set("commune", "Xyzzy")
	typed.Set("cameras", "beaucoup")
	typed.Set("published_on", "2026-03-04") // today is 2 March
	typed.Set("posted_on", "2026-01-11")
	faults := []string{`href="#commune"`, `href="#cameras"`, `href="#published_on"`, `href="#posted_on"`}
	page := c.post("/decisions", typed).status(http.StatusUnprocessableEntity)
	page.has(append(faults, `href="#number"`, "n’est pas encore venue")...).lacks(`href="#departement"`)
	typed.Set("version", "1")
	c.post(at+"/edit", typed).status(http.StatusUnprocessableEntity).has(faults...).lacks(`href="#number"`)
}

func TestADuplicateIsRefusedWithALinkToTheOther(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	first := pathOf(c.post("/decisions", decisionTyped("2026-A-1")).location())
	twin := decisionTyped("2026-a-1")
	twin.Set("authority", "PREFET DE L'HERAULT")
	c.post("/decisions", twin).status(http.StatusUnprocessableEntity).has("déjà donné ce numéro", `href="`+first+`"`, "PREFET DE L&#39;HERAULT")
}

func TestTheRegisterIsFiltered(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	c.post("/decisions", decisionTyped("A-1")).location()
	old := decisionTyped("A-2")
	old.Set("signed_on", "2021-06-01")
	old.Set("published_on", "2021-06-02")
	old.Set("commune", "34301")
	old.Set("kind", "authorisation")
	c.post("/decisions", old).location()
	for query, want := range map[string][2]string{
		"f=a-1":                                {"A-1", "A-2"},
		"commune=Montpellier":                  {"A-1", "A-2"},
		"kind=authorisation":                   {"A-2", "A-1"},
		"time=running":                         {"A-1", "A-2"},
		"time=expiring":                        {"A-2", "A-1"},
		"departement=34&f=%22A-2%22":           {"A-2", "A-1"},
		"f=&commune=34301&kind=&departement=":  {"A-2", "A-1"},
		"page=999999999999&f=A-1&departement=": {"Aucune décision ne répond", "A-2"},
	} {
		c.get("/decisions?" + query).status(http.StatusOK).has(want[0]).lacks("n°&nbsp;" + want[1])
	}
	c.get("/decisions?commune=Saint-Denis").status(http.StatusOK).has("Écrivez son code Insee", `value="Saint-Denis"`)
}

func TestARenewalIsComparedWithWhatItReplaces(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	old := decisionTyped("2021-7")
	old.Set("signed_on", "2021-01-10")
	old.Set("published_on", "")
	old.Set("cameras", "40")
	first := pathOf(c.post("/decisions", old).location())
	renewal := decisionTyped("2026-7")
	renewal.Set("replaces", "nulle part")
	c.post("/decisions", renewal).status(http.StatusUnprocessableEntity).has("ne porte le numéro nulle part", `name="replaces_id"`, "2021-7")
	renewal.Set("replaces", "2021-7")
	second := pathOf(c.post("/decisions", renewal).location())
	c.get(second).status(http.StatusOK).has("Ce que l’acte change", `href="`+first+`"`, ">40<", ">48<", "<mark>Différent</mark>", "à confirmer")
	c.get(first).status(http.StatusOK).has("Remplacée ou modifiée par", `href="`+second+`"`)
	edit := c.get(second + "/edit").status(http.StatusOK).has(strings.TrimPrefix(first, "/decisions/") + `" selected`)
	renewal.Set("version", edit.field("version"))
	renewal.Del("replaces")
	c.post(second+"/edit", renewal).location()
	c.get(second).status(http.StatusOK).lacks("Ce que l’acte change")
}

func TestACorrectionThatMovesADeadlineIsApprovedFirst(t *testing.T) {
	w := newWorld(t)
	c, user := w.signIn(person.Coordinator)
	campaign := newCampaign(w, user)
	typed := decisionTyped("1")
	typed.Set("campaign", string(campaign))
	at := pathOf(c.post("/decisions", typed).location())
	c.get(at).status(http.StatusOK).has("Caméras de Montpellier", "/deadlines/")
	typed.Set("version", "1")
	typed.Set("published_on", "2026-01-22")
	c.post(at+"/edit", typed).status(http.StatusUnprocessableEntity).
		has("Ces échéances changeraient", "lundi 16 mars 2026", "lundi 23 mars 2026", `name="approve_moves"`, `value="2026-01-22"`)
	c.get(at).status(http.StatusOK).has("2026-03-16").lacks("2026-03-23")
	typed.Set("approve_moves", "1")
	c.post(at+"/edit", typed).location()
	c.get(at).status(http.StatusOK).has("2026-03-23", "a corrigé la décision")
}

func TestTwoPeopleCorrectingTheSameDecision(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	typed := decisionTyped("1")
	at := pathOf(c.post("/decisions", typed).location())
	typed.Set("version", "1")
	typed.Set("title", "Premier intitulé")
	c.post(at+"/edit", typed).location()
	typed.Set("title", "Second intitulé")
	c.post(at+"/edit", typed).status(http.StatusConflict).has("Premier intitulé", "Second intitulé", "Quelqu’un a modifié", `name="version" value="2"`)
}

var pdf = []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\nArrêté\n%%EOF\n")

func TestTheFileOfAnActIsAttachedOnceAndReadBack(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	at := pathOf(c.post("/decisions", decisionTyped("1")).location())
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"vide.pdf":   {nil, "Ce fichier est vide"},
		"faux.png":   {pdf, "que le contenu n’a pas"},
		"coupe.pdf":  {pdf[:len(pdf)-7], "arrivé incomplet"},
		"virus.docx": {pdf, "ni un PDF"},
	} {
		c.send(at+"/file", nil, name, tt.content).status(http.StatusUnprocessableEntity).has(tt.want, `href="#file"`)
	}
	c.get(at).status(http.StatusOK).lacks("SHA-256")
	c.send(at+"/file", nil, "Arrêté 1.pdf", pdf).location()
	c.get(at).status(http.StatusOK).has("SHA-256", "Arrêté 1.pdf", "a joint le document")
	c.send(at+"/file", nil, "autre.pdf", pdf).status(http.StatusUnprocessableEntity).has("il ne se remplace pas")
	file := c.get(at + "/file").status(http.StatusOK)
	if file.body != string(pdf) || !strings.HasPrefix(file.Get("Content-Disposition"), "attachment") {
		t.Errorf("came back %q, %s", file.body, file.Get("Content-Disposition"))
	}
	c.get(at).has("a ouvert le document")
}

func TestAReaderSeesTheRegisterAndChangesNothing(t *testing.T) {
	w := newWorld(t)
	writer, user := w.signIn(person.Coordinator)
	campaign := newCampaign(w, user)
	typed := decisionTyped("1")
	typed.Set("campaign", string(campaign))
	at := pathOf(writer.post("/decisions", typed).location())
	c, _ := w.signIn(person.Reader)
	c.get(at).status(http.StatusOK).has("a entré la décision").lacks("Corriger la décision", "Caméras de Montpellier", `type="file"`, "/deadlines/")
	c.post("/decisions", decisionTyped("2")).status(http.StatusForbidden)
	c.post(at+"/edit", decisionTyped("1")).status(http.StatusForbidden)
	c.send(at+"/file", nil, "a.pdf", pdf).status(http.StatusForbidden)
	c.send("/decisions/import", url.Values{"form": {newID()}}, "a.csv", decision.ModelFile()).status(http.StatusForbidden)
	c.get("/decisions/" + newID()).status(http.StatusNotFound)
}

func TestATableIsTriedThenConfirmed(t *testing.T) {
	w := newWorld(t)
	c, user := w.signIn(person.Coordinator)
	campaign := newCampaign(w, user)
	c.get("/decisions/import").status(http.StatusOK).has("Télécharger le modèle", "<code>date_signature</code>", "Caméras de Montpellier")
	if model := c.get("/decisions/import/model.csv").status(http.StatusOK); model.body != string(decision.ModelFile()) {
		t.Errorf("model %q", model.body)
	}
	var file strings.Builder
	file.WriteString("nature;autorite;departement;commune;numero;objet;date_signature;date_publication;couleur\n")
	for i := range 109 {
		fmt.Fprintf(&file, "renouvellement;Préfet de l’Hérault;34;34172;2026-01-%03d;Vidéoprotection;12/01/2026;15/01/2026;bleu\n", i+1)
	}
	file.WriteString("renouvellement;Préfet de l’Hérault;34;34172;2026-01-110;Vidéoprotection;12/01/2026;11/01/2026;bleu\n")
	form := url.Values{"form": {newID()}, "campaign": {string(campaign)}}
	at := c.send("/decisions/import", form, "recueil 9.csv", []byte(file.String())).location()
	tried := c.get(at).status(http.StatusOK)
	tried.has("Essai du fichier", "recueil 9.csv", "Dernier jour du recours", ">Montpellier</td>", "16/03/2026", "Confirmer", "109 décisions", "La publication précède la signature", "<strong>date_publication</strong>", "<code>couleur</code>", "110")
	c.get("/decisions").has("Aucune décision pour l’instant")

	done := c.post(pathOf(at), url.Values{"campaign": {tried.field("campaign")}}).status(http.StatusOK)
	done.has("Import terminé", "109", "La publication précède la signature", "Caméras de Montpellier")
	c.get("/decisions").status(http.StatusOK).has("109 décisions", "Page 1 sur 3", `rel="next"`)
	c.get("/decisions?page=3").status(http.StatusOK).has("Page 3 sur 3", `rel="prev"`)
	inCampaign, err := w.Appeals.DecisionsOf(context.Background(), user, campaign)
	if err != nil || len(inCampaign) != 109 {
		t.Errorf("%d decisions in the campaign, %v", len(inCampaign), err)
	}
	c.post(pathOf(at), url.Values{"campaign": {string(campaign)}}).status(http.StatusOK).has("Déjà dans le registre.")
	c.get("/decisions").has("109 décisions")
	c.get(at).status(http.StatusOK).has("Confirmer\u00a0: mettre ces décisions dans le dossier")
	c.get(pathOf(at)).status(http.StatusOK).lacks("Confirmer")
}

func TestAFileThatIsNoTableIsRefusedBesideItsField(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	for name, tt := range map[string]struct{ content, want string }{
		"vide.csv":  {"", "Ce fichier est vide"},
		"photo.csv": {"\x89PNG\r\n\x1a\n\x00\x00", "n’est pas un tableau en texte"},
		"court.csv": {"numero;objet\n1;2\n", "Il manque la colonne"},
	} {
		c.send("/decisions/import", url.Values{"form": {newID()}}, name, []byte(tt.content)).
			status(http.StatusUnprocessableEntity).has(tt.want, `href="#file"`)
	}
}

func TestTheClockTurnsRedWhenTimeIsShort(t *testing.T) {
	today := calendar.MustDay("2026-03-02")
	for name, tt := range map[string]struct {
		published string
		running   bool
		urgency   string
	}{
		"sixteen days left":                     {"2026-01-17", true, ""},
		"fourteen days left":                    {"2026-01-15", true, "near"},
		"a week left":                           {"2026-01-08", true, "near"},
		"last day":                              {"2026-01-01", true, "near"},
		"over":                                  {"2025-12-23", false, ""},
		"only the arguable reading left, if so": {"2025-12-31", true, "near"},
	} {
		c := newClock(decision.Details{PublishedOn: calendar.MustDay(tt.published)}, today)
		if c.Running != tt.running || c.Urgency != tt.urgency {
			t.Errorf("%s: running %v, %q, safe %s, last %s", name, c.Running, c.Urgency, c.SafeDate, c.Date)
		}
	}
}
