// SPDX-License-Identifier: AGPL-3.0-only

package appeal_test

import (
	"context"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/testkit"
)

func TestStructsMatchTheirTables(t *testing.T) {
	db := testkit.Database(t)
	for _, row := range []any{
		&appeal.Campaign{}, &appeal.Access{}, &appeal.CampaignDecision{}, &appeal.Appeal{},
		&appeal.AppealDecision{}, &appeal.Counsel{}, &appeal.Event{}, &appeal.Deadline{},
	} {
		table, missing, unknown, err := db.Difference(context.Background(), row)
		if err != nil || len(missing)+len(unknown) > 0 {
			t.Errorf("%s: fields without a column %v, columns without a field %v, %v", table, missing, unknown, err)
		}
	}
}
