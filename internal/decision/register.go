// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"strings"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// PageSize is how many acts a page of the register shows.
const PageSize = 50

// Filter narrows the register; what is empty narrows nothing.
type Filter struct {
	Text          string
	Departement   string
	CommuneCode   string
	Kind          Kind
	ExpiresBefore calendar.Day // from Today on, that day included
	Running       bool         // the limit to appeal has begun and not ended Today
	Today         calendar.Day
	Page          int // from 1
}

func register(tx database.Tx, f Filter) (page []Decision, total int, err error) {
	tx = f.narrow(tx)
	total, err = database.Count[Decision](tx)
	if err != nil {
		return nil, 0, err
	}
	page, err = database.All[Decision](latestFirst(tx).Page(PageSize, (max(f.Page, 1)-1)*PageSize))
	return page, total, err
}

func (f Filter) narrow(tx database.Tx) database.Tx {
	for _, word := range strings.Fields(network.Fold(f.Text)) {
		// The folded word holds letters and digits only, so no wildcard.
		tx = tx.Narrow("words LIKE ?", "%"+word+"%")
	}
	if f.Departement != "" {
		tx = tx.Narrow("departement = ?", f.Departement)
	}
	if f.CommuneCode != "" {
		tx = tx.Narrow("commune_code = ?", f.CommuneCode)
	}
	if f.Kind != "" {
		tx = tx.Narrow("kind = ?", f.Kind)
	}
	if !f.ExpiresBefore.IsZero() {
		tx = expiring(tx, f.Today, f.ExpiresBefore)
	}
	if f.Running {
		tx = running(tx, f.Today)
	}
	return tx
}

// expiring is Details.Expiry said in SQL: the day the act names, else five years
// from signature (CSI L252-4). The bounds are moved instead of the column.
func expiring(tx database.Tx, from, until calendar.Day) database.Tx {
	life := deadline.CSIAuth5Y.Months
	return tx.Narrow("(expires_on >= ? AND expires_on <= ?) OR (expires_on IS NULL AND kind IN ? AND signed_on >= ? AND signed_on < ?)",
		from, until, []Kind{Authorisation, Renewal}, from.AddMonths(-life), until.AddDays(1).AddMonths(-life))
}

// running leaves the acts of which no known start of the limit is older than the
// oldest start that still runs.
func running(tx database.Tx, today calendar.Day) database.Tx {
	oldest := oldestRunning(today)
	return tx.Narrow("kind = ? OR published_on IS NOT NULL OR posted_on IS NOT NULL OR notified_on IS NOT NULL", ImplicitRejection).
		Narrow("kind <> ? OR signed_on >= ?", ImplicitRejection, oldest).
		Narrow("kind = ? OR published_on IS NULL OR published_on >= ?", ImplicitRejection, oldest).
		Narrow("kind = ? OR posted_on IS NULL OR posted_on >= ?", ImplicitRejection, oldest).
		Narrow("kind = ? OR notified_on IS NULL OR notified_on >= ?", ImplicitRejection, oldest)
}

// oldestRunning is the earliest start whose limit has not ended on that day.
func oldestRunning(today calendar.Day) calendar.Day {
	start := today
	for !deadline.LastDay(deadline.REP2M, start.AddDays(-1)).Date.Before(today) {
		start = start.AddDays(-1)
	}
	return start
}

// numbered finds acts by their number, whoever gave it. The key is "authority |
// number", both folded.
func numbered(tx database.Tx, number string, limit int) ([]Decision, error) {
	folded := network.Fold(number)
	if folded == "" {
		return nil, nil
	}
	return database.All[Decision](latestFirst(tx.Narrow("number_key LIKE ?", "% | "+folded)).Page(limit, 0))
}

// saveFile keeps the file of an act that has none yet.
func saveFile(tx database.Tx, d Decision) error {
	return tx.Narrow("file_object = ''").Write(&d, "FileObject", "FileName", "FileType", "FileSize", "FileSHA256")
}
