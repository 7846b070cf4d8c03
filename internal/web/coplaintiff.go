// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) coplaintiffRoutes() {
	p := coplaintiffPages{s}
	s.get("/campaigns/:id/people", p.list)
	s.getWriting("/campaigns/:id/people/new", p.new)
	s.post("/campaigns/:id/people", p.add)
	s.get("/coplaintiffs/:id", p.show)
	s.getWriting("/coplaintiffs/:id/edit", p.editForm)
	s.post("/coplaintiffs/:id/edit", p.edit)
	s.getWriting("/coplaintiffs/:id/roles/new", p.roleForm)
	s.post("/coplaintiffs/:id/roles", p.giveRole)
	s.getWriting("/coplaintiffs/:id/roles/:role/end", p.endForm)
	s.post("/coplaintiffs/:id/roles/:role/end", p.endRole)
}

// coplaintiffPages are the people and associations of a campaign.
type coplaintiffPages struct{ *site }

type coplaintiffList struct {
	Head campaignHead
	coplaintiff.List
	Filter                 coplaintiff.Filter
	Appeal, Roles, Missing []option
	Pager                  pager
	MayWrite               bool
}

// Title names an appeal of the campaign.
func (l coplaintiffList) Title(id appeal.ID) string { return titleOf(l.Appeals, id) }

// standing is a capacity of one person, and in how many appeals they have it.
type standing struct {
	Kind    coplaintiff.RoleKind
	Appeals []string
}

// Standings gathers the roles of a party by capacity: somebody who signed eleven
// appeals takes one line, not eleven.
func (l coplaintiffList) Standings(party coplaintiff.Party) (of []standing) {
	for _, kind := range coplaintiff.RoleKinds {
		s := standing{Kind: kind}
		for _, role := range party.Roles {
			if role.Kind == kind {
				s.Appeals = append(s.Appeals, titleOf(l.Appeals, role.AppealID))
			}
		}
		if len(s.Appeals) > 0 {
			of = append(of, s)
		}
	}
	return of
}

func titleOf(appeals []appeal.Appeal, id appeal.ID) string {
	i := slices.IndexFunc(appeals, func(a appeal.Appeal) bool { return a.ID == id })
	if i < 0 {
		return ""
	}
	return appeals[i].Title
}

func (p coplaintiffPages) list(c *fiber.Ctx) error {
	filter := coplaintiff.Filter{
		Appeal: appeal.ID(c.Query("appeal")), Role: coplaintiff.RoleKind(c.Query("role")), Missing: coplaintiff.Fact(c.Query("missing")),
		Page: pageAsked(c),
	}
	head, err := p.campaignHead(c, campaignID(c), "people")
	if err != nil {
		return err
	}
	list, err := p.CoPlaintiffs.Of(c.UserContext(), user(c), campaignID(c), filter)
	if err != nil {
		return err
	}
	speaker := p.speak(c)
	return p.render(c, "coplaintiff/list", coplaintiffList{
		Head: head, List: list, Filter: filter, MayWrite: user(c).MayWrite(),
		Appeal:  appealOptions(speaker, list.Appeals, "coplaintiff.any_appeal"),
		Roles:   append([]option{{"", speaker.Say("coplaintiff.any_role")}}, roleOptions(speaker)...),
		Missing: missingOptions(speaker),
		Pager: newPager(c, filter.Page, list.Found, coplaintiff.PageLength, url.Values{
			"appeal": {string(filter.Appeal)}, "role": {string(filter.Role)}, "missing": {string(filter.Missing)},
		}),
	})
}

func appealOptions(speaker *locale.Speaker, appeals []appeal.Appeal, none string) []option {
	of := []option{{"", speaker.Say(none)}}
	for _, a := range appeals {
		of = append(of, option{string(a.ID), a.Title})
	}
	return of
}

func roleOptions(speaker *locale.Speaker) (of []option) {
	for _, kind := range coplaintiff.RoleKinds {
		of = append(of, option{string(kind), speaker.Say("coplaintiff.role." + string(kind))})
	}
	return of
}

func missingOptions(speaker *locale.Speaker) []option {
	of := []option{{"", speaker.Say("coplaintiff.any_file")}}
	for _, fact := range coplaintiff.Facts {
		of = append(of, option{string(fact), speaker.Say("coplaintiff.without." + string(fact))})
	}
	return of
}

type coplaintiffShow struct {
	coplaintiff.Sheet
	Trail    campaignTrail
	MayWrite bool
}

func trailTo(sheet coplaintiff.Sheet) campaignTrail {
	return campaignTrail{Campaign: sheet.Campaign, Tab: "people", Here: sheet.Reference()}
}

// Title names the appeal of a role.
func (s coplaintiffShow) Title(id appeal.ID) string { return titleOf(s.Appeals, id) }

func (p coplaintiffPages) show(c *fiber.Ctx) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	return p.render(c, "coplaintiff/show", coplaintiffShow{Sheet: sheet, Trail: trailTo(sheet), MayWrite: user(c).MayWrite()})
}

func (p coplaintiffPages) sheet(c *fiber.Ctx) (coplaintiff.Sheet, error) {
	return p.CoPlaintiffs.Find(c.UserContext(), user(c), coplaintiff.ID(c.Params("id")))
}

// coplaintiffForm is what is typed about a person or an association.
type coplaintiffForm struct {
	ID      string
	Version int
	coplaintiff.Details
}

func readCoPlaintiff(c *fiber.Ctx) coplaintiffForm {
	f := read(c)
	return coplaintiffForm{ID: f.id(), Version: f.version(), Details: coplaintiff.Details{
		Kind: coplaintiff.Kind(f.text("kind")), GivenName: f.text("given_name"), FamilyName: f.text("family_name"),
		Name: f.text("name"), Signatory: f.text("signatory"), Street: f.text("street"), PostalCode: f.text("postal_code"),
		Town: f.text("town"), Email: f.text("email"), Phone: f.text("phone"), OwnWords: f.text("own_words"),
	}}
}

type coplaintiffEdit struct {
	Trail       campaignTrail
	Form        coplaintiffForm
	Errors      problem.Fields
	Differences []difference
}

func (p coplaintiffPages) new(c *fiber.Ctx) error {
	kind := coplaintiff.NaturalPerson
	if c.Query("kind") == string(coplaintiff.Association) {
		kind = coplaintiff.Association
	}
	return p.newPage(c, coplaintiffForm{ID: newID(), Details: coplaintiff.Details{Kind: kind}}, nil)
}

func (p coplaintiffPages) newPage(c *fiber.Ctx, form coplaintiffForm, refused error) error {
	campaign, err := p.Appeals.FindCampaign(c.UserContext(), user(c), campaignID(c))
	if err != nil {
		return err
	}
	trail := campaignTrail{Campaign: campaign, Tab: "people", Here: p.speak(c).Say("coplaintiff.new." + string(form.Kind))}
	page := coplaintiffEdit{Trail: trail, Form: form, Errors: wrongWith(refused)}
	if refused != nil {
		return p.refuse(c, refused, "coplaintiff/new", page)
	}
	return p.render(c, "coplaintiff/new", page)
}

func (p coplaintiffPages) add(c *fiber.Ctx) error {
	form := readCoPlaintiff(c)
	if form.Kind != coplaintiff.Association {
		form.Kind = coplaintiff.NaturalPerson
	}
	id := coplaintiff.ID(form.ID)
	if err := p.CoPlaintiffs.Add(c.UserContext(), user(c), id, campaignID(c), form.Details); err != nil {
		return p.newPage(c, form, err)
	}
	return p.redirect(c, "/coplaintiffs/"+string(id), "coplaintiff.added")
}

func (p coplaintiffPages) editForm(c *fiber.Ctx) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	form := coplaintiffForm{ID: string(sheet.ID), Version: sheet.Version, Details: sheet.Details}
	return p.render(c, "coplaintiff/edit", coplaintiffEdit{Trail: trailTo(sheet), Form: form})
}

func (p coplaintiffPages) edit(c *fiber.Ctx) error {
	id, form := coplaintiff.ID(c.Params("id")), readCoPlaintiff(c)
	form.ID = string(id)
	if err := p.CoPlaintiffs.Edit(c.UserContext(), user(c), id, form.Version, form.Details); err != nil {
		return p.editAgain(c, form, err)
	}
	return p.redirect(c, "/coplaintiffs/"+string(id), "coplaintiff.edited")
}

// editAgain shows the refused form. When somebody else was faster, it shows what
// they wrote beside it, and the next attempt replaces that knowingly.
func (p coplaintiffPages) editAgain(c *fiber.Ctx, form coplaintiffForm, refused error) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	form.Kind = sheet.Kind
	page := coplaintiffEdit{Trail: trailTo(sheet), Form: form, Errors: wrongWith(refused)}
	if overtaken(refused) {
		page.Form.Version = sheet.Version
		page.Differences = comparePeople(p.speak(c), form.Details, sheet.Details)
	}
	return p.refuse(c, refused, "coplaintiff/edit", page)
}

func comparePeople(speaker *locale.Speaker, mine, kept coplaintiff.Details) []difference {
	return differences(speaker, []pair{
		{"coplaintiff.field.given_name", mine.GivenName, kept.GivenName},
		{"coplaintiff.field.family_name", mine.FamilyName, kept.FamilyName},
		{"coplaintiff.field.name", mine.Name, kept.Name},
		{"coplaintiff.field.signatory", mine.Signatory, kept.Signatory},
		{"coplaintiff.field.street", mine.Street, kept.Street},
		{"coplaintiff.field.postal_code", mine.PostalCode, kept.PostalCode},
		{"coplaintiff.field.town", mine.Town, kept.Town},
		{"coplaintiff.field.email", mine.Email, kept.Email},
		{"coplaintiff.field.phone", mine.Phone, kept.Phone},
		{"coplaintiff.field.own_words", mine.OwnWords, kept.OwnWords},
	})
}
