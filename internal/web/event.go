// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// eventRoutes are part of the appeals' addresses.
func (s *site) eventRoutes() {
	p := eventPages{s}
	s.get("/appeals/:id/events/new", p.new)
	s.post("/appeals/:id/events", p.add)
	s.get("/events/:id/edit", p.editForm)
	s.post("/events/:id/edit", p.edit)
	s.post("/events/:id/remove", p.remove)
}

// eventPages are the events of an appeal.
type eventPages struct{ *site }

// eventForm is what is typed of an event.
type eventForm struct {
	ID, Kind, On, Note string
	Version            int
}

func readEvent(c *fiber.Ctx) eventForm {
	f := read(c)
	return eventForm{ID: f.id(), Kind: f.text("event_kind"), On: f.text("event_on"), Note: f.text("event_note"), Version: f.version()}
}

type eventEdit struct {
	Appeal      appeal.Appeal
	Trail       campaignTrail
	Form        eventForm
	Kinds       []option
	Removable   bool
	Differences []difference
	Errors      problem.Fields
}

func (p eventPages) page(c *fiber.Ctx, of appeal.ID, form eventForm) (page eventEdit, err error) {
	sheet, err := p.Appeals.Appeal(c.UserContext(), user(c), of)
	if err != nil {
		return page, err
	}
	trail := campaignTrail{Campaign: sheet.Campaign, Tab: "appeals", Here: sheet.Title}
	page = eventEdit{Appeal: sheet.Appeal, Trail: trail, Form: form}
	for _, kind := range appeal.EventKinds {
		page.Kinds = append(page.Kinds, option{Value: string(kind), Label: p.speak(c).Say("event.kind." + string(kind))})
	}
	return page, nil
}

func (p eventPages) new(c *fiber.Ctx) error {
	page, err := p.page(c, appealID(c), eventForm{ID: newID(), Kind: string(appeal.Hearing)})
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	return p.render(c, "appeal/event", page)
}

func (p eventPages) add(c *fiber.Ctx) error {
	form, of := readEvent(c), appealID(c)
	var wrong problem.Fields
	on := read(c).day("event_on", &wrong)
	refusal := wrong.Err()
	if refusal == nil {
		refusal = p.Appeals.AddEvent(c.UserContext(), user(c), appeal.EventID(form.ID), of, appeal.EventKind(form.Kind), on, form.Note)
	}
	if refusal == nil {
		return p.redirect(c, "/appeals/"+string(of), "event.added")
	}
	page, err := p.page(c, of, form)
	if err != nil {
		return err
	}
	page.Errors = wrongWith(refusal)
	return p.refuse(c, refusal, "appeal/event", page)
}

func (p eventPages) editForm(c *fiber.Ctx) error {
	event, page, err := p.known(c)
	if err == nil {
		err = writersOnly(c)
	}
	if err != nil {
		return err
	}
	page.Form = eventForm{ID: string(event.ID), Kind: string(event.Kind), On: event.HappenedOn.String(), Note: event.Note, Version: event.Version}
	return p.render(c, "appeal/event_edit", page)
}

// known reads the event of the address, and the page around it.
func (p eventPages) known(c *fiber.Ctx) (appeal.Event, eventEdit, error) {
	event, of, err := p.Appeals.Event(c.UserContext(), user(c), appeal.EventID(c.Params("id")))
	if err != nil {
		return event, eventEdit{}, err
	}
	page, err := p.page(c, of.ID, eventForm{})
	page.Removable = !event.Move()
	return event, page, err
}

func (p eventPages) edit(c *fiber.Ctx) error {
	form, id := readEvent(c), appeal.EventID(c.Params("id"))
	var wrong problem.Fields
	on := read(c).day("event_on", &wrong)
	refusal := wrong.Err()
	if refusal == nil {
		refusal = p.Appeals.EditEvent(c.UserContext(), user(c), id, form.Version, on, form.Note)
	}
	event, page, err := p.known(c)
	if err != nil {
		return err
	}
	if refusal == nil {
		return p.redirect(c, "/appeals/"+string(event.AppealID), "event.edited")
	}
	form.ID, form.Kind = string(event.ID), string(event.Kind)
	page.Form, page.Errors = form, wrongWith(refusal)
	if overtaken(refusal) {
		page.Form.Version = event.Version // what is shown beside has been seen
		page.Differences = differences(p.speak(c), []pair{
			{"event.date", form.On, event.HappenedOn.String()}, {"event.note", form.Note, event.Note},
		})
	}
	return p.refuse(c, refusal, "appeal/event_edit", page)
}

func (p eventPages) remove(c *fiber.Ctx) error {
	id := appeal.EventID(c.Params("id"))
	event, _, err := p.Appeals.Event(c.UserContext(), user(c), id)
	if err != nil {
		return err
	}
	if err := p.Appeals.RemoveEvent(c.UserContext(), user(c), id); err != nil {
		return err
	}
	return p.redirect(c, "/appeals/"+string(event.AppealID), "event.removed")
}
