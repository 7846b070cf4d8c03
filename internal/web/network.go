// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) networkRoutes() {
	p := networkPages{s}
	s.get("/networks", p.list)
	s.getWriting("/networks/new", p.new)
	s.post("/networks", p.add)
	s.get("/networks/:id", p.show)
	s.getWriting("/networks/:id/edit", p.editForm)
	s.post("/networks/:id/edit", p.edit)
	s.post("/networks/:id/counts", p.addCount)
	s.post("/networks/:id/counts/:row/remove", p.removeCount)
	s.post("/networks/:id/uses", p.addUse)
	s.post("/networks/:id/uses/:row/remove", p.removeUse)
}

// networkPages are the camera networks of communes.
type networkPages struct{ *site }

type networkList struct {
	Networks []network.Listed
	Text     string
	Pager    pager
	MayWrite bool
}

func (p networkPages) list(c *fiber.Ctx) error {
	text, asked := c.Query("f"), pageAsked(c)
	networks, total, err := p.Networks.All(c.UserContext(), user(c), text, asked)
	if err != nil {
		return err
	}
	return p.render(c, "network/list", networkList{
		Networks: networks, Text: text, MayWrite: user(c).MayWrite(),
		Pager: newPager(c, asked, total, network.PageSize, url.Values{"f": {text}}),
	})
}

// networkForm is what is typed to add or edit a network.
type networkForm struct {
	ID                                   string
	Commune                              communeTyped
	Name, Operator, RetentionDays, Notes string
	Version                              int
}

type networkEdit struct {
	Network     network.ID // "" for a new one
	Form        networkForm
	Errors      problem.Fields
	Differences []difference
}

func readNetwork(f form) (typed networkForm, details network.Details, wrong problem.Fields) {
	typed = networkForm{
		ID: f.id(), Name: f.text("name"), Operator: f.text("operator"),
		RetentionDays: f.text("retention_days"), Notes: f.text("notes"), Version: f.version(),
	}
	details = network.Details{Name: typed.Name, Operator: typed.Operator, Notes: typed.Notes}
	typed.Commune, details.CommuneCode = readCommune(f, &wrong)
	details.RetentionDays = f.number("retention_days", &wrong)
	return typed, details, wrong
}

func networkKept(n network.Network) networkForm {
	return networkForm{
		Commune: communeKept(n.CommuneCode), Name: n.Name, Operator: n.Operator,
		RetentionDays: numberText(n.RetentionDays), Notes: n.Notes, Version: n.Version,
	}
}

func (p networkPages) new(c *fiber.Ctx) error {
	form := networkForm{ID: newID(), Commune: communeKept(c.Query("commune"))}
	return p.render(c, "network/new", networkEdit{Form: form})
}

func (p networkPages) add(c *fiber.Ctx) error {
	typed, details, wrong := readNetwork(read(c))
	err := wrong.Err()
	if err == nil {
		err = p.Networks.Add(c.UserContext(), user(c), network.ID(typed.ID), details)
	}
	if err != nil {
		return p.refuse(c, err, "network/new", networkEdit{Form: typed, Errors: wrongWith(err)})
	}
	return p.redirect(c, "/networks/"+typed.ID, "network.added")
}

func (p networkPages) editForm(c *fiber.Ctx) error {
	known, err := p.find(c)
	if err != nil {
		return err
	}
	return p.render(c, "network/edit", networkEdit{Network: known.ID, Form: networkKept(known.Network)})
}

func (p networkPages) edit(c *fiber.Ctx) error {
	known, err := p.find(c)
	if err != nil {
		return err
	}
	typed, details, wrong := readNetwork(read(c))
	err = wrong.Err()
	if err == nil {
		err = p.Networks.Edit(c.UserContext(), user(c), known.ID, typed.Version, details)
	}
	if err != nil {
		page := networkEdit{Network: known.ID, Form: typed, Errors: wrongWith(err)}
		if overtaken(err) {
			page.Differences = p.differences(c, typed, networkKept(known.Network))
			page.Form.Version = known.Version
		}
		return p.refuse(c, err, "network/edit", page)
	}
	return p.redirect(c, "/networks/"+string(known.ID), "network.changed")
}

func (p networkPages) differences(c *fiber.Ctx, mine, kept networkForm) []difference {
	return differences(p.speak(c), []pair{
		{"network.field.commune", mine.Commune.Text, kept.Commune.Text},
		{"network.field.name", mine.Name, kept.Name},
		{"network.field.operator", mine.Operator, kept.Operator},
		{"network.field.retention_days", mine.RetentionDays, kept.RetentionDays},
		{"network.field.notes", mine.Notes, kept.Notes},
	})
}

func (p networkPages) find(c *fiber.Ctx) (network.Known, error) {
	return p.Networks.Find(c.UserContext(), user(c), network.ID(c.Params("id")))
}

// networkShow is everything that is known of a network, with the forms that add
// to it.
type networkShow struct {
	network.Known
	Decisions []decision.Decision
	Count     countForm
	Use       useForm
	Errors    problem.Fields
	MayWrite  bool
}

// Retention is how many days images are kept, 0 when unknown.
func (n networkShow) Retention() int { return int(whole(n.RetentionDays)) }

// CountOpen tells whether the form of a count was refused.
func (n networkShow) CountOpen() bool { return n.Count.Sent }

// UseOpen tells whether the form of a use was refused.
func (n networkShow) UseOpen() bool { return n.Use.Sent }

func (p networkPages) show(c *fiber.Ctx) error {
	page, err := p.sheet(c)
	if err != nil {
		return err
	}
	return p.render(c, "network/show", page)
}

func (p networkPages) sheet(c *fiber.Ctx) (networkShow, error) {
	known, err := p.find(c)
	if err != nil {
		return networkShow{}, err
	}
	decisions, err := p.Decisions.OfCommune(c.UserContext(), user(c), known.CommuneCode)
	return networkShow{
		Known: known, Decisions: decisions, MayWrite: user(c).MayWrite(),
		Count: countForm{ID: newID()}, Use: useForm{ID: newID()},
	}, err
}
