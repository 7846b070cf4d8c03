// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) exhibitRoutes() {
	p := exhibitPages{s}
	s.get("/campaigns/:id/exhibits", p.register)
	s.upload("/campaigns/:id/exhibits", p.add)
	s.get("/exhibits/:id", p.show)
	s.get("/exhibits/:id/file", p.file)
	s.getWriting("/exhibits/:id/edit", p.editForm)
	s.post("/exhibits/:id/edit", p.edit)
	s.getWriting("/exhibits/:id/withdraw", p.withdrawForm)
	s.post("/exhibits/:id/withdraw", p.withdraw)
	s.post("/exhibits/:id/restore", p.restore)
}

// exhibitPages are the register of exhibits and each document in it.
type exhibitPages struct{ *site }

// exhibitForm is what is typed about a document.
type exhibitForm struct {
	ID                             string
	Version                        int
	Title, DatedOn, Author, Source string
	Reason                         string // of a withdrawal
}

func readExhibit(f form) exhibitForm {
	return exhibitForm{
		ID: f.id(), Version: f.version(), Title: f.text("title"), DatedOn: f.text("dated_on"),
		Author: f.text("author"), Source: f.text("source"), Reason: f.text("reason"),
	}
}

// details are the typed facts; a day that does not exist is noted in wrong.
func (p exhibitPages) details(f form, wrong *problem.Fields) evidence.Details {
	return evidence.Details{Title: f.text("title"), DatedOn: f.day("dated_on", wrong), Author: f.text("author"), Source: f.text("source")}
}

type exhibitRegister struct {
	Head campaignHead
	evidence.Book
	Pager    pager
	Form     exhibitForm
	Errors   problem.Fields
	MayWrite bool
}

func (p exhibitPages) register(c *fiber.Ctx) error {
	return p.registerPage(c, exhibitForm{ID: newID()}, nil)
}

func (p exhibitPages) registerPage(c *fiber.Ctx, form exhibitForm, refused error) error {
	head, err := p.campaignHead(c, campaignID(c), "exhibits")
	if err != nil {
		return err
	}
	number := pageAsked(c)
	book, err := p.Evidence.Register(c.UserContext(), user(c), campaignID(c), number)
	if err != nil {
		return err
	}
	page := exhibitRegister{Head: head, Book: book, Pager: newPager(c, number, book.All, evidence.PageLength, nil), Form: form, Errors: wrongWith(refused), MayWrite: user(c).MayWrite()}
	if refused != nil {
		return p.refuse(c, refused, "exhibit/list", page)
	}
	return p.render(c, "exhibit/list", page)
}

func (p exhibitPages) add(c *fiber.Ctx) error {
	up, err := readUpload(c)
	form := readExhibit(up.form)
	watched := &protection{of: up.File}
	if up.File != nil {
		up.File = watched
	}
	var added evidence.Exhibit
	if err == nil || errors.Is(err, errNoFile) {
		added, err = p.receive(c, form, up, err)
	}
	if err != nil {
		return p.registerPage(c, form, chooseAgain(err))
	}
	done := "exhibit.added"
	if watched.Seen {
		done = "exhibit.added_protected"
	}
	return p.redirect(c, "/exhibits/"+string(added.ID), done)
}

// receive hands the document to the register, unless what was typed is refused
// already: then all of it is said at once, the missing file included.
func (p exhibitPages) receive(c *fiber.Ctx, form exhibitForm, up upload, missing error) (evidence.Exhibit, error) {
	var wrong problem.Fields
	details := p.details(up.form, &wrong)
	if wrong = append(wrong, details.Faults(p.today())...); missing != nil {
		wrong = append(wrong, problem.FieldsOf(missing)...)
	}
	if err := wrong.Err(); err != nil {
		return evidence.Exhibit{}, err
	}
	return p.Evidence.Add(c.UserContext(), user(c), evidence.ID(form.ID), campaignID(c), details, up.FileName, up.File)
}

// chooseAgain says, besides what was refused, that the file must be chosen
// again: browsers do not keep it.
func chooseAgain(err error) error {
	wrong := problem.FieldsOf(err)
	if len(wrong) == 0 || slices.ContainsFunc(wrong, func(f problem.Field) bool { return f.Name == uploadField }) {
		return err
	}
	wrong = slices.Clone(wrong)
	wrong.Add(uploadField, "file.choose_again")
	return wrong.Err()
}

type exhibitShow struct {
	evidence.Sheet
	Trail    campaignTrail
	AddedBy  string
	Lines    []custodyLine
	MayWrite bool
}

// custodyLine says who did what to a document, and when.
type custodyLine struct {
	audit.Entry
	Who, What string
}

func (p exhibitPages) show(c *fiber.Ctx) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	names, err := p.People.Names(c.UserContext())
	if err != nil {
		return err
	}
	speaker := p.speak(c)
	return p.render(c, "exhibit/show", exhibitShow{
		Sheet: sheet, Trail: p.trailTo(c, sheet), AddedBy: named(speaker, names, sheet.CreatedBy), Lines: custody(speaker, names, sheet.Custody), MayWrite: user(c).MayWrite(),
	})
}

func (p exhibitPages) sheet(c *fiber.Ctx) (evidence.Sheet, error) {
	return p.Evidence.Find(c.UserContext(), user(c), evidence.ID(c.Params("id")))
}

func (p exhibitPages) trailTo(c *fiber.Ctx, sheet evidence.Sheet) campaignTrail {
	return campaignTrail{Campaign: sheet.Campaign, Tab: "exhibits", Here: p.speak(c).Say("exhibit.number", "Number", sheet.Number)}
}

func custody(speaker *locale.Speaker, names map[string]string, entries []audit.Entry) (lines []custodyLine) {
	for _, e := range entries {
		verb := strings.TrimPrefix(e.Action, "exhibit.")
		lines = append(lines, custodyLine{Entry: e, Who: named(speaker, names, e.Actor), What: speaker.Say("exhibit.act." + verb)})
	}
	return lines
}

// named gives the name behind an actor of the journal.
func named(speaker *locale.Speaker, names map[string]string, actor string) string {
	if name, ok := names[actor]; ok {
		return name
	}
	return speaker.Say("exhibit.program")
}

func (p exhibitPages) file(c *fiber.Ctx) error {
	e, content, err := p.Evidence.OpenFile(lasting(c), user(c), evidence.ID(c.Params("id")))
	if err != nil {
		return err
	}
	return sendFile(c, e.File, content, false)
}

type exhibitEdit struct {
	evidence.Sheet
	Trail       campaignTrail
	Form        exhibitForm
	Errors      problem.Fields
	Differences []difference
}

func (p exhibitPages) editForm(c *fiber.Ctx) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	return p.render(c, "exhibit/edit", exhibitEdit{Sheet: sheet, Trail: p.trailTo(c, sheet), Form: filled(sheet.Exhibit)})
}

// filled is the form as the register has it.
func filled(e evidence.Exhibit) exhibitForm {
	return exhibitForm{Version: e.Version, Title: e.Title, DatedOn: e.DatedOn.String(), Author: e.Author, Source: e.Source}
}

func (p exhibitPages) edit(c *fiber.Ctx) error {
	f, id := read(c), evidence.ID(c.Params("id"))
	form := readExhibit(f)
	var wrong problem.Fields
	details := p.details(f, &wrong)
	err := append(wrong, details.Faults(p.today())...).Err()
	if err == nil {
		err = p.Evidence.Edit(c.UserContext(), user(c), id, form.Version, details)
	}
	if err != nil {
		return p.again(c, "exhibit/edit", form, err)
	}
	return p.redirect(c, "/exhibits/"+string(id), "exhibit.edited")
}

// again shows a refused form. When somebody else was faster, it shows what they
// wrote beside it, and the next attempt replaces that knowingly.
func (p exhibitPages) again(c *fiber.Ctx, name string, form exhibitForm, refused error) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	page := exhibitEdit{Sheet: sheet, Trail: p.trailTo(c, sheet), Form: form, Errors: wrongWith(refused)}
	if overtaken(refused) {
		kept := filled(sheet.Exhibit)
		page.Form.Version = kept.Version
		page.Differences = differences(p.speak(c), []pair{
			{"exhibit.field.title", form.Title, kept.Title}, {"exhibit.field.dated_on", form.DatedOn, kept.DatedOn},
			{"exhibit.field.author", form.Author, kept.Author}, {"exhibit.field.source", form.Source, kept.Source},
		})
	}
	return p.refuse(c, refused, name, page)
}

func (p exhibitPages) withdrawForm(c *fiber.Ctx) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	return p.render(c, "exhibit/withdraw", exhibitEdit{Sheet: sheet, Trail: p.trailTo(c, sheet), Form: filled(sheet.Exhibit)})
}

func (p exhibitPages) withdraw(c *fiber.Ctx) error {
	id, form := evidence.ID(c.Params("id")), readExhibit(read(c))
	if err := p.Evidence.Withdraw(c.UserContext(), user(c), id, form.Version, form.Reason); err != nil {
		return p.again(c, "exhibit/withdraw", form, err)
	}
	return p.redirect(c, "/exhibits/"+string(id), "exhibit.withdrawn")
}

func (p exhibitPages) restore(c *fiber.Ctx) error {
	id := evidence.ID(c.Params("id"))
	if err := p.Evidence.Restore(c.UserContext(), user(c), id, read(c).version()); err != nil {
		return err
	}
	return p.redirect(c, "/exhibits/"+string(id), "exhibit.restored")
}
