// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) decisionRoutes() {
	p := decisionPages{s}
	s.get("/decisions", p.list)
	s.getWriting("/decisions/new", p.new)
	s.post("/decisions", p.add)
	s.getWriting("/decisions/import", p.importForm)
	s.upload("/decisions/import", p.sendImport)
	s.get("/decisions/import/model.csv", p.importModel)
	s.getWriting("/decisions/import/:id", p.tryImport)
	s.post("/decisions/import/:id", p.confirmImport)
	s.get("/decisions/:id", p.show)
	s.getWriting("/decisions/:id/edit", p.editForm)
	s.post("/decisions/:id/edit", p.edit)
	s.upload("/decisions/:id/file", p.addFile)
	s.get("/decisions/:id/file", p.openFile)
}

// decisionPages are the register of contested acts.
type decisionPages struct{ *site }

// decisionFilter is what narrows the register, as typed.
type decisionFilter struct {
	Text, Departement, Commune, Kind string
	Time                             string // running, expiring, or "" for all
	CommuneUnknown                   bool
}

type decisionList struct {
	Decisions           []decision.Decision
	Filter              decisionFilter
	Departements, Kinds []option
	Times               []option
	Today               calendar.Day
	Pager               pager
	MayWrite            bool
}

// Narrowed tells whether the list leaves something out.
func (l decisionList) Narrowed() bool { return l.Filter != decisionFilter{} }

// Clock is the limit to appeal an act of the list.
func (l decisionList) Clock(d decision.Decision) clock { return newClock(d.Details, l.Today) }

// CommuneName names a commune with its département.
func (l decisionList) CommuneName(code string) string {
	commune, _ := network.CommuneByCode(code)
	return commune.Name + " (" + commune.Departement + ")"
}

func (p decisionPages) list(c *fiber.Ctx) error {
	typed := decisionFilter{
		Text: c.Query("f"), Departement: c.Query("departement"), Commune: c.Query("commune"),
		Kind: c.Query("kind"), Time: c.Query("time"),
	}
	page := decisionList{
		Departements: p.departements(c, "decision.any_departement"), Kinds: p.kinds(c, "decision.any_kind"),
		Times: p.times(c), Today: p.today(), MayWrite: user(c).MayWrite(),
	}
	asked := pageAsked(c)
	filter, known := typed.narrow(page.Today, asked)
	typed.CommuneUnknown = !known
	page.Filter = typed
	total := 0
	if known {
		var err error
		if page.Decisions, total, err = p.Decisions.All(c.UserContext(), user(c), filter); err != nil {
			return err
		}
	}
	page.Pager = newPager(c, asked, total, decision.PageSize, typed.query())
	return p.render(c, "decision/list", page)
}

// narrow reads the filter; it is false when the commune typed is no commune.
func (f decisionFilter) narrow(today calendar.Day, page int) (filter decision.Filter, known bool) {
	filter = decision.Filter{
		Text: f.Text, Departement: f.Departement, Kind: decision.Kind(f.Kind),
		Running: f.Time == "running", Today: today, Page: page,
	}
	if f.Time == "expiring" {
		filter.ExpiresBefore = today.AddMonths(12)
	}
	if f.Commune == "" {
		return filter, true
	}
	commune, ok, _ := network.ReadCommune(f.Commune)
	filter.CommuneCode = commune.Code
	return filter, ok
}

func (f decisionFilter) query() url.Values {
	return url.Values{
		"f": {f.Text}, "departement": {f.Departement}, "commune": {f.Commune},
		"kind": {f.Kind}, "time": {f.Time},
	}
}

func (p decisionPages) departements(c *fiber.Ctx, none string) []option {
	options := []option{{Value: "", Label: p.speak(c).Say(none)}}
	for _, d := range decision.Departements() {
		options = append(options, option{Value: d.DepartementCode, Label: d.DepartementCode + " " + d.Departement})
	}
	return options
}

// times are the filters on what is urgent.
func (p decisionPages) times(c *fiber.Ctx) []option {
	speaker := p.speak(c)
	return []option{
		{Value: "", Label: speaker.Say("decision.any_time")},
		{Value: "running", Label: speaker.Say("decision.filter_running")},
		{Value: "expiring", Label: speaker.Say("decision.filter_expiring")},
	}
}

func (p decisionPages) kinds(c *fiber.Ctx, none string) []option {
	options := []option{{Value: "", Label: p.speak(c).Say(none)}}
	for _, kind := range decision.Kinds {
		options = append(options, option{Value: string(kind), Label: p.speak(c).Say("decision.kind." + string(kind))})
	}
	return options
}

// campaigns are those the new decision may be put in.
func (p decisionPages) campaigns(c *fiber.Ctx) ([]option, error) {
	glances, err := p.Appeals.Campaigns(c.UserContext(), user(c))
	options := []option{{Value: "", Label: p.speak(c).Say("decision.no_campaign")}}
	for _, glance := range glances {
		options = append(options, option{Value: string(glance.ID), Label: glance.Title})
	}
	return options, err
}

// campaignChosen is nil where none was.
func campaignChosen(typed string) *appeal.CampaignID {
	if typed == "" {
		return nil
	}
	id := appeal.CampaignID(typed)
	return &id
}

func (p decisionPages) find(c *fiber.Ctx) (decision.Decision, error) {
	return p.Decisions.Find(c.UserContext(), user(c), decision.ID(c.Params("id")))
}

// twinOf is the act that has the number already, for the link beside the field.
func twinOf(wrong problem.Fields) string {
	for _, fault := range wrong {
		if id, ok := fault.Args["ID"].(string); ok && fault.Key == "decision.number_taken" {
			return id
		}
	}
	return ""
}
