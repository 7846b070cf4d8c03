// SPDX-License-Identifier: AGPL-3.0-only

package decision_test

import (
	"os"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/decision"
)

func TestEveryColumnIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/import-decisions.md")
	must(t, err)
	for _, column := range decision.Columns {
		for _, name := range append([]string{column.Name}, column.Also...) {
			if !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("docs/import-decisions.md does not name %s", name)
			}
		}
	}
}
