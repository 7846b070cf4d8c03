// SPDX-License-Identifier: AGPL-3.0-only

package audit

import "contrechamp.org/contrechamp/internal/platform/database"

// Nature tells acts that change something from those that only read it.
type Nature string

// The natures of an act; the empty one stands for both.
const (
	Changes  Nature = "changes"
	Readings Nature = "readings"
)

const readings = "action LIKE '%.read' OR action LIKE '%.file_read' OR action IN ('coplaintiff.listed', 'filing.previewed')"

// Only narrows to the entries of one nature; any other word narrows nothing.
func Only(tx database.Tx, nature Nature) database.Tx {
	switch nature {
	case Changes:
		return tx.Narrow("NOT (" + readings + ")")
	case Readings:
		return tx.Narrow(readings)
	}
	return tx
}

// Of lists a campaign's entries, the latest first; the caller has asked whether
// the reader may see the campaign.
func Of(tx database.Tx, campaign string, limit, offset int) ([]Entry, error) {
	return database.All[Entry](tx.Narrow("campaign_id = ?", campaign).Sorted("seq DESC").Page(limit, offset))
}

// About lists what was done to one thing, the latest first.
func About(tx database.Tx, subject string, limit int) ([]Entry, error) {
	return database.All[Entry](tx.Narrow("subject_id = ?", subject).Sorted("seq DESC").Page(limit, 0))
}

// Count counts a campaign's entries.
func Count(tx database.Tx, campaign string) (int, error) {
	return database.Count[Entry](tx.Narrow("campaign_id = ?", campaign))
}
