// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
)

func (s *site) boardRoutes() {
	s.get("/", boardPages{s}.show)
}

// boardPages is the home page: what is due, and the campaigns.
type boardPages struct{ *site }

type boardShow struct {
	appeal.Board
	Today    calendar.Day
	speaker  *locale.Speaker
	Filter   appeal.Filter
	Choices  []option // campaigns to filter by
	Kinds    []option
	MayWrite bool
}

// boardLine is one date of the board as it is shown.
type boardLine struct {
	appeal.Item
	Name string // of its decision, as it stands inside a sentence
	Away int    // days from today, negative once it is past
}

// Line puts a date of the board into words.
func (b boardShow) Line(item appeal.Item) boardLine {
	return boardLine{Item: item, Name: nameWithin(b.speaker, item.Decision), Away: item.On.Sub(b.Today)}
}

// Soon tells whether the number of days says more than the day itself.
func (l boardLine) Soon() bool { return l.Away > 0 && l.Away <= 90 }

// Ago is how many days ago it was.
func (l boardLine) Ago() int { return -l.Away }

// LodgedLate tells whether an appeal was lodged, but after the last day.
func (l boardLine) LodgedLate() bool { return l.Lodging != nil && !l.Settled() }

// nameWithin names a decision in the middle of a sentence: what sort of act it is
// begins with a small letter, a title stays as it was typed.
func nameWithin(speaker *locale.Speaker, d decision.Decision) string {
	if d.Number == "" {
		return d.Title
	}
	kind := speaker.Say("decision.kind." + string(d.Kind))
	first, size := utf8.DecodeRuneInString(kind)
	return speaker.Say("decision.numbered", "Kind", string(unicode.ToLower(first))+kind[size:], "Number", d.Number)
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
	page := boardShow{Board: board, Today: p.today(), speaker: speaker, Filter: filter, MayWrite: user(c).MayWrite()}
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
