// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
)

func networkTyped(commune string) url.Values {
	return url.Values{"form": {newID()}, "commune": {commune}, "operator": {"Ville de Montpellier"}, "retention_days": {"30"}}
}

// location is where the answer to a form leads.
func (p *page) location() string {
	p.t.Helper()
	p.status(http.StatusSeeOther)
	return p.Get("Location")
}

func TestANetworkIsAddedShownAndEdited(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	c.get("/networks").status(http.StatusOK).has("Aucun réseau pour l’instant", `href="/networks/new"`)
	c.get("/networks/new").status(http.StatusOK).has("Commune")
	typed := networkTyped("montpellier")
	at := c.post("/networks", typed).location()
	if again := c.post("/networks", typed).location(); again != at {
		t.Errorf("the same form twice leads to %s and %s", at, again)
	}
	c.get(at).status(http.StatusOK).has("Le réseau est enregistré.", "Montpellier", "34172", "30 jours", "Personne n’a encore noté de comptage")
	c.get("/networks?f=ville+MONTPELLIER").status(http.StatusOK).has("Ville de Montpellier", "1 réseau")
	c.get("/networks?f=Lodève").status(http.StatusOK).has("Aucun réseau ne répond", `value="Lodève"`)

	path := strings.TrimSuffix(at, "?notice=network.added")
	form := c.get(path+"/edit").status(http.StatusOK).has("Montpellier (34172)", `value="30"`)
	edit := url.Values{"version": {form.field("version")}, "commune": {"34172"}, "name": {"Montpellier"}, "operator": {"Métropole"}}
	c.post(path+"/edit", edit).location()
	edit.Set("operator", "Une entreprise")
	c.post(path+"/edit", edit).status(http.StatusConflict).has("Métropole", "Une entreprise", "Quelqu’un a modifié")
	c.get(path).status(http.StatusOK).has("Métropole").lacks("Une entreprise")
}

func TestAnUnknownCommuneIsRefusedWithSuggestions(t *testing.T) {
	c, _ := newWorld(t).signIn(person.Coordinator)
	refused := c.post("/networks", networkTyped("Saint-Denis")).status(http.StatusUnprocessableEntity)
	refused.has("Ce nom ne désigne pas une seule commune", `value="Saint-Denis"`, `name="commune_choice" value="93066"`, `name="commune_choice" value="97411"`, "Ville de Montpellier")
	c.post("/networks", networkTyped("Xyzzy")).status(http.StatusUnprocessableEntity).has("Aucune commune ne porte ce nom", `value="Xyzzy"`)
	chosen := networkTyped("Saint-Denis")
	chosen.Set("commune_choice", "97411")
	c.get(c.post("/networks", chosen).location()).status(http.StatusOK).has("97411")
	c.post("/networks", networkTyped("")).status(http.StatusUnprocessableEntity).has("Aucune commune ne porte ce nom")
}

func TestCountsAndUsesAreAddedAndRemoved(t *testing.T) {
	w := newWorld(t)
	c, user := w.signIn(person.Coordinator)
	id := network.ID(newID())
	if err := w.Networks.Add(context.Background(), user, id, network.Details{CommuneCode: "34172"}); err != nil {
		t.Fatal(err)
	}
	at := "/networks/" + string(id)
	wrong := c.post(at+"/counts", url.Values{"form": {newID()}, "counted_on": {"31/02/2023"}, "source": {"Presse"}}).status(http.StatusUnprocessableEntity)
	wrong.has("Cette date n’existe pas", "Écrivez combien de caméras", `value="31/02/2023"`, "<details open>")
	c.post(at+"/counts", url.Values{"form": {newID()}, "cameras": {"488"}, "at_least": {"1"}, "source": {"Presse locale"}}).location()
	c.get(at).status(http.StatusOK).has("au moins 488", "Presse locale", "à confirmer")

	c.post(at+"/uses", url.Values{"form": {newID()}, "product": {"BriefCam"}, "from_year": {"2023"}, "until_year": {"2021"}}).
		status(http.StatusUnprocessableEntity).has("La fin précède le début", "Dites d’où vient", `value="BriefCam"`)
	c.post(at+"/uses", url.Values{
		"form": {newID()}, "product": {"BriefCam"}, "from_year": {"2021"}, "until_year": {"2023"}, "uses": {"20"},
		"used_by": {"dix agents formés"}, "use_source": {"Rapport du 28 octobre 2024"}, "source_url": {"https://example.org/r.pdf"},
	}).location()
	shown := c.get(at).status(http.StatusOK).has("BriefCam", "de 2021 à 2023", "dix agents formés", `href="https://example.org/r.pdf"`)

	for _, form := range []string{"counts", "uses"} {
		_, rest, _ := strings.Cut(shown.body, at+"/"+form+"/")
		row, _, _ := strings.Cut(rest, "/")
		c.post(at+"/"+form+"/"+row+"/remove", nil).location()
	}
	c.get(at).status(http.StatusOK).lacks("Presse locale", "BriefCam</h3>")
}

func TestAReaderSeesNetworksAndChangesNone(t *testing.T) {
	w := newWorld(t)
	_, user := w.signIn(person.Coordinator)
	id := network.ID(newID())
	if err := w.Networks.Add(context.Background(), user, id, network.Details{CommuneCode: "34172"}); err != nil {
		t.Fatal(err)
	}
	c, _ := w.signIn(person.Reader)
	c.get("/networks").status(http.StatusOK).has("Montpellier").lacks(`class="button" href="/networks/new"`)
	c.get("/networks/"+string(id)).status(http.StatusOK).lacks("<form class=\"form\"", "Modifier le réseau")
	c.post("/networks", networkTyped("34172")).status(http.StatusForbidden)
	c.post("/networks/"+string(id)+"/edit", networkTyped("34172")).status(http.StatusForbidden)
	c.get("/networks/" + newID()).status(http.StatusNotFound)
}
