// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/web/drawing"
)

func (s *site) campaignRoutes() {
	p := campaignPages{s}
	s.get("/campaigns", p.list)
	s.get("/campaigns/new", p.new)
	s.post("/campaigns", p.add)
	s.get("/campaigns/:id", p.show)
	s.get("/campaigns/:id/edit", p.editForm)
	s.post("/campaigns/:id/edit", p.edit)
	s.get("/campaigns/:id/decisions", p.decisions)
	s.post("/campaigns/:id/decisions", p.attach)
	s.post("/campaigns/:id/decisions/:decision/detach", p.detach)
}

// campaignPages are the cover of a campaign and its decisions.
type campaignPages struct{ *site }

var errWritersOnly = problem.New(problem.Forbidden, "appeal.forbidden")

// writersOnly refuses the form of an act to those who may only read. It is asked
// once the page is known to exist for them.
func writersOnly(c *fiber.Ctx) error {
	if !user(c).MayWrite() {
		return errWritersOnly
	}
	return nil
}

// campaignTabs are the pages of a campaign, in order; the address is the tab's
// own, the number that of the tally.
var campaignTabs = []struct {
	tab, label string
	count      func(appeal.Tally) int
}{
	{"decisions", "campaign.tab.decisions", func(t appeal.Tally) int { return t.Decisions }},
	{"appeals", "campaign.tab.appeals", func(t appeal.Tally) int { return t.Appeals }},
	{"deadlines", "campaign.tab.deadlines", func(t appeal.Tally) int { return t.Deadlines }},
	{"people", "campaign.tab.people", func(t appeal.Tally) int { return t.People }},
	{"exhibits", "campaign.tab.exhibits", func(t appeal.Tally) int { return t.Exhibits }},
	{"filings", "campaign.tab.filings", func(t appeal.Tally) int { return t.Filings }},
	{"journal", "campaign.tab.journal", nil},
}

// campaignTab is one tab as the page shows it.
type campaignTab struct {
	Href, Label string
	Counted     bool
	Count       int
	Current     bool
}

// campaignHead is the cover sheet above every page of a campaign, with its tabs.
type campaignHead struct {
	Campaign appeal.Campaign
	Tally    appeal.Tally
	Tabs     []campaignTab
	Cover    bool // the cover itself, which no tab names
	MayWrite bool
}

// campaignHead reads what stands above a page of a campaign; tab is "" on the
// cover. A campaign this person was not let into is not found.
func (s *site) campaignHead(c *fiber.Ctx, id appeal.CampaignID, tab string) (campaignHead, error) {
	found, err := s.Appeals.Head(c.UserContext(), user(c), id)
	if err != nil {
		return campaignHead{}, err
	}
	head := campaignHead{Campaign: found.Campaign, Tally: found.Tally, Cover: tab == "", MayWrite: user(c).MayWrite()}
	for _, t := range campaignTabs {
		shown := campaignTab{Href: "/campaigns/" + string(id) + "/" + t.tab, Label: t.label, Current: t.tab == tab}
		if t.count != nil {
			shown.Counted, shown.Count = true, t.count(found.Tally)
		}
		head.Tabs = append(head.Tabs, shown)
	}
	return head, nil
}

// campaignTrail is the way back from the page of one thing to its campaign.
type campaignTrail struct {
	Campaign appeal.Campaign
	Tab      string // "" for none
	Here     string
}

// TabLabel is the sentence of the tab the thing is found under.
func (t campaignTrail) TabLabel() string {
	for _, known := range campaignTabs {
		if known.tab == t.Tab {
			return known.label
		}
	}
	return ""
}

// stamp is a day as the date stamp shows it; Class is "late", "near" or "".
type stamp struct {
	On    calendar.Day
	Class string
}

type campaignList struct {
	Campaigns []appeal.Glance
	MayWrite  bool
}

func (p campaignPages) list(c *fiber.Ctx) error {
	campaigns, err := p.Appeals.Campaigns(c.UserContext(), user(c))
	if err != nil {
		return err
	}
	return p.render(c, "campaign/list", campaignList{Campaigns: campaigns, MayWrite: user(c).MayWrite()})
}

// campaignForm is what is typed to open or edit a campaign.
type campaignForm struct {
	ID                                     string
	Title, Summary, Organiser, Departement string
	Version                                int
}

func (f campaignForm) details() appeal.CampaignDetails {
	return appeal.CampaignDetails{Title: f.Title, Summary: f.Summary, Organiser: f.Organiser, Departement: f.Departement}
}

func readCampaign(c *fiber.Ctx) campaignForm {
	f := read(c)
	return campaignForm{
		ID: f.id(), Title: f.text("title"), Summary: f.text("summary"), Organiser: f.text("organiser"),
		Departement: f.text("departement"), Version: f.version(),
	}
}

func campaignFormOf(kept appeal.Campaign) campaignForm {
	return campaignForm{
		ID: string(kept.ID), Title: kept.Title, Summary: kept.Summary, Organiser: kept.Organiser,
		Departement: kept.Departement, Version: kept.Version,
	}
}

type campaignEdit struct {
	Head         campaignHead
	Form         campaignForm
	Departements []option
	Differences  []difference // what somebody else stored meanwhile
	Errors       problem.Fields
}

func (p campaignPages) new(c *fiber.Ctx) error {
	if err := writersOnly(c); err != nil {
		return err
	}
	return p.render(c, "campaign/new", campaignEdit{Form: campaignForm{ID: newID()}, Departements: departements(p.speak(c))})
}

func (p campaignPages) add(c *fiber.Ctx) error {
	form := readCampaign(c)
	if err := p.Appeals.AddCampaign(c.UserContext(), user(c), appeal.CampaignID(form.ID), form.details()); err != nil {
		return p.refuse(c, err, "campaign/new", campaignEdit{Form: form, Departements: departements(p.speak(c)), Errors: wrongWith(err)})
	}
	return p.redirect(c, "/campaigns/"+form.ID, "campaign.added")
}

func (p campaignPages) editForm(c *fiber.Ctx) error {
	head, err := p.campaignHead(c, campaignID(c), "edit")
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	return p.render(c, "campaign/edit", campaignEdit{Head: head, Form: campaignFormOf(head.Campaign), Departements: departements(p.speak(c))})
}

func (p campaignPages) edit(c *fiber.Ctx) error {
	id, form := campaignID(c), readCampaign(c)
	refusal := p.Appeals.EditCampaign(c.UserContext(), user(c), id, form.Version, form.details())
	if refusal == nil {
		return p.redirect(c, "/campaigns/"+string(id), "campaign.edited")
	}
	head, err := p.campaignHead(c, id, "edit")
	if err != nil {
		return err
	}
	page := campaignEdit{Head: head, Form: form, Departements: departements(p.speak(c)), Errors: wrongWith(refusal)}
	if overtaken(refusal) {
		kept := head.Campaign
		page.Form.Version = kept.Version // what is shown beside has been seen
		page.Differences = differences(p.speak(c), []pair{
			{"campaign.field.title", form.Title, kept.Title}, {"campaign.field.organiser", form.Organiser, kept.Organiser},
			{"campaign.field.departement", form.Departement, kept.Departement}, {"campaign.field.summary", form.Summary, kept.Summary},
		})
	}
	return p.refuse(c, refusal, "campaign/edit", page)
}

// campaignShow is the cover sheet.
type campaignShow struct {
	Head        campaignHead
	Departement string // its name
	Family      string // a drawing, "" without appeals
	Next        []appeal.DeadlineSheet
	Networks    []network.Known // of the communes that the decisions film
}

const coverDeadlines = 5

func (p campaignPages) show(c *fiber.Ctx) error {
	ctx, by, id := c.UserContext(), user(c), campaignID(c)
	head, err := p.campaignHead(c, id, "")
	if err != nil {
		return err
	}
	appeals, err := p.Appeals.Appeals(ctx, by, id)
	if err != nil {
		return err
	}
	deadlines, err := p.Appeals.Deadlines(ctx, by, id)
	if err != nil {
		return err
	}
	networks, err := p.networksOf(c, id)
	if err != nil {
		return err
	}
	page := campaignShow{Head: head, Networks: networks, Family: familyOf(p.speak(c), appeals), Next: stillOpen(deadlines, coverDeadlines)}
	if courts, known := decision.CourtsOf(head.Campaign.Departement); known {
		page.Departement = courts.Departement
	}
	return p.render(c, "campaign/show", page)
}

// networksOf lists the camera networks of the communes that the campaign's
// decisions film.
func (p campaignPages) networksOf(c *fiber.Ctx, id appeal.CampaignID) ([]network.Known, error) {
	decisions, err := p.Appeals.DecisionsOf(c.UserContext(), user(c), id)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, d := range decisions {
		if d.CommuneCode != "" && !slices.Contains(codes, d.CommuneCode) {
			codes = append(codes, d.CommuneCode)
		}
	}
	return p.Networks.OfCommunes(c.UserContext(), user(c), codes)
}

// stillOpen keeps the first open deadlines of a list that begins with them.
func stillOpen(sheets []appeal.DeadlineSheet, most int) []appeal.DeadlineSheet {
	for i, sheet := range sheets {
		if sheet.Status != appeal.Open || i == most {
			return sheets[:i]
		}
	}
	return sheets
}

// familyOf draws who follows up whom among the appeals of a campaign.
func familyOf(speaker *locale.Speaker, appeals []appeal.Appeal) string {
	if len(appeals) == 0 {
		return ""
	}
	nodes := make([]drawing.Node, len(appeals))
	for i, a := range appeals {
		nodes[i] = drawing.Node{
			ID: string(a.ID), Label: a.Title, Sub: speaker.Say("appeal.kind." + string(a.Kind)),
			Stage: speaker.Say("appeal.stage." + string(a.Stage)), Href: "/appeals/" + string(a.ID),
		}
		if a.FollowsID != nil {
			nodes[i].Parents = []string{string(*a.FollowsID)}
		}
	}
	return drawing.Family(drawing.FamilyInput{
		Title: speaker.Say("appeal.family"), Summary: speaker.Say("appeal.family_summary", "Count", len(appeals)), Nodes: nodes,
	})
}

// campaignDecisions is the tab of the decisions, with the register to choose
// more from.
type campaignDecisions struct {
	Head      campaignHead
	Decisions []placedDecision
	Text      string // what is looked for in the register
	Found     []placedDecision
	Errors    problem.Fields
}

// placedDecision is a decision that knows the name of its commune.
type placedDecision struct{ decision.Decision }

// Place is the commune filmed, "" when there are several.
func (d placedDecision) Place() string {
	commune, _ := d.Commune()
	return commune.Name
}

const registerChoice = 20

func (p campaignPages) decisions(c *fiber.Ctx) error {
	page, err := p.decisionsPage(c)
	if err != nil {
		return err
	}
	return p.render(c, "campaign/decisions", page)
}

func (p campaignPages) decisionsPage(c *fiber.Ctx) (page campaignDecisions, err error) {
	ctx, by, id := c.UserContext(), user(c), campaignID(c)
	if page.Head, err = p.campaignHead(c, id, "decisions"); err != nil {
		return page, err
	}
	held, err := p.Appeals.DecisionsOf(ctx, by, id)
	if err != nil {
		return page, err
	}
	for _, d := range held {
		page.Decisions = append(page.Decisions, placedDecision{d})
	}
	if page.Text = read(c).text("q"); page.Text == "" || !by.MayWrite() {
		return page, nil
	}
	page.Found, err = p.outsideOf(c, held, page.Text)
	return page, err
}

// outsideOf looks in the register for decisions the campaign does not hold yet.
func (p campaignPages) outsideOf(c *fiber.Ctx, held []decision.Decision, text string) (outside []placedDecision, err error) {
	found, _, err := p.Decisions.All(c.UserContext(), user(c), decision.Filter{Text: text, Page: 1, Today: p.today()})
	for _, d := range found {
		in := slices.ContainsFunc(held, func(h decision.Decision) bool { return h.ID == d.ID })
		if !in && len(outside) < registerChoice {
			outside = append(outside, placedDecision{d})
		}
	}
	return outside, err
}

func (p campaignPages) attach(c *fiber.Ctx) error {
	id := campaignID(c)
	refusal := p.Appeals.AttachDecision(c.UserContext(), user(c), id, decision.ID(read(c).text("decision")))
	return p.afterDecision(c, refusal, "campaign.decision_attached")
}

func (p campaignPages) detach(c *fiber.Ctx) error {
	id := campaignID(c)
	refusal := p.Appeals.DetachDecision(c.UserContext(), user(c), id, decision.ID(c.Params("decision")))
	return p.afterDecision(c, refusal, "campaign.decision_detached")
}

func (p campaignPages) afterDecision(c *fiber.Ctx, refusal error, done string) error {
	if refusal == nil {
		return p.redirect(c, "/campaigns/"+c.Params("id")+"/decisions", done)
	}
	page, err := p.decisionsPage(c)
	if err != nil {
		return err
	}
	page.Errors = wrongWith(refusal)
	return p.refuse(c, refusal, "campaign/decisions", page)
}

func campaignID(c *fiber.Ctx) appeal.CampaignID { return appeal.CampaignID(c.Params("id")) }

// departements are the choices of a select, with none first.
func departements(speaker *locale.Speaker) []option {
	all := []option{{Label: speaker.Say("campaign.departement_none")}}
	for _, courts := range decision.Departements() {
		all = append(all, option{Value: courts.DepartementCode, Label: courts.DepartementCode + " " + courts.Departement})
	}
	return all
}
