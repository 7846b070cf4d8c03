// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

func find(tx database.Tx, by person.User, id ID) (Filing, error) {
	return database.First[Filing](appeal.VisibleTo(tx, by), "id = ?", id)
}

// ofCampaign lists the filings of a campaign, the latest first.
func ofCampaign(tx database.Tx, campaign appeal.CampaignID) ([]Filing, error) {
	return database.All[Filing](tx.Narrow("campaign_id = ?", campaign).Sorted("id DESC"))
}

// appealsToFile lists the appeals of a campaign for which a document can be made.
func appealsToFile(tx database.Tx, campaign appeal.CampaignID) ([]appeal.Appeal, error) {
	return database.All[appeal.Appeal](tx.Narrow("campaign_id = ?", campaign).Narrow("kind = ?", appeal.Annulment).Sorted("id"))
}

func saveText(tx database.Tx, f Filing) error {
	return tx.Narrow("status = ?", Draft).Write(&f, "Title", "Facts", "Admissibility", "ExternalLegality", "InternalLegality",
		"Injunction", "Costs", "Conclusions", "Place", "DatedOn", "Version")
}

// saveSealing names the state it leaves: of several people sealing at the same
// moment, one succeeds and the others are told.
func saveSealing(tx database.Tx, f Filing, version int) error {
	return tx.Narrow("status = ? AND version = ?", Draft, version).Write(&f, "Status", "DatedOn", "TemplateVersion", "Pages",
		"SealedBy", "SealedAt", "FileObject", "FileName", "FileType", "FileSize", "FileSHA256", "Version")
}

// caseOf reads everything a filing is made from. The appeal must be visible to by.
func caseOf(tx database.Tx, by person.User, f Filing) (c Case, err error) {
	c.Filing, c.ReadOn = f, calendar.Today(tx.Now)
	if c.Appeal, err = appeal.Find(tx, by, f.AppealID); err != nil {
		return c, err
	}
	if c.Campaign, err = appeal.FindCampaign(tx, by, c.Appeal.CampaignID); err != nil {
		return c, err
	}
	if c.Decisions, err = appeal.Decisions(tx, f.AppealID); err != nil {
		return c, err
	}
	if c.Counsels, err = appeal.Counsels(tx, f.AppealID); err != nil {
		return c, err
	}
	if c.Parties, err = coplaintiff.InAppeal(tx, f.AppealID); err != nil {
		return c, err
	}
	if c.Exhibits, err = evidence.Register(tx, c.Campaign.ID); err != nil || c.Appeal.FollowsID == nil {
		return c, err
	}
	return c, readEarlier(tx, by, &c)
}

func readEarlier(tx database.Tx, by person.User, c *Case) error {
	earlier, err := appeal.Find(tx, by, *c.Appeal.FollowsID)
	if err != nil {
		return err
	}
	c.Earlier = &earlier
	c.Events, err = appeal.EventsOf(tx, earlier.ID)
	return err
}
