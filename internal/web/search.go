// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/network"
)

func (s *site) searchRoutes() { s.get("/search", searchPages{s}.list) }

// searchPages look through everything somebody may see, by one box.
type searchPages struct{ *site }

// searchList shows what was found, noun by noun, a few of each.
type searchList struct {
	Text string
	appeal.Found
	Decisions    []decision.Decision
	AllDecisions int
	Networks     []network.Listed
	Exhibits     []evidence.Exhibit
}

// Nothing tells whether nothing was found.
func (l searchList) Nothing() bool {
	return len(l.Campaigns)+len(l.Appeals)+len(l.Decisions)+len(l.Networks)+len(l.Exhibits) == 0
}

const (
	searchShown = 10
	searchMax   = 200 // characters that are looked at
)

func (p searchPages) list(c *fiber.Ctx) (err error) {
	text := []rune(c.Query("q"))
	page := searchList{Text: string(text[:min(len(text), searchMax)])}
	if network.Matcher(page.Text) == nil {
		return p.render(c, "search/list", page)
	}
	ctx, by := c.UserContext(), user(c)
	if page.Found, err = p.Appeals.Search(ctx, by, page.Text, searchShown); err != nil {
		return err
	}
	if page.Decisions, page.AllDecisions, err = p.Decisions.All(ctx, by, decision.Filter{Text: page.Text, Today: p.today()}); err != nil {
		return err
	}
	page.Decisions = page.Decisions[:min(len(page.Decisions), searchShown)]
	if page.Networks, _, err = p.Networks.All(ctx, by, page.Text, 1); err != nil {
		return err
	}
	page.Networks = page.Networks[:min(len(page.Networks), searchShown)]
	if page.Exhibits, err = p.Evidence.Search(ctx, by, page.Text, searchShown); err != nil {
		return err
	}
	return p.render(c, "search/list", page)
}
