// SPDX-License-Identifier: AGPL-3.0-only

package evidence

import (
	"errors"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

func find(tx database.Tx, by person.User, id ID) (Exhibit, error) {
	return database.First[Exhibit](appeal.VisibleTo(tx, by), "id = ?", id)
}

// Register lists every exhibit of a campaign by number, the withdrawn ones
// included. The caller has asked whether the campaign may be seen.
func Register(tx database.Tx, campaign appeal.CampaignID) ([]Exhibit, error) {
	return database.All[Exhibit](ofCampaign(tx, campaign).Sorted("number"))
}

func ofCampaign(tx database.Tx, campaign appeal.CampaignID) database.Tx {
	return tx.Narrow("campaign_id = ?", campaign)
}

// sameFile gives the exhibit in use that holds exactly these bytes, if there is one.
func sameFile(tx database.Tx, campaign appeal.CampaignID, sha256 string) (Exhibit, bool, error) {
	rows, err := database.All[Exhibit](ofCampaign(tx, campaign).Narrow("file_sha256 = ?", sha256).Narrow("withdrawn_at IS NULL"))
	if err != nil || len(rows) == 0 {
		return Exhibit{}, false, err
	}
	return rows[0], true, nil
}

// lastNumber is the number given last in the campaign, 0 before the first.
func lastNumber(tx database.Tx, campaign appeal.CampaignID) (int, error) {
	rows, err := database.Query[int](tx, "SELECT last FROM counters WHERE id = ?", counter(campaign))
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0], nil
}

// takeNumber gives the campaign's next number. Others wait for the end of this
// unit of work: two uploads at once get two numbers, and one that fails gives
// its number back.
func takeNumber(tx database.Tx, campaign appeal.CampaignID) (int, error) {
	_, err := tx.Exec("INSERT INTO counters (id, last) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET last = counters.last + 1", counter(campaign))
	if err != nil {
		return 0, err
	}
	return lastNumber(tx, campaign)
}

func counter(campaign appeal.CampaignID) string { return "exhibit:" + string(campaign) }

func saveDetails(tx database.Tx, e Exhibit) error {
	return tx.Write(&e, "Title", "DatedOn", "Author", "Source", "Version")
}

func saveWithdrawal(tx database.Tx, e Exhibit) error {
	err := tx.Write(&e, "WithdrawnAt", "WithdrawnReason", "Version")
	if errors.Is(err, database.ErrDuplicate) {
		return database.Stale().Because(err) // its bytes were added again at the same moment
	}
	return err
}
