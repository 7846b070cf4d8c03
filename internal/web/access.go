// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) accessRoutes() {
	p := accessPages{s}
	s.get("/campaigns/:id/access", p.show)
	s.post("/campaigns/:id/access", p.give)
	s.post("/campaigns/:id/access/:user/take", p.take)
}

// accessPages say who sees a campaign.
type accessPages struct{ *site }

type accessShow struct {
	Head    campaignHead
	Members []appeal.Member
	Others  []option // the accounts that could be let in
	Chosen  string
	Errors  problem.Fields
}

func (p accessPages) show(c *fiber.Ctx) error {
	page, err := p.page(c)
	if err != nil {
		return err
	}
	return p.render(c, "access/show", page)
}

func (p accessPages) page(c *fiber.Ctx) (page accessShow, err error) {
	if page.Head, err = p.campaignHead(c, campaignID(c), "access"); err != nil {
		return page, err
	}
	var others []person.User
	if page.Members, others, err = p.Appeals.Accesses(c.UserContext(), user(c), campaignID(c)); err != nil {
		return page, err
	}
	for _, u := range others {
		page.Others = append(page.Others, option{Value: string(u.ID), Label: u.Name + " (" + p.speak(c).Say("person.role."+string(u.Role)) + ")"})
	}
	return page, nil
}

func (p accessPages) give(c *fiber.Ctx) error {
	to := person.ID(read(c).text("user"))
	return p.after(c, p.Appeals.GiveAccess(c.UserContext(), user(c), campaignID(c), to), "access.given")
}

// take closes the campaign to an account; whoever gives up their own access
// cannot come back to this page, and goes to the list.
func (p accessPages) take(c *fiber.Ctx) error {
	from := person.ID(c.Params("user"))
	refusal := p.Appeals.TakeAccess(c.UserContext(), user(c), campaignID(c), from)
	if refusal == nil && from == user(c).ID {
		return p.redirect(c, "/campaigns", "access.taken")
	}
	return p.after(c, refusal, "access.taken")
}

func (p accessPages) after(c *fiber.Ctx, refusal error, done string) error {
	if refusal == nil {
		return p.redirect(c, "/campaigns/"+c.Params("id")+"/access", done)
	}
	page, err := p.page(c)
	if err != nil {
		return err
	}
	page.Chosen, page.Errors = read(c).text("user"), wrongWith(refusal)
	return p.refuse(c, refusal, "access/show", page)
}
