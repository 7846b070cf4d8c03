// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/web/drawing"
)

// decisionShow is one act with everything that hangs on it.
type decisionShow struct {
	decision.Decision
	Clock      clock
	Ribbon     string
	Horizon    string // the five years of an authorisation, "" for other acts
	Replaced   *decision.Decision
	Replacing  []decision.Decision
	Comparison decision.Comparison
	Uses       appeal.Uses
	Networks   []network.Network
	Courts     decision.Courts
	Court      string // the competent tribunal
	Journal    []journalLine
	Errors     problem.Fields // of the form that sends the file
	MayWrite   bool
}

// Where is the commune filmed, for links and labels.
func (d decisionShow) Where() network.Commune {
	commune, _ := d.Commune()
	return commune
}

// Expires is the day on which the act stops covering the cameras.
func (d decisionShow) Expires() calendar.Day { return d.Expiry() }

// Own tells whether the act itself names that day.
func (d decisionShow) Own() bool { return !d.ExpiresOn.IsZero() }

// DaysKept is how many days an act lets images be kept, 0 when unknown.
func (d decisionShow) DaysKept(of decision.Details) int { return int(whole(of.RetentionDays)) }

// Stamp is the safe date of the limit.
func (c clock) Stamp() stamp { return stamp{On: c.SafeDate, Class: c.Urgency} }

// clock is the limit to appeal, seen from today.
type clock struct {
	deadline.Deadline
	Started bool // something is known to have started it
	Running bool
	Left    int    // days to the safe date, negative once it is past
	Urgency string // the class: "", near or late
	Why     []clockStep
	Closed  []closedDeadline // how it ended in the campaigns of the reader, when it is open in none
}

// closedDeadline is a deadline that somebody said the end of.
type closedDeadline struct {
	appeal.Deadline
	By string
}

// clockStep is one sentence of the explanation and the text it rests on.
type clockStep struct{ Text, Article string }

// nearDays is from how many days left on a page about one limit turns red: time to
// write the simplest appeal. The board, which sorts by nearness, does it at seven.
const nearDays = 15

func newClock(d decision.Details, today calendar.Day) clock {
	limit := d.Appealable()
	c := clock{Deadline: limit, Started: !limit.Date.IsZero(), Running: d.Running(today), Left: limit.SafeDate.Sub(today)}
	switch {
	case !c.Running:
	case c.Left < 0:
		c.Urgency = string(drawing.Late)
	case c.Left <= nearDays:
		c.Urgency = string(drawing.Near)
	}
	return c
}

// close keeps how the limit ended in the campaigns of the reader. Where it is open
// in one of them it still runs, and so it does where nobody keeps it.
func (c *clock) close(speaker *locale.Speaker, names map[string]string, kept []appeal.Deadline) {
	for _, d := range kept {
		switch {
		case d.Status == appeal.Open:
			c.Closed = nil
			return
		case d.Reason != "": // it did not lapse for want of a date
			c.Closed = append(c.Closed, closedDeadline{d, nameOf(speaker, names, d.EndedBy)})
		}
	}
	if len(c.Closed) > 0 {
		c.Urgency = ""
	}
}

// explain says how the limit was counted.
func (c *clock) explain(speaker *locale.Speaker) {
	for _, step := range c.Steps {
		c.Why = append(c.Why, clockStep{Text: speaker.SayWith(step.Key, step.Args), Article: step.Article})
	}
}

func (p decisionPages) show(c *fiber.Ctx) error {
	page, err := p.sheet(c)
	if err != nil {
		return err
	}
	return p.render(c, "decision/show", page)
}

func (p decisionPages) sheet(c *fiber.Ctx) (page decisionShow, err error) {
	ctx, by, speaker := c.UserContext(), user(c), p.speak(c)
	if page.Decision, err = p.find(c); err != nil {
		return page, err
	}
	page.MayWrite = by.MayWrite()
	page.Clock = newClock(page.Details, p.today())
	page.Clock.explain(speaker)
	page.Courts, _ = decision.CourtsOf(page.Departement)
	page.Court = decision.TribunalName(page.Courts.Tribunal)
	if page.Replaced, page.Replacing, err = p.Decisions.Family(ctx, by, page.Decision); err != nil {
		return page, err
	}
	if page.Replaced != nil {
		page.Comparison = decision.Compare(page.Replaced.Details, page.Details)
	}
	if page.CommuneCode != "" {
		if page.Networks, err = p.Networks.OfCommune(ctx, by, page.CommuneCode); err != nil {
			return page, err
		}
	}
	if page.Uses, err = p.Appeals.UsesOf(ctx, by, page.ID); err != nil {
		return page, err
	}
	names, err := p.People.Names(ctx)
	if err != nil {
		return page, err
	}
	page.Clock.close(speaker, names, page.Uses.Deadlines)
	page.Ribbon = drawing.Ribbon(ribbonOf(speaker, page.Details, page.Clock, p.today()))
	page.Horizon = horizonOf(speaker, page.Details, p.today())
	page.Journal, err = p.journal(c, names, page.ID)
	return page, err
}

func (p decisionPages) journal(c *fiber.Ctx, names map[string]string, id decision.ID) ([]journalLine, error) {
	entries, err := p.Decisions.Journal(c.UserContext(), user(c), id)
	if err != nil {
		return nil, err
	}
	lines := make([]journalLine, len(entries))
	for i, entry := range entries {
		lines[i] = journalLineOf(p.speak(c), names, entry)
		lines[i].Href = "" // one is there already
	}
	return lines, nil
}

// ribbonOf draws the five dates, and where we stand while the limit runs.
func ribbonOf(speaker *locale.Speaker, d decision.Details, c clock, today calendar.Day) drawing.RibbonInput {
	in := drawing.RibbonInput{Title: speaker.Say("decision.ribbon"), Urgency: drawing.Urgency(c.Urgency)}
	for _, date := range []struct {
		on  calendar.Day
		key string
	}{
		{d.SignedOn, "decision.ribbon.signed"}, {d.PublishedOn, "decision.ribbon.published"}, {d.PostedOn, "decision.ribbon.posted"},
		{d.NotifiedOn, "decision.ribbon.notified"}, {d.FirstSeenOn, "decision.ribbon.first_seen"},
	} {
		in.Events = append(in.Events, drawing.Event{On: date.on, Label: speaker.Say(date.key), When: speaker.DayPlain(date.on), Kind: drawing.Happened})
	}
	if !c.Started {
		return in
	}
	in.Events = append(in.Events, drawing.Event{On: c.SafeDate, Label: speaker.Say("decision.ribbon.last_day"), When: speaker.DayPlain(c.SafeDate), Kind: drawing.Safe})
	in.Periods = []drawing.Period{{From: c.From, To: c.SafeDate, Label: speaker.Say("decision.ribbon.limit")}}
	if c.Running {
		in.Events = append(in.Events, drawing.Event{On: today, Label: speaker.Say("decision.ribbon.today"), When: speaker.DayPlain(today), Kind: drawing.Today})
	}
	return in
}

// horizonOf draws the five years of an authorisation and the window before their
// end in which its renewal is asked for; "" where no signature starts them.
func horizonOf(speaker *locale.Speaker, d decision.Details, today calendar.Day) string {
	end := d.Expiry()
	if !d.Kind.Prefectoral() || d.SignedOn.IsZero() || end.IsZero() || !d.ExpiresOn.IsZero() {
		return ""
	}
	event := func(on calendar.Day, key string) drawing.Event {
		return drawing.Event{On: on, Label: speaker.Say(key), When: speaker.DayPlain(on), Kind: drawing.Happened}
	}
	return drawing.Horizon(drawing.HorizonInput{
		Title: speaker.Say("decision.horizon"),
		Start: event(d.SignedOn, "decision.ribbon.signed"), Window: event(deadline.RenewalOpens(d.SignedOn), "decision.horizon.window"),
		End: event(end, "decision.expiry"), Today: event(today, "decision.ribbon.today"),
	})
}

func (p decisionPages) addFile(c *fiber.Ctx) error {
	id := decision.ID(c.Params("id"))
	up, err := readUpload(c)
	if err == nil {
		err = p.Decisions.AttachFile(c.UserContext(), user(c), id, up.FileName, up.File)
	}
	if err == nil {
		return p.redirect(c, "/decisions/"+string(id), "decision.file_added")
	}
	beside := besideFile(err)
	if beside == nil {
		return err
	}
	page, err := p.sheet(c)
	if err != nil {
		return err
	}
	page.Errors = wrongWith(beside)
	return p.refuse(c, beside, "decision/show", page)
}

// besideFile puts a refusal of a sent file beside its field; nil when the error
// is no such refusal.
func besideFile(err error) error {
	code := problem.CodeOf(err)
	switch {
	case len(problem.FieldsOf(err)) > 0:
		return err
	case code != problem.Invalid && code != problem.TooLarge && code != problem.Conflict:
		return nil
	}
	fields := wrongWith(err)
	for i := range fields {
		fields[i].Name = uploadField
	}
	return fields.Err()
}

func (p decisionPages) openFile(c *fiber.Ctx) error {
	d, content, err := p.Decisions.OpenFile(lasting(c), user(c), decision.ID(c.Params("id")))
	if err != nil {
		return err
	}
	return sendFile(c, d.File, content, d.FileType == string(storage.PDF) && c.Query("view") != "")
}
