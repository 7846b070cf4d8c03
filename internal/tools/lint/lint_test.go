// SPDX-License-Identifier: AGPL-3.0-only

package lint_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"contrechamp.org/contrechamp/internal/tools/lint"
)

const internal = "contrechamp.org/contrechamp/internal/"

func TestForbidden(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), lint.Forbidden,
		"forbidden", internal+"web", internal+"web/drawing", internal+"app")
}

func TestQuery(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), lint.Query,
		"gormuse", internal+"platform/database", internal+"filing")
}
