// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"mime"
	"strings"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

func (s *site) filingRoutes() {
	p := filingPages{s}
	s.get("/campaigns/:id/filings", p.list)
	s.getWriting("/campaigns/:id/filings/new", p.new)
	s.post("/campaigns/:id/filings", p.add)
	s.get("/filings/:id", p.show)
	s.getWriting("/filings/:id/edit", p.editForm)
	s.post("/filings/:id/edit", p.edit)
	s.get("/filings/:id/preview.pdf", p.preview)
	s.getWriting("/filings/:id/seal", p.sealForm)
	s.post("/filings/:id/seal", p.seal)
	s.get("/filings/:id/file", p.file)
}

// filingPages are the documents for a court.
type filingPages struct{ *site }

func filingID(c *fiber.Ctx) filing.ID { return filing.ID(c.Params("id")) }

func filingAddress(id filing.ID) string { return "/filings/" + string(id) }

type filingList struct {
	Head campaignHead
	filing.Shelf
}

// AppealTitle names the appeal of a filing.
func (l filingList) AppealTitle(id appeal.ID) string { return titleOf(l.Appeals, id) }

func (p filingPages) list(c *fiber.Ctx) error {
	head, err := p.campaignHead(c, campaignID(c), "filings")
	if err != nil {
		return err
	}
	shelf, err := p.Filings.Of(c.UserContext(), user(c), campaignID(c))
	if err != nil {
		return err
	}
	return p.render(c, "filing/list", filingList{Head: head, Shelf: shelf})
}

// filingDraft is what is typed to begin a filing.
type filingDraft struct{ ID, Appeal, Title string }

type filingNew struct {
	Trail   campaignTrail
	Form    filingDraft
	Appeals []option
	Errors  problem.Fields
}

func (p filingPages) new(c *fiber.Ctx) error {
	return p.newPage(c, filingDraft{ID: newID(), Appeal: c.Query("appeal")}, nil)
}

func (p filingPages) newPage(c *fiber.Ctx, form filingDraft, refused error) error {
	shelf, err := p.Filings.Of(c.UserContext(), user(c), campaignID(c))
	if err != nil {
		return err
	}
	speaker := p.speak(c)
	if form.Title == "" && refused == nil {
		form.Title = p.proposedTitle(speaker, shelf.Appeals, appeal.ID(form.Appeal))
	}
	page := filingNew{
		Trail: campaignTrail{Campaign: shelf.Campaign, Tab: "filings", Here: speaker.Say("filing.new")},
		Form:  form, Errors: wrongWith(refused),
	}
	for _, a := range shelf.Appeals {
		page.Appeals = append(page.Appeals, option{string(a.ID), a.Title + " – " + a.Addressee})
	}
	if refused != nil {
		return p.refuse(c, refused, "filing/new", page)
	}
	return p.render(c, "filing/new", page)
}

// proposedTitle names the filing after its appeal, which tells it from the
// others: the one that was asked for, or the only one there is.
func (filingPages) proposedTitle(speaker *locale.Speaker, appeals []appeal.Appeal, asked appeal.ID) string {
	kind := speaker.Say("filing.kind.annulment_request")
	for _, a := range appeals {
		if a.ID == asked || len(appeals) == 1 {
			return kind + " – " + a.Title
		}
	}
	return kind
}

func (p filingPages) add(c *fiber.Ctx) error {
	f := read(c)
	form := filingDraft{ID: f.id(), Appeal: f.text("appeal"), Title: f.text("title")}
	id := filing.ID(form.ID)
	if err := p.Filings.Add(c.UserContext(), user(c), id, appeal.ID(form.Appeal), form.Title); err != nil {
		return p.newPage(c, form, err)
	}
	return p.redirect(c, filingAddress(id)+"/edit", "filing.added")
}

// filingGap is one thing missing, with the article that wants it and the page
// where it can be put right.
type filingGap struct{ Section, Text, Article, Href, Label string }

func filingGaps(speaker *locale.Speaker, c filing.Case, gaps []filing.Gap) (lines []filingGap) {
	for _, g := range gaps {
		line := filingGap{
			Text: speaker.SayWith(g.Key, g.Args), Article: g.Article,
			Href: mendingPage(c, g), Label: speaker.Say("filing.mend." + string(g.Place)),
		}
		if g.Section != "" {
			line.Section = speaker.Say("filing.section." + string(g.Section))
		}
		lines = append(lines, line)
	}
	return lines
}

// mendingPage is where a gap can be closed.
func mendingPage(c filing.Case, g filing.Gap) string {
	campaign := "/campaigns/" + string(c.Campaign.ID)
	switch g.Place {
	case filing.AtAppeal:
		return "/appeals/" + string(c.AppealID)
	case filing.AtPeople:
		return campaign + "/people"
	case filing.AtCoPlaintiff:
		return "/coplaintiffs/" + g.Subject + "/edit"
	case filing.AtDecision:
		return "/decisions/" + g.Subject + "/edit"
	case filing.AtExhibits:
		return campaign + "/exhibits"
	default:
		return filingAddress(c.Filing.ID) + "/edit#" + string(g.Section)
	}
}

// filingShow is a filing with what stands against sealing it.
type filingShow struct {
	filing.Case
	Trail              campaignTrail
	Blocking, Warnings []filingGap
	SealedBy           string
	MayWrite, MaySeal  bool
}

func (p filingPages) show(c *fiber.Ctx) error {
	page, err := p.showPage(c)
	if err != nil {
		return err
	}
	if page.Sealed() {
		names, err := p.People.Names(c.UserContext())
		if err != nil {
			return err
		}
		page.SealedBy = names[page.Filing.SealedBy]
	}
	return p.render(c, "filing/show", page)
}

func (p filingPages) showPage(c *fiber.Ctx) (page filingShow, err error) {
	by, speaker := user(c), p.speak(c)
	if page.Case, err = p.Filings.Find(c.UserContext(), by, filingID(c)); err != nil {
		return page, err
	}
	page.Trail = campaignTrail{Campaign: page.Campaign, Tab: "filings", Here: page.Title}
	page.MayWrite, page.MaySeal = by.MayWrite(), by.MaySeal()
	if !page.Sealed() {
		gaps := page.Gaps()
		page.Blocking = filingGaps(speaker, page.Case, filing.Blocking(gaps))
		page.Warnings = filingGaps(speaker, page.Case, filing.Warnings(gaps))
	}
	return page, nil
}

// filingForm is what is typed in the editor; the date stays as it was typed.
type filingForm struct {
	filing.Text
	Dated   string
	Version int
	Shown   map[string]string // the digest of each part as it was when writing began
}

// shownParts remembers a text, so that what its reader did not touch is told
// from what they wrote.
func shownParts(text filing.Text) map[string]string {
	shown := map[string]string{}
	for _, name := range filing.Parts {
		shown[name] = text.Digest(name)
	}
	return shown
}

type filingEdit struct {
	filingShow
	Form        filingForm
	Sections    []filing.Section
	Register    []evidence.Exhibit // exhibits that may be cited
	Overtaken   bool               // somebody else stored a version meanwhile
	Differences []difference       // what both changed
	Reading     bool               // the PDF of what was just saved comes down
	Errors      problem.Fields
}

// Parts names what the form must remember.
func (filingEdit) Parts() []string { return filing.Parts }

// Cite is how the text refers to an exhibit.
func (filingEdit) Cite(number int) string { return filing.Reference(number) }

func (p filingPages) editForm(c *fiber.Ctx) error {
	page, err := p.editPage(c)
	if err != nil {
		return err
	}
	if page.Sealed() {
		return c.Redirect(filingAddress(page.Filing.ID), fiber.StatusSeeOther)
	}
	page.Form = filingForm{Text: page.Text, Dated: page.DatedOn.String(), Version: page.Version, Shown: shownParts(page.Text)}
	if page.Reading = c.Query("read") != ""; page.Reading {
		// The editor stays open on the version just saved, and the PDF comes beside it.
		c.Set("Refresh", "0; url="+filingAddress(page.Filing.ID)+"/preview.pdf")
	}
	return p.render(c, "filing/edit", page)
}

func (p filingPages) editPage(c *fiber.Ctx) (page filingEdit, err error) {
	if page.filingShow, err = p.showPage(c); err != nil {
		return page, err
	}
	page.Sections, page.Register = filing.Sections, filing.InUse(page.Exhibits)
	return page, nil
}

func (p filingPages) edit(c *fiber.Ctx) error {
	form, err := readFiling(c)
	if err == nil {
		err = p.Filings.Edit(c.UserContext(), user(c), filingID(c), form.Version, form.Text)
	}
	switch {
	case overtaken(err):
		return p.editMerged(c, form, err)
	case err != nil:
		return p.editAgain(c, form, err)
	}
	return p.edited(c, "filing.edited")
}

// edited goes where whoever saved wants to go: to the filing, to the PDF, or on
// writing.
func (p filingPages) edited(c *fiber.Ctx, notice string) error {
	address := filingAddress(filingID(c))
	switch f := read(c); {
	case f.checked("leave"):
		return p.redirect(c, address, notice)
	case f.checked("read"):
		return p.redirect(c, address+"/edit?read=1", notice)
	default:
		return p.redirect(c, address+"/edit", notice)
	}
}

// readFiling reads the editor; an impossible date is a fault beside its field.
func readFiling(c *fiber.Ctx) (form filingForm, err error) {
	var wrong problem.Fields
	f := read(c)
	form.Title, form.Place, form.Dated, form.Version = f.text("title"), f.text("place"), f.text("dated_on"), f.version()
	form.DatedOn = f.day("dated_on", &wrong)
	for _, section := range filing.Sections {
		form.Put(section, f.text(string(section)))
	}
	form.Shown = map[string]string{}
	for _, name := range filing.Parts {
		form.Shown[name] = f.value("shown_" + name)
	}
	return form, wrong.Err()
}

// editAgain shows the refused text again, nothing lost.
func (p filingPages) editAgain(c *fiber.Ctx, form filingForm, refused error) error {
	page, err := p.editPage(c)
	if err != nil {
		return err
	}
	page.Form, page.Errors = form, wrongWith(refused)
	return p.refuse(c, refused, "filing/edit", page)
}

// editMerged settles that somebody else was faster. Parts that only one of both
// changed are stored; where both changed the same, their texts stand beside each
// other and the next attempt replaces the stored one knowingly.
func (p filingPages) editMerged(c *fiber.Ctx, form filingForm, refused error) error {
	page, err := p.editPage(c)
	if err != nil {
		return err
	}
	if page.Sealed() {
		page.Form, page.Errors = form, wrongWith(refused)
		return p.refuse(c, refused, "filing/edit", page)
	}
	merged, both := filing.Merge(form.Shown, form.Text, page.Text)
	if len(both) == 0 {
		err := p.Filings.Edit(c.UserContext(), user(c), filingID(c), page.Version, merged)
		if err == nil {
			return p.edited(c, "filing.merged")
		}
		if !overtaken(err) {
			return p.editAgain(c, form, err)
		}
	}
	page.Form = filingForm{Text: merged, Dated: merged.DatedOn.String(), Version: page.Version, Shown: shownParts(page.Text)}
	page.Overtaken, page.Differences = true, compareFilings(p.speak(c), both, merged, page.Text)
	return p.refuse(c, refused, "filing/edit", page)
}

// compareFilings sets the parts that both changed beside each other.
func compareFilings(speaker *locale.Speaker, both []string, mine, kept filing.Text) []difference {
	var pairs []pair
	for _, name := range both {
		switch name {
		case "title", "place":
			pairs = append(pairs, pair{"filing.field." + name, mine.Part(name), kept.Part(name)})
		case "dated_on":
			pairs = append(pairs, pair{"filing.field.dated_on", dayOrNothing(speaker, mine.DatedOn), dayOrNothing(speaker, kept.DatedOn)})
		default:
			pairs = append(pairs, pair{"filing.section." + name, mine.Part(name), kept.Part(name)})
		}
	}
	return differences(speaker, pairs)
}

func dayOrNothing(speaker *locale.Speaker, d calendar.Day) string {
	if d.IsZero() {
		return ""
	}
	return speaker.DayPlain(d)
}

func (p filingPages) preview(c *fiber.Ctx) error {
	f, rendered, err := p.Filings.Preview(c.UserContext(), user(c), filingID(c))
	if err != nil {
		return err
	}
	return sendDocument(c, f.PreviewName(), rendered.Bytes)
}

// filingSeal is the last page before a filing is frozen.
type filingSeal struct {
	filingShow
	Final, Accepted string // the boxes, ticked or not
	Errors          problem.Fields
}

func (p filingPages) sealForm(c *fiber.Ctx) error {
	page, err := p.showPage(c)
	if err != nil {
		return err
	}
	if page.Sealed() {
		return c.Redirect(filingAddress(page.Filing.ID), fiber.StatusSeeOther)
	}
	return p.render(c, "filing/seal", filingSeal{filingShow: page})
}

func (p filingPages) seal(c *fiber.Ctx) error {
	f := read(c)
	consent := filing.Consent{Final: f.checked("final"), Warnings: f.checked("accept_warnings")}
	refused := p.Filings.Seal(c.UserContext(), user(c), filingID(c), f.version(), consent)
	if refused == nil {
		return p.redirect(c, filingAddress(filingID(c)), "filing.sealed")
	}
	page, err := p.showPage(c)
	if err != nil {
		return err
	}
	if page.Sealed() {
		return refused
	}
	return p.refuse(c, refused, "filing/seal", filingSeal{
		filingShow: page, Final: f.value("final"), Accepted: f.value("accept_warnings"), Errors: sealFaults(refused),
	})
}

// sealFaults keeps the faults of the form itself: what is missing in the case
// stands in the list, with the way to put it right.
func sealFaults(err error) (kept problem.Fields) {
	for _, wrong := range wrongWith(err) {
		if !strings.HasPrefix(wrong.Key, "filing.gap.") {
			kept = append(kept, wrong)
		}
	}
	return kept
}

func (p filingPages) file(c *fiber.Ctx) error {
	f, content, err := p.Filings.OpenFile(c.UserContext(), user(c), filingID(c))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, `"`+f.FileSHA256+`"`)
	return sendDocument(c, f.FileName, content)
}

// sendDocument answers with a PDF that this program made, to save.
func sendDocument(c *fiber.Ctx, name string, content []byte) error {
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Set(fiber.HeaderContentType, string(storage.PDF))
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.Send(content)
}
