// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
)

func (s *site) journalRoutes() {
	s.get("/campaigns/:id/journal", journalPages{s}.list)
}

// journalPages show who did what in a campaign.
type journalPages struct{ *site }

// journalLine is one act in words.
type journalLine struct {
	At          time.Time
	Actor, What string
	Href        string // the page of what it was done to, "" when there is none
	Object      string // what it was done to, "" when nothing short names it
}

type journalList struct {
	Head    campaignHead
	Lines   []journalLine
	Nature  audit.Nature
	Natures []audit.Nature
	Pager   pager
}

func (p journalPages) list(c *fiber.Ctx) error {
	head, err := p.campaignHead(c, campaignID(c), "journal")
	if err != nil {
		return err
	}
	number, nature := pageAsked(c), audit.Nature(c.Query("nature"))
	journal, err := p.Appeals.Journal(c.UserContext(), user(c), campaignID(c), nature, number)
	if err != nil {
		return err
	}
	names, err := p.People.Names(c.UserContext())
	if err != nil {
		return err
	}
	objects, err := p.objects(c, journal.Entries)
	if err != nil {
		return err
	}
	page := journalList{
		Head: head, Nature: nature, Natures: []audit.Nature{"", audit.Changes, audit.Readings},
		Pager: newPager(c, number, journal.Total, appeal.JournalPage, url.Values{"nature": {string(nature)}}),
	}
	for _, entry := range journal.Entries {
		line := journalLineOf(p.speak(c), names, entry)
		line.Object = objects[entry.SubjectID]
		page.Lines = append(page.Lines, line)
	}
	return p.render(c, "journal/list", page)
}

// subjects says where the page of a thing is, by the first word of what was done.
var subjects = map[string]string{
	"appeal": "/appeals/", "deadline": "/deadlines/", "coplaintiff": "/coplaintiffs/",
	"exhibit": "/exhibits/", "filing": "/filings/", "decision": "/decisions/",
}

func journalLineOf(speaker *locale.Speaker, names map[string]string, entry audit.Entry) journalLine {
	line := journalLine{At: entry.At, Actor: names[entry.Actor]}
	if line.Actor == "" {
		line.Actor = speaker.Say("journal.program")
	}
	line.What = speaker.SayWith("journal.action."+entry.Action, factsOf(speaker, entry))
	if path, known := subjects[nounOf(entry)]; known && entry.SubjectID != entry.CampaignID {
		line.Href = path + entry.SubjectID
	}
	return line
}

// factsOf puts the detail of an entry into words: days, stages and kinds are
// codes there. Every sentence may name Person, From, To, On and What.
func factsOf(speaker *locale.Speaker, entry audit.Entry) map[string]any {
	words := map[string]any{"From": "", "To": "", "On": speaker.Say("locale.unknown"), "What": ""}
	for name, value := range entry.Facts() {
		if day, err := calendar.ParseDay(value); err == nil {
			words[capital(name)] = day
			continue
		}
		for _, prefix := range []string{"appeal.stage.", "event.kind.", "appeal.kind.", "deadline.status."} {
			if speaker.Knows(prefix + value) {
				value = speaker.Say(prefix + value)
				break
			}
		}
		if value != "" {
			words[capital(name)] = value
		}
	}
	return words
}

// capital turns the name of a fact into the one sentences use.
func capital(name string) string {
	if name == "kind" || name == "how" || name == "number" {
		return "What"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
