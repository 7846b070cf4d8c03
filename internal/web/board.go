// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
)

func (s *site) boardRoutes() {
	s.get("/", boardPages{s}.show)
}

// boardPages is the home page: what is due, and the campaigns.
type boardPages struct{ *site }

type boardShow struct {
	appeal.Board
	Filter   appeal.Filter
	Choices  []option // campaigns to filter by
	Kinds    []option
	MayWrite bool
}

// Filtered tells whether the board leaves something out by choice.
func (b boardShow) Filtered() bool { return b.Filter.Campaign != "" || b.Filter.Kind != "" }

// Fresh tells whether there is nothing yet that could fall due.
func (b boardShow) Fresh() bool { return len(b.Campaigns) == 0 }

// Chosen tells whether the board is narrowed to this campaign.
func (b boardShow) Chosen(campaign string) bool { return campaign == string(b.Filter.Campaign) }

// Of tells whether the board is narrowed to this kind of date.
func (b boardShow) Of(kind string) bool { return kind == string(b.Filter.Kind) }

// Whole is the address of the board with its horizon to the end.
func (b boardShow) Whole() string {
	asked := url.Values{"horizon": {"whole"}}
	if b.Filter.Campaign != "" {
		asked.Set("campaign", string(b.Filter.Campaign))
	}
	if b.Filter.Kind != "" {
		asked.Set("kind", string(b.Filter.Kind))
	}
	return "/?" + asked.Encode()
}

func (p boardPages) show(c *fiber.Ctx) error {
	filter := appeal.Filter{Campaign: appeal.CampaignID(c.Query("campaign")), Whole: c.Query("horizon") == "whole"}
	if kind := appeal.ItemKind(c.Query("kind")); slices.Contains(appeal.ItemKinds, kind) {
		filter.Kind = kind
	}
	board, err := p.Appeals.Board(c.UserContext(), user(c), p.today(), filter)
	if err != nil {
		return err
	}
	speaker := p.speak(c)
	page := boardShow{Board: board, Filter: filter, MayWrite: user(c).MayWrite()}
	page.Choices = []option{{Label: speaker.Say("board.all_campaigns")}}
	for _, campaign := range board.Campaigns {
		page.Choices = append(page.Choices, option{Value: string(campaign.ID), Label: campaign.Title})
	}
	page.Kinds = []option{{Label: speaker.Say("board.all_kinds")}}
	for _, kind := range appeal.ItemKinds {
		page.Kinds = append(page.Kinds, option{Value: string(kind), Label: speaker.Say("board.kind." + string(kind))})
	}
	return p.render(c, "board/show", page)
}
