// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// importNew is the page that sends a file of decisions and says how to make one.
type importNew struct {
	ID        string
	Campaign  string
	Campaigns []option
	Columns   []decision.Column
	MaxRows   int
	Errors    problem.Fields
}

func (p decisionPages) importForm(c *fiber.Ctx) error {
	page, err := p.importPage(c, newID(), c.Query("campaign"), nil)
	if err != nil {
		return err
	}
	return p.render(c, "decision/import", page)
}

func (p decisionPages) importPage(c *fiber.Ctx, id, campaign string, refused error) (importNew, error) {
	campaigns, err := p.campaigns(c)
	return importNew{
		ID: id, Campaign: campaign, Campaigns: campaigns, Columns: decision.Columns,
		MaxRows: decision.MaxImportRows, Errors: wrongWith(refused),
	}, err
}

func (p decisionPages) importModel(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="decisions.csv"`)
	return c.Send(decision.ModelFile())
}

func (p decisionPages) sendImport(c *fiber.Ctx) error {
	up, err := readUpload(c)
	id, campaign := up.id(), up.text("campaign")
	if err == nil {
		err = p.Decisions.StageImport(c.UserContext(), user(c), decision.ImportID(id), up.FileName, up.File)
	}
	if err == nil {
		return p.redirect(c, "/decisions/import/"+id+"?"+url.Values{"campaign": {campaign}}.Encode(), "")
	}
	beside := besideFile(err)
	if beside == nil {
		return err
	}
	page, err := p.importPage(c, id, campaign, beside)
	if err != nil {
		return err
	}
	return p.refuse(c, beside, "decision/import", page)
}

// importShow is the result of every row, before or after it was kept: those to
// correct, those that are in the register already, and those that are added.
type importShow struct {
	ID                    string
	Campaign              string
	Title                 string // of the campaign chosen
	Report                decision.Report
	Refused, Known, Added []importRow
	Done                  bool
}

// importRow is the result of one row, with what is wrong or left out in words,
// and what tells the act from its neighbours.
type importRow struct {
	decision.RowResult
	Faults, Notes []fault
	Commune       string // "" when the act covers several
	Clock         clock
}

func (p decisionPages) tryImport(c *fiber.Ctx) error {
	id, campaign := c.Params("id"), c.Query("campaign")
	report, err := decision.DryRun(c.UserContext(), p.Decisions, user(c), decision.ImportID(id), appeal.Enter, campaignChosen(campaign))
	if err != nil {
		return err
	}
	return p.showImport(c, importShow{ID: id, Campaign: campaign, Report: report})
}

func (p decisionPages) confirmImport(c *fiber.Ctx) error {
	id, campaign := c.Params("id"), read(c).text("campaign")
	report, err := decision.ConfirmImport(c.UserContext(), p.Decisions, user(c), decision.ImportID(id), appeal.Enter, campaignChosen(campaign))
	if err != nil {
		return err
	}
	return p.showImport(c, importShow{ID: id, Campaign: campaign, Report: report, Done: true})
}

func (p decisionPages) showImport(c *fiber.Ctx, page importShow) error {
	for _, result := range page.Report.Rows {
		row := importRow{
			RowResult: result, Faults: faults(p.speak(c), result.Wrong), Notes: faults(p.speak(c), result.Noted),
			Clock: newClock(result.Details, p.today()),
		}
		if commune, known := result.Details.Commune(); known {
			row.Commune = commune.Name
		}
		switch result.Outcome {
		case decision.RowRefused:
			page.Refused = append(page.Refused, row)
		case decision.RowKnown:
			page.Known = append(page.Known, row)
		case decision.RowAdded:
			page.Added = append(page.Added, row)
		}
	}
	if page.Campaign != "" {
		campaign, err := p.Appeals.FindCampaign(c.UserContext(), user(c), appeal.CampaignID(page.Campaign))
		if err != nil {
			return err
		}
		page.Title = campaign.Title
	}
	return p.render(c, "decision/imported", page)
}
