// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) appealRoutes() {
	p := appealPages{s}
	s.get("/campaigns/:id/appeals", p.list)
	s.get("/campaigns/:id/appeals/new", p.new)
	s.post("/campaigns/:id/appeals", p.add)
	s.get("/appeals/:id", p.show)
	s.get("/appeals/:id/edit", p.editForm)
	s.post("/appeals/:id/edit", p.edit)
	s.get("/appeals/:id/advance", p.advanceForm)
	s.post("/appeals/:id/advance", p.advance)
	s.get("/appeals/:id/counsels/new", p.counselForm)
	s.post("/appeals/:id/counsels", p.addCounsel)
	s.post("/appeals/:id/counsels/:counsel/remove", p.removeCounsel)
	s.eventRoutes()
}

// appealPages are the appeals of a campaign and the page of each.
type appealPages struct{ *site }

type appealList struct {
	Head    campaignHead
	Appeals []appeal.Appeal
	Family  string
}

func (p appealPages) list(c *fiber.Ctx) error {
	head, err := p.campaignHead(c, campaignID(c), "appeals")
	if err != nil {
		return err
	}
	appeals, err := p.Appeals.Appeals(c.UserContext(), user(c), campaignID(c))
	if err != nil {
		return err
	}
	return p.render(c, "appeal/list", appealList{Head: head, Appeals: appeals, Family: familyOf(p.speak(c), appeals)})
}

// appealForm is what is typed to prepare or edit an appeal.
type appealForm struct {
	ID, Kind, Title, Addressee, Docket, Formation, Follows string
	Decisions                                              []string
	Version                                                int
}

func readAppeal(c *fiber.Ctx) appealForm {
	f := read(c)
	form := appealForm{
		ID: f.id(), Kind: f.text("kind"), Title: f.text("title"), Addressee: f.text("addressee"), Docket: f.text("docket"),
		Formation: f.text("formation"), Follows: f.text("follows"), Version: f.version(),
	}
	for _, id := range c.Context().PostArgs().PeekMulti("decisions") {
		form.Decisions = append(form.Decisions, readable(string(id)))
	}
	return form
}

func (f appealForm) details() appeal.Details {
	details := appeal.Details{Kind: appeal.Kind(f.Kind), Title: f.Title, Addressee: f.Addressee, Docket: f.Docket, Formation: f.Formation}
	if f.Follows != "" {
		follows := appeal.ID(f.Follows)
		details.FollowsID = &follows
	}
	return details
}

func (f appealForm) decisions() []decision.ID {
	ids := make([]decision.ID, len(f.Decisions))
	for i, id := range f.Decisions {
		ids[i] = decision.ID(id)
	}
	return ids
}

// appealEdit is the form of an appeal, new or known. A new one asks first for
// its kind and what it contests, then proposes the rest.
type appealEdit struct {
	Trail       campaignTrail
	Form        appealForm
	Kinds       []option
	Parents     []option
	Decisions   []contestable
	Proposal    appeal.Proposal
	Settled     bool // the kind no longer changes
	Differences []difference
	Errors      problem.Fields
}

// contestable is a decision of the campaign that an appeal may contest.
type contestable struct {
	placedDecision
	Chosen bool
}

func (p appealPages) new(c *fiber.Ctx) error {
	f := read(c)
	form := appealForm{ID: newID(), Kind: f.text("kind"), Follows: f.text("follows")}
	for _, id := range c.Context().QueryArgs().PeekMulti("decisions") {
		form.Decisions = append(form.Decisions, string(id))
	}
	page, err := p.editPage(c, campaignID(c), form)
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	if !slices.Contains(appeal.Kinds, appeal.Kind(form.Kind)) {
		return p.render(c, "appeal/choose", page)
	}
	page.Form.Addressee, page.Form.Title = page.Proposal.Addressee, p.proposedTitle(c, page)
	return p.render(c, "appeal/new", page)
}

// proposedTitle names the kind, and the commune when a single decision is contested.
func (p appealPages) proposedTitle(c *fiber.Ctx, page appealEdit) string {
	title, chosen := p.speak(c).Say("appeal.kind."+page.Form.Kind), page.chosen()
	if len(chosen) == 0 {
		return title
	}
	commune, known := chosen[0].Commune()
	for _, d := range chosen {
		if !known || d.CommuneCode != commune.Code {
			return title
		}
	}
	return title + " – " + commune.Name
}

func (e appealEdit) chosen() (chosen []decision.Decision) {
	for _, d := range e.Decisions {
		if d.Chosen {
			chosen = append(chosen, d.Decision)
		}
	}
	return chosen
}

// editPage gathers what the form of an appeal offers to choose from.
func (p appealPages) editPage(c *fiber.Ctx, id appeal.CampaignID, form appealForm) (page appealEdit, err error) {
	ctx, by, speaker := c.UserContext(), user(c), p.speak(c)
	campaign, err := p.Appeals.FindCampaign(ctx, by, id)
	if err != nil {
		return page, err
	}
	decisions, err := p.Appeals.DecisionsOf(ctx, by, id)
	if err != nil {
		return page, err
	}
	appeals, err := p.Appeals.Appeals(ctx, by, id)
	if err != nil {
		return page, err
	}
	page = appealEdit{Form: form, Trail: campaignTrail{Campaign: campaign, Tab: "appeals", Here: speaker.Say("appeal.new")}}
	for _, d := range decisions {
		page.Decisions = append(page.Decisions, contestable{placedDecision: placedDecision{d}, Chosen: slices.Contains(form.Decisions, string(d.ID))})
	}
	page.Parents = []option{{Label: speaker.Say("appeal.follows_none")}}
	for _, a := range appeals {
		if appeal.Kind(form.Kind).MayFollow(a.Kind) && string(a.ID) != form.ID {
			page.Parents = append(page.Parents, option{Value: string(a.ID), Label: a.Title})
		}
	}
	for _, kind := range appeal.Kinds {
		page.Kinds = append(page.Kinds, option{Value: string(kind), Label: speaker.Say("appeal.kind." + string(kind))})
	}
	page.Proposal = appeal.Propose(appeal.Kind(form.Kind), page.chosen(), campaign.Departement)
	return page, nil
}

func (p appealPages) add(c *fiber.Ctx) error {
	form := readAppeal(c)
	refusal := p.Appeals.AddAppeal(c.UserContext(), user(c), appeal.ID(form.ID), campaignID(c), form.details(), form.decisions())
	if refusal == nil {
		return p.redirect(c, "/appeals/"+form.ID, "appeal.added")
	}
	page, err := p.editPage(c, campaignID(c), form)
	if err != nil {
		return err
	}
	page.Errors = wrongWith(refusal)
	return p.refuse(c, refusal, "appeal/new", page)
}

func appealFormOf(sheet appeal.Sheet) appealForm {
	form := appealForm{
		ID: string(sheet.ID), Kind: string(sheet.Kind), Title: sheet.Title, Addressee: sheet.Addressee,
		Docket: sheet.Docket, Formation: sheet.Formation, Version: sheet.Version,
	}
	if sheet.FollowsID != nil {
		form.Follows = string(*sheet.FollowsID)
	}
	for _, d := range sheet.Decisions {
		form.Decisions = append(form.Decisions, string(d.ID))
	}
	return form
}

func (p appealPages) editForm(c *fiber.Ctx) error {
	sheet, err := p.Appeals.Appeal(c.UserContext(), user(c), appealID(c))
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	page, err := p.editing(c, sheet, appealFormOf(sheet))
	if err != nil {
		return err
	}
	return p.render(c, "appeal/edit", page)
}

func (p appealPages) editing(c *fiber.Ctx, sheet appeal.Sheet, form appealForm) (appealEdit, error) {
	form.ID = string(sheet.ID)
	page, err := p.editPage(c, sheet.CampaignID, form)
	page.Settled, page.Trail.Here = sheet.Stage != appeal.Preparation, sheet.Title
	return page, err
}

func (p appealPages) edit(c *fiber.Ctx) error {
	form, id := readAppeal(c), appealID(c)
	refusal := p.Appeals.EditAppeal(c.UserContext(), user(c), id, form.Version, form.details(), form.decisions())
	if refusal == nil {
		return p.redirect(c, "/appeals/"+string(id), "appeal.edited")
	}
	sheet, err := p.Appeals.Appeal(c.UserContext(), user(c), id)
	if err != nil {
		return err
	}
	page, err := p.editing(c, sheet, form)
	if err != nil {
		return err
	}
	page.Errors = wrongWith(refusal)
	if overtaken(refusal) {
		page.Form.Version = sheet.Version // what is shown beside has been seen
		page.Differences = differences(p.speak(c), []pair{
			{"appeal.field.title", form.Title, sheet.Title}, {"appeal.field.addressee", form.Addressee, sheet.Addressee},
			{"appeal.field.docket", form.Docket, sheet.Docket}, {"appeal.field.formation", form.Formation, sheet.Formation},
			{"appeal.stage", "", p.speak(c).Say("appeal.stage." + string(sheet.Stage))},
		})
	}
	return p.refuse(c, refusal, "appeal/edit", page)
}

// appealShow is the procedure sheet: where the appeal stands, before whom,
// against what, by whom, and what happened.
type appealShow struct {
	appeal.Sheet
	Trail    campaignTrail
	Due      []dueLine // open deadlines of the contested decisions
	Filings  []filing.Filing
	MayWrite bool
}

// Alone tells whether several claimants have nobody to whom the court writes: a
// lawyer, or one of them for all (CJA R411-5).
func (a appealShow) Alone() bool {
	return a.Crowd.Claimants > 1 && a.Crowd.Representatives == 0 && len(a.Counsels) == 0
}

// InTime tells whether this appeal was lodged by the last day of a deadline.
func (a appealShow) InTime(d appeal.Deadline) bool {
	lodging := a.Lodging()
	return lodging != nil && lodging.Meets(d)
}

// Closable tells whether the appeal meets one of the open deadlines, which only
// waits to be closed.
func (a appealShow) Closable() bool {
	return slices.ContainsFunc(a.Due, func(d dueLine) bool { return a.InTime(d.Deadline) })
}

func (p appealPages) show(c *fiber.Ctx) error {
	sheet, err := p.Appeals.Appeal(c.UserContext(), user(c), appealID(c))
	if err != nil {
		return err
	}
	trail := campaignTrail{Campaign: sheet.Campaign, Tab: "appeals", Here: sheet.Title}
	page := appealShow{Sheet: sheet, Trail: trail, MayWrite: user(c).MayWrite()}
	if page.Filings, err = p.Filings.OfAppeal(c.UserContext(), user(c), sheet.ID); err != nil {
		return err
	}
	for _, due := range sheet.Deadlines {
		line := newDueLine(due, p.today())
		if page.InTime(due.Deadline) {
			line.Stamp.Class = ""
		}
		page.Due = append(page.Due, line)
	}
	return p.render(c, "appeal/show", page)
}

// appealAdvance is the form of a move.
type appealAdvance struct {
	appeal.Appeal
	Trail           campaignTrail
	Stages          []option // where it may go
	Stage, On, Note string   // as typed
	Errors          problem.Fields
}

func (p appealPages) advanceForm(c *fiber.Ctx) error {
	page, err := p.advancePage(c)
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	return p.render(c, "appeal/advance", page)
}

func (p appealPages) advancePage(c *fiber.Ctx) (page appealAdvance, err error) {
	sheet, err := p.Appeals.Appeal(c.UserContext(), user(c), appealID(c))
	if err != nil {
		return page, err
	}
	page = appealAdvance{Appeal: sheet.Appeal, Trail: campaignTrail{Campaign: sheet.Campaign, Tab: "appeals", Here: sheet.Title}}
	for _, stage := range sheet.Moves() {
		page.Stages = append(page.Stages, option{Value: string(stage), Label: p.speak(c).Say("appeal.stage." + string(stage))})
	}
	return page, nil
}

func (p appealPages) advance(c *fiber.Ctx) error {
	f, id := read(c), appealID(c)
	var wrong problem.Fields
	to, on, note := f.text("stage"), f.day("on", &wrong), f.text("note")
	refusal := wrong.Err()
	if refusal == nil {
		refusal = p.Appeals.Advance(c.UserContext(), user(c), id, f.version(), appeal.Stage(to), on, note)
	}
	if refusal == nil {
		return p.redirect(c, "/appeals/"+string(id), "appeal.advanced")
	}
	page, err := p.advancePage(c)
	if err != nil {
		return err
	}
	page.Stage, page.On, page.Note = to, f.text("on"), note
	page.Errors = nameStages(p.speak(c), wrongWith(refusal))
	return p.refuse(c, refusal, "appeal/advance", page)
}

// nameStages puts the stages that a refusal names into words.
func nameStages(speaker *locale.Speaker, wrong problem.Fields) problem.Fields {
	for _, field := range wrong {
		for name, value := range field.Args {
			switch v := value.(type) {
			case appeal.Stage:
				field.Args[name] = speaker.Say("appeal.stage." + string(v))
			case []appeal.Stage:
				field.Args[name] = stageNames(speaker, v)
			}
		}
	}
	return wrong
}

func stageNames(speaker *locale.Speaker, stages []appeal.Stage) string {
	text := ""
	for i, stage := range stages {
		if i > 0 {
			text += ", "
		}
		text += "«\u00a0" + speaker.Say("appeal.stage."+string(stage)) + "\u00a0»"
	}
	return text
}

// appealCounsel is the form of a lawyer.
type appealCounsel struct {
	appeal.Appeal
	Trail     campaignTrail
	Form      string // the id of the row it will make
	Name, Bar string
	Errors    problem.Fields
}

func (p appealPages) counselForm(c *fiber.Ctx) error {
	page, err := p.counselPage(c)
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	page.Form = newID()
	return p.render(c, "appeal/counsel", page)
}

func (p appealPages) counselPage(c *fiber.Ctx) (page appealCounsel, err error) {
	sheet, err := p.Appeals.Appeal(c.UserContext(), user(c), appealID(c))
	trail := campaignTrail{Campaign: sheet.Campaign, Tab: "appeals", Here: sheet.Title}
	return appealCounsel{Appeal: sheet.Appeal, Trail: trail}, err
}

func (p appealPages) addCounsel(c *fiber.Ctx) error {
	f, of := read(c), appealID(c)
	id, name, bar := f.id(), f.text("counsel_name"), f.text("counsel_bar")
	refusal := p.Appeals.AddCounsel(c.UserContext(), user(c), appeal.CounselID(id), of, name, bar)
	if refusal == nil {
		return p.redirect(c, "/appeals/"+string(of), "appeal.counsel_added")
	}
	page, err := p.counselPage(c)
	if err != nil {
		return err
	}
	page.Form, page.Name, page.Bar, page.Errors = id, name, bar, wrongWith(refusal)
	return p.refuse(c, refusal, "appeal/counsel", page)
}

func (p appealPages) removeCounsel(c *fiber.Ctx) error {
	of := appealID(c)
	if err := p.Appeals.RemoveCounsel(c.UserContext(), user(c), of, appeal.CounselID(c.Params("counsel"))); err != nil {
		return err
	}
	return p.redirect(c, "/appeals/"+string(of), "appeal.counsel_removed")
}

func appealID(c *fiber.Ctx) appeal.ID { return appeal.ID(c.Params("id")) }
