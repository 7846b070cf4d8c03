// SPDX-License-Identifier: AGPL-3.0-only

package demo

import (
	"context"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

var errUsed = problem.New(problem.Conflict, "demo.used_elsewhere")

// These conditions find what belongs to the demonstration's campaigns.
const (
	ofCampaigns = "campaign_id IN (SELECT id FROM campaigns WHERE demo = ?)"
	ofAppeals   = "appeal_id IN (SELECT id FROM appeals WHERE " + ofCampaigns + ")"
	ofDecisions = "decision_id IN (SELECT id FROM decisions WHERE demo = ?)"
	ofNetworks  = "network_id IN (SELECT id FROM networks WHERE demo = ?)"
)

// removals empties the tables in an order that the references allow.
var removals = []string{
	"DELETE FROM filings WHERE " + ofAppeals,
	"DELETE FROM exhibits WHERE " + ofCampaigns,
	"DELETE FROM counters WHERE id IN (SELECT 'exhibit:' || id FROM campaigns WHERE demo = ? UNION ALL SELECT 'coplaintiff:' || id FROM campaigns WHERE demo = ?)",
	"DELETE FROM roles WHERE " + ofAppeals,
	"DELETE FROM co_plaintiffs WHERE " + ofCampaigns,
	"DELETE FROM deadlines WHERE " + ofCampaigns,
	"DELETE FROM events WHERE " + ofCampaigns,
	"DELETE FROM counsels WHERE " + ofAppeals,
	"DELETE FROM appeal_decisions WHERE " + ofAppeals,
	"UPDATE appeals SET follows_id = NULL WHERE " + ofCampaigns,
	"DELETE FROM appeals WHERE " + ofCampaigns,
	"DELETE FROM campaign_decisions WHERE " + ofCampaigns,
	"DELETE FROM accesses WHERE " + ofCampaigns,
	"DELETE FROM campaigns WHERE demo = ?",
	"UPDATE decisions SET replaces_id = NULL WHERE demo = ?",
	"DELETE FROM decisions WHERE demo = ?",
	"DELETE FROM camera_counts WHERE " + ofNetworks,
	"DELETE FROM algorithmic_uses WHERE " + ofNetworks,
	"DELETE FROM networks WHERE demo = ?",
}

// Remove takes away everything that Load brought in, with what was added to its
// campaigns since. It is refused when a campaign of one's own has come to rest on
// a decision of the demonstration. The journal keeps its entries.
func (s *Service) Remove(ctx context.Context) error {
	var files []storage.File
	err := s.db.InTx(ctx, func(tx database.Tx) (err error) {
		if err := notUsed(tx); err != nil {
			return err
		}
		if files, err = demoFiles(tx); err != nil {
			return err
		}
		for _, statement := range removals {
			if _, err := tx.Exec(statement, trues(statement)...); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Program("demo"), audit.Act{Action: "demo.removed"})
	})
	// The rows are gone: a file that cannot be removed now is an orphan that a
	// later sweep finds.
	for _, file := range files {
		if err == nil {
			err = s.vault.Remove(ctx, file)
		}
	}
	return err
}

// notUsed refuses to remove a decision on which something of one's own rests.
func notUsed(tx database.Tx) error {
	n, err := database.Query[int](tx, `
		SELECT count(*) FROM campaign_decisions WHERE `+ofDecisions+` AND NOT (`+ofCampaigns+`)
		UNION ALL SELECT count(*) FROM decisions WHERE demo = ? AND replaces_id IN (SELECT id FROM decisions WHERE demo = ?)`,
		true, true, false, true)
	if err != nil {
		return err
	}
	for _, rows := range n {
		if rows > 0 {
			return errUsed
		}
	}
	return nil
}

func demoFiles(tx database.Tx) (files []storage.File, err error) {
	const columns = "SELECT file_object, file_name, file_type, file_size, file_sha256 FROM "
	return database.Query[storage.File](tx,
		columns+"exhibits WHERE "+ofCampaigns+" UNION ALL "+
			columns+"filings WHERE file_object <> '' AND "+ofAppeals+" UNION ALL "+
			columns+"decisions WHERE file_object <> '' AND demo = ?", true, true, true)
}

// trues gives one true for each place of a statement: all of them ask for demo rows.
func trues(statement string) []any {
	var values []any
	for _, r := range statement {
		if r == '?' {
			values = append(values, true)
		}
	}
	return values
}
