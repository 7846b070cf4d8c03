// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) deadlineRoutes() {
	p := deadlinePages{s}
	s.get("/campaigns/:id/deadlines", p.list)
	s.get("/deadlines/:id", p.show)
	s.post("/deadlines/:id/close", p.close)
}

// deadlinePages are the deadlines of a campaign, each with its explanation.
type deadlinePages struct{ *site }

// dueLine is one deadline of a list, with its rule.
type dueLine struct {
	appeal.DeadlineSheet
	Rule  deadline.Rule
	Stamp stamp
}

func newDueLine(sheet appeal.DeadlineSheet, today calendar.Day) dueLine {
	rule, _ := deadline.RuleByID(sheet.Rule)
	line := dueLine{DeadlineSheet: sheet, Rule: rule, Stamp: stamp{On: sheet.SafeDay}}
	if sheet.Status == appeal.Open {
		line.Stamp.Class = urgency(sheet.SafeDay, today)
	}
	return line
}

type deadlineList struct {
	Head         campaignHead
	Open, Closed []dueLine
}

func (p deadlinePages) list(c *fiber.Ctx) error {
	head, err := p.campaignHead(c, campaignID(c), "deadlines")
	if err != nil {
		return err
	}
	sheets, err := p.Appeals.Deadlines(c.UserContext(), user(c), campaignID(c))
	if err != nil {
		return err
	}
	page := deadlineList{Head: head}
	for _, sheet := range sheets {
		line := newDueLine(sheet, p.today())
		if sheet.Status == appeal.Open {
			page.Open = append(page.Open, line)
		} else {
			page.Closed = append(page.Closed, line)
		}
	}
	return p.render(c, "deadline/list", page)
}

// urgency is the class of a day by which one must act.
func urgency(day, today calendar.Day) string {
	switch away := day.Sub(today); {
	case away < 0:
		return "late"
	case away <= nearDays:
		return "near"
	}
	return ""
}

// stepLine is one sentence of an explanation, and the text it rests on.
type stepLine struct{ Text, Article string }

// deadlineShow is the explanation sheet: a page that somebody who is not a
// lawyer can read, and that a lawyer can check.
type deadlineShow struct {
	appeal.DeadlineSheet
	Trail     campaignTrail
	Law       deadline.Rule
	Steps     []stepLine
	Same      bool   // the rules of today still give the days that were kept
	Urgency   string // "late", "near" or ""
	EnteredBy string
	ClosedBy  string
	MayWrite  bool
	Ways      []option // how it may end
	How, Why  string   // what was typed to close it
	Errors    problem.Fields
}

// Safer tells whether alerts use an earlier day than the ordinary reading.
func (d deadlineShow) Safer() bool { return d.SafeDay.Before(d.LastDay) }

func (p deadlinePages) show(c *fiber.Ctx) error {
	page, err := p.page(c)
	if err != nil {
		return err
	}
	return p.render(c, "deadline/show", page)
}

func (p deadlinePages) page(c *fiber.Ctx) (page deadlineShow, err error) {
	sheet, err := p.Appeals.Deadline(c.UserContext(), user(c), appeal.DeadlineID(c.Params("id")))
	if err != nil {
		return page, err
	}
	names, err := p.People.Names(c.UserContext())
	if err != nil {
		return page, err
	}
	speaker := p.speak(c)
	computed, same := sheet.Computed()
	page = deadlineShow{
		DeadlineSheet: sheet, Law: computed.Rule, Steps: stepsOf(speaker, computed), Same: same,
		Trail:     campaignTrail{Campaign: sheet.Campaign, Tab: "deadlines", Here: speaker.Day(sheet.LastDay)},
		EnteredBy: nameOf(speaker, names, sheet.CreatedBy), ClosedBy: nameOf(speaker, names, sheet.EndedBy),
		MayWrite: user(c).MayWrite(),
	}
	for _, way := range []appeal.DeadlineStatus{appeal.Met, appeal.Cancelled} {
		page.Ways = append(page.Ways, option{Value: string(way), Label: speaker.Say("deadline.status." + string(way))})
	}
	if sheet.Status == appeal.Open {
		page.Urgency = urgency(sheet.SafeDay, p.today())
	}
	return page, nil
}

func stepsOf(speaker *locale.Speaker, computed deadline.Deadline) []stepLine {
	steps := make([]stepLine, len(computed.Steps))
	for i, step := range computed.Steps {
		steps[i] = stepLine{Text: speaker.SayWith(step.Key, step.Args), Article: step.Article}
	}
	return steps
}

// nameOf is who an id of the journal stands for; a command or a task has no name.
func nameOf(speaker *locale.Speaker, names map[string]string, actor string) string {
	if name := names[actor]; name != "" {
		return name
	}
	return speaker.Say("journal.program")
}

func (p deadlinePages) close(c *fiber.Ctx) error {
	f, id := read(c), c.Params("id")
	how, why := f.text("how"), f.text("reason")
	refusal := p.Appeals.Close(c.UserContext(), user(c), appeal.DeadlineID(id), f.version(), appeal.DeadlineStatus(how), why)
	if refusal == nil {
		return p.redirect(c, "/deadlines/"+id, "deadline.closed")
	}
	page, err := p.page(c)
	if err != nil {
		return err
	}
	page.How, page.Why, page.Errors = how, why, wrongWith(refusal)
	return p.refuse(c, refusal, "deadline/show", page)
}
