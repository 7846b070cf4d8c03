// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"regexp"
	"strings"
)

var (
	cited   = regexp.MustCompile(`^(CJA|CRPA|CSI|CGCT|CPC) (.*\d.*)$`)
	numbers = regexp.MustCompile(`\b([LRD])\*?(\d{3,4}-\d+)`)
)

// citation writes an article as jurists do: "CJA R421-1" becomes "CJA, art.
// R. 421-1". A ruling stays as it is.
func citation(article string) string {
	m := cited.FindStringSubmatch(article)
	if m == nil {
		return strings.ReplaceAll(article, "n° ", "n°\u00a0")
	}
	return m[1] + ", art.\u00a0" + numbers.ReplaceAllString(m[2], "$1.\u00a0$2")
}
