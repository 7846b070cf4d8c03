// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// file is a campaign with one of everything, and the browsers around it.
type file struct {
	*world
	ctx                      context.Context
	writer, reader, stranger *client
	by, remi                 person.User
	campaign, order, request string
	deadline, event          string
	counsel                  string
}

func newFile(t *testing.T) *file {
	t.Helper()
	w := newWorld(t)
	f := &file{world: w, ctx: context.Background(), campaign: newID(), order: newID(), request: newID(), event: newID(), counsel: newID()}
	f.writer, f.by = w.signIn(person.Coordinator)
	f.reader, f.remi = w.signIn(person.Reader)
	f.stranger, _ = w.signIn(person.Coordinator)
	id := appeal.CampaignID(f.campaign)
	f.must(f.Appeals.AddCampaign(f.ctx, f.by, id, appeal.CampaignDetails{Title: "Caméras de Valbrume", Summary: "Un\n\ndeux", Departement: "34"}))
	f.must(f.Appeals.GiveAccess(f.ctx, f.by, id, f.remi.ID))
	f.must(f.Appeals.EnterDecision(f.ctx, f.by, decision.ID(f.order), decision.Details{
		Kind: decision.Authorisation, Authority: "Préfet de l’Hérault", Departement: "34", CommuneCode: "34301", Number: "2026-118",
		SignedOn: calendar.MustDay("2026-01-05"), PublishedOn: calendar.MustDay("2026-01-06"),
	}, &id))
	details := appeal.Details{Kind: appeal.Annulment, Title: "Requête de Sète", Addressee: "Tribunal administratif de Montpellier"}
	f.must(f.Appeals.AddAppeal(f.ctx, f.by, appeal.ID(f.request), id, details, []decision.ID{decision.ID(f.order)}))
	f.must(f.Appeals.AddEvent(f.ctx, f.by, appeal.EventID(f.event), appeal.ID(f.request), appeal.EventKind(appeal.Hearing), calendar.MustDay("2026-09-17"), "14 h"))
	f.must(f.Appeals.AddCounsel(f.ctx, f.by, appeal.CounselID(f.counsel), appeal.ID(f.request), "Me Fictive", "Montpellier"))
	sheets, err := f.Appeals.Deadlines(f.ctx, f.by, id)
	f.must(err)
	f.deadline = string(sheets[0].ID)
	return f
}

func (f *file) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// path is an address of the file: its names are replaced by ids.
func (f *file) path(text string) string {
	return strings.NewReplacer(":campaign", f.campaign, ":order", f.order, ":request", f.request,
		":deadline", f.deadline, ":event", f.event, ":counsel", f.counsel, ":remi", string(f.remi.ID)).Replace(text)
}

// readingPages are the pages that everybody in the campaign reads.
var readingPages = []string{
	"/campaigns/:campaign", "/campaigns/:campaign/decisions", "/campaigns/:campaign/appeals", "/campaigns/:campaign/deadlines",
	"/campaigns/:campaign/access", "/campaigns/:campaign/journal", "/appeals/:request", "/deadlines/:deadline",
}

// writingPages are the forms of the acts in it.
var writingPages = []string{
	"/campaigns/:campaign/edit", "/campaigns/:campaign/appeals/new", "/campaigns/:campaign/appeals/new?kind=annulment&decisions=:order",
	"/appeals/:request/edit", "/appeals/:request/advance", "/appeals/:request/counsels/new", "/appeals/:request/events/new", "/events/:event/edit",
}

// actPages are the acts themselves.
var actPages = []string{
	"/campaigns/:campaign/edit", "/campaigns/:campaign/decisions", "/campaigns/:campaign/decisions/:order/detach",
	"/campaigns/:campaign/access", "/campaigns/:campaign/access/:remi/take", "/campaigns/:campaign/appeals",
	"/appeals/:request/edit", "/appeals/:request/advance", "/appeals/:request/counsels", "/appeals/:request/counsels/:counsel/remove",
	"/appeals/:request/events", "/events/:event/edit", "/events/:event/remove", "/deadlines/:deadline/close",
}

var unsaid = regexp.MustCompile(`\[[a-z_]+\.[a-z_.-]+\]|&lt;no value|<no value`)

func TestEveryPageOfACampaign(t *testing.T) {
	f := newFile(t)
	for _, language := range []person.Language{person.French, person.English} {
		f.must(f.People.Speak(f.ctx, f.by, language))
		f.must(f.People.Speak(f.ctx, f.remi, language))
		for _, path := range append(append([]string{"/", "/campaigns", "/campaigns/new"}, readingPages...), writingPages...) {
			page := f.writer.get(f.path(path)).status(http.StatusOK)
			if found := unsaid.FindString(page.body); found != "" {
				t.Errorf("%s in %s shows %s", path, language, found)
			}
			if n := strings.Count(page.body, "<h1"); n != 1 {
				t.Errorf("%s has %d main headings", path, n)
			}
		}
		for _, path := range readingPages {
			page := f.reader.get(f.path(path)).status(http.StatusOK)
			main := page.body[strings.Index(page.body, "<main"):strings.Index(page.body, "</main>")]
			if strings.Contains(main, `method="post"`) {
				t.Errorf("%s offers a reader a form", path)
			}
		}
	}
}

func TestAStrangerFindsNoPageOfACampaign(t *testing.T) {
	f := newFile(t)
	for _, path := range append(append([]string{}, readingPages...), writingPages...) {
		f.stranger.get(f.path(path)).status(http.StatusNotFound).lacks("Valbrume")
	}
	for _, path := range actPages {
		f.stranger.post(f.path(path), f.answers()).status(http.StatusNotFound).lacks("Valbrume")
	}
	f.stranger.get("/").status(http.StatusOK).lacks(f.campaign, "2026-118")
	f.stranger.get("/campaigns").status(http.StatusOK).lacks(f.campaign)
}

func TestAReaderCannotAct(t *testing.T) {
	f := newFile(t)
	for _, path := range append([]string{"/campaigns/new"}, writingPages...) {
		f.reader.get(f.path(path)).status(http.StatusForbidden)
	}
	for _, path := range append([]string{"/campaigns"}, actPages...) {
		f.reader.post(f.path(path), f.answers()).status(http.StatusForbidden)
	}
}

// answers fills every form acceptably.
func (f *file) answers() url.Values {
	return url.Values{
		"title": {"Titre"}, "version": {"1"}, "decision": {f.order}, "user": {string(f.by.ID)}, "kind": {"annulment"}, "addressee": {"Tribunal"},
		"stage": {"lodged"}, "counsel_name": {"Me Autre"}, "event_kind": {"other"}, "how": {"met"}, "reason": {"déposée"},
	}
}

func TestTheListOfRoutesIsWhole(t *testing.T) {
	f := newFile(t)
	known := map[string]bool{}
	for _, path := range append(append(append([]string{}, readingPages...), writingPages...), actPages...) {
		path, _, _ = strings.Cut(path, "?")
		known[strings.NewReplacer(":campaign", ":", ":request", ":", ":order", ":", ":deadline", ":", ":event", ":", ":counsel", ":", ":remi", ":").Replace(path)] = true
	}
	names := regexp.MustCompile(`:[a-z]+`)
	for _, route := range f.app.GetRoutes() {
		mine := regexp.MustCompile(`^/(appeals|events|deadlines)/|^/campaigns/:id(/(edit|decisions|appeals|deadlines|access|journal)|$)`).MatchString(route.Path)
		if mine && !known[names.ReplaceAllString(route.Path, ":")] && !strings.Contains(route.Path, "filings") {
			t.Errorf("%s %s is in no list of this test", route.Method, route.Path)
		}
	}
}

func TestOpeningACampaign(t *testing.T) {
	w := newWorld(t)
	c, _ := w.signIn(person.Coordinator)
	c.get("/campaigns").status(http.StatusOK).has("Aucun dossier pour l’instant", "/campaigns/new")
	id := c.get("/campaigns/new").status(http.StatusOK).field("form")
	refused := c.post("/campaigns", url.Values{"form": {id}, "title": {""}, "organiser": {"Collectif fictif"}}).status(http.StatusUnprocessableEntity)
	refused.has("Écrivez quelque chose ici", "Collectif fictif", id)
	for range 2 {
		answer := c.post("/campaigns", url.Values{"form": {id}, "title": {"Caméras de Valbrume"}, "departement": {"34"}}).status(http.StatusSeeOther)
		if answer.Get("Location") != "/campaigns/"+id+"?notice=campaign.added" {
			t.Errorf("sent to %s", answer.Get("Location"))
		}
	}
	cover := c.get("/campaigns/"+id).status(http.StatusOK).has("Caméras de Valbrume", "Hérault", "Commencez par les décisions contestées")
	// Without a decision there is nothing to appeal against: entering one comes first.
	cover.has(`class="button" href="/decisions/new?campaign=`+id, `class="button secondary" href="/campaigns/`+id+`/appeals/new"`)
}

func TestTheCoverOfACampaignTellsTheNextDaysFirst(t *testing.T) {
	f := newFile(t)
	id := appeal.CampaignID(f.campaign)
	for range coverDeadlines {
		f.must(f.Appeals.EnterDecision(f.ctx, f.by, decision.ID(newID()), decision.Details{
			Kind: decision.Deliberation, Authority: "Conseil municipal", Departement: "34", Number: newID(), PublishedOn: calendar.MustDay("2026-02-02"),
		}, &id))
	}
	cover := f.writer.get(f.path("/campaigns/:campaign")).status(http.StatusOK)
	cover.has("Voir les 6 échéances ouvertes", f.path(`class="button" href="/campaigns/:campaign/appeals/new"`))
	if strings.Index(cover.body, "lundi 9 mars 2026") > strings.Index(cover.body, "De quoi il s’agit") {
		t.Error("the summary comes before the next deadline")
	}
}

func TestTwoPeopleEditOneCampaign(t *testing.T) {
	f := newFile(t)
	f.writer.post(f.path("/campaigns/:campaign/edit"), url.Values{"version": {"1"}, "title": {"Premier titre"}}).status(http.StatusSeeOther)
	page := f.writer.post(f.path("/campaigns/:campaign/edit"), url.Values{"version": {"1"}, "title": {"Second titre"}}).status(http.StatusConflict)
	page.has("Ce que vous avez écrit", "Ce qui est enregistré", "<mark>Premier titre</mark>", "<mark>Second titre</mark>")
	f.writer.post(f.path("/campaigns/:campaign/edit"), url.Values{"version": {page.field("version")}, "title": {"Second titre"}}).status(http.StatusSeeOther)
}

func TestDecisionsOfACampaign(t *testing.T) {
	f := newFile(t)
	other := newID()
	f.must(f.Appeals.EnterDecision(f.ctx, f.by, decision.ID(other), decision.Details{
		Kind: decision.Renewal, Authority: "Préfet de l’Hérault", Departement: "34", Number: "2026-119",
	}, nil))
	f.writer.get(f.path("/campaigns/:campaign/decisions?q=2026")).status(http.StatusOK).has("2026-119", "Sète", "Joindre au dossier")
	f.writer.post(f.path("/campaigns/:campaign/decisions"), url.Values{"decision": {newID()}}).status(http.StatusUnprocessableEntity).has("pas dans le registre")
	f.writer.post(f.path("/campaigns/:campaign/decisions"), url.Values{"decision": {other}}).status(http.StatusSeeOther)
	f.writer.post(f.path("/campaigns/:campaign/decisions/:order/detach"), nil).status(http.StatusConflict).has("Un recours de ce dossier conteste cette décision")
	f.writer.post(f.path("/campaigns/:campaign/decisions/"+other+"/detach"), nil).status(http.StatusSeeOther)
}

func TestAccessPage(t *testing.T) {
	f := newFile(t)
	page := f.writer.get(f.path("/campaigns/:campaign/access")).status(http.StatusOK)
	page.has("Seul compte qui peut encore écrire ici", f.remi.Name)
	f.writer.post(f.path("/campaigns/:campaign/access/"+string(f.by.ID)+"/take"), nil).status(http.StatusConflict).has("dernier compte")
	f.writer.post(f.path("/campaigns/:campaign/access"), url.Values{"user": {newID()}}).status(http.StatusUnprocessableEntity)
	f.writer.post(f.path("/campaigns/:campaign/access/:remi/take"), nil).status(http.StatusSeeOther)
	f.reader.get(f.path("/campaigns/:campaign")).status(http.StatusNotFound)
	f.writer.get(f.path("/campaigns/:campaign/journal")).status(http.StatusOK).
		has("a retiré à un compte l’accès au dossier.", "a ouvert le dossier.", "contrechamp audit verify").lacks("[journal")
}
