// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/audit"
)

// objects names what the acts of a page were done to, by id: the title of an
// appeal or of a filing, the number of an exhibit or of a decision, the reference
// of a co-plaintiff, never a person's name. It asks once for each kind of thing
// that the page speaks of.
func (p journalPages) objects(c *fiber.Ctx, entries []audit.Entry) (map[string]string, error) {
	named, asked := map[string]string{}, map[string]bool{}
	for _, entry := range entries {
		noun := nounOf(entry)
		if noun == "exhibit" {
			named[entry.SubjectID] = p.speak(c).Say("exhibit.number", "Number", entry.Facts()["number"])
		}
		if find := p.namers()[noun]; find != nil && !asked[noun] {
			asked[noun] = true
			if err := find(c, named); err != nil {
				return nil, err
			}
		}
	}
	return named, nil
}

// nounOf is what kind of thing an act was done to.
func nounOf(entry audit.Entry) string {
	noun, verb, _ := strings.Cut(entry.Action, ".")
	switch {
	case strings.HasPrefix(verb, "decision_"):
		return "decision"
	case noun == "event": // its subject is the appeal
		return "appeal"
	}
	return noun
}

// namers name everything of one kind in the campaign.
func (p journalPages) namers() map[string]func(*fiber.Ctx, map[string]string) error {
	return map[string]func(*fiber.Ctx, map[string]string) error{
		"appeal": p.nameAppeals, "filing": p.nameFilings, "decision": p.nameDecisions, "coplaintiff": p.nameCoPlaintiffs,
	}
}

func (p journalPages) nameAppeals(c *fiber.Ctx, named map[string]string) error {
	appeals, err := p.Appeals.Appeals(c.UserContext(), user(c), campaignID(c))
	for _, a := range appeals {
		named[string(a.ID)] = a.Title
	}
	return err
}

func (p journalPages) nameFilings(c *fiber.Ctx, named map[string]string) error {
	shelf, err := p.Filings.Of(c.UserContext(), user(c), campaignID(c))
	for _, f := range shelf.Filings {
		named[string(f.ID)] = f.Title
	}
	return err
}

func (p journalPages) nameDecisions(c *fiber.Ctx, named map[string]string) error {
	decisions, err := p.Appeals.DecisionsOf(c.UserContext(), user(c), campaignID(c))
	for _, d := range decisions {
		named[string(d.ID)] = d.Title
		if d.Number != "" {
			named[string(d.ID)] = p.speak(c).Say("journal.decision", "Number", d.Number)
		}
	}
	return err
}

func (p journalPages) nameCoPlaintiffs(c *fiber.Ctx, named map[string]string) error {
	references, err := p.CoPlaintiffs.References(c.UserContext(), user(c), campaignID(c))
	for id, reference := range references {
		named[string(id)] = reference
	}
	return err
}
