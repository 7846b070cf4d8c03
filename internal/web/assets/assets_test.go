// SPDX-License-Identifier: AGPL-3.0-only

package assets

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func sheet(t *testing.T) string {
	t.Helper()
	css, err := Files.ReadFile("app.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(css)
}

var (
	root  = regexp.MustCompile(`(?s):root \{(.*?)\}`)
	token = regexp.MustCompile(`--([\w-]+): #([0-9a-f]{6})`)
)

// schemes are the colours of the light and the dark scheme.
func schemes(t *testing.T) map[string]map[string]string {
	t.Helper()
	blocks := root.FindAllStringSubmatch(sheet(t), -1)
	if len(blocks) < 2 {
		t.Fatal("the style sheet has no light and dark tokens")
	}
	both := map[string]map[string]string{}
	for i, name := range []string{"light", "dark"} {
		both[name] = map[string]string{}
		for _, m := range token.FindAllStringSubmatch(blocks[i][1], -1) {
			both[name][m[1]] = m[2]
		}
	}
	return both
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Text needs 4.5 to 1 (WCAG 1.4.3), the edges of controls 3 to 1 (1.4.11).
func TestEveryColourCanBeReadOnItsGround(t *testing.T) {
	pairs := []struct {
		need    float64
		ink     string
		grounds string
	}{
		{4.5, "ink", "paper sheet folder tint wash red-wash amber-wash"},
		{4.5, "soft", "paper sheet folder tint wash"},
		{4.5, "accent", "paper sheet folder tint wash red-wash"},
		{4.5, "on-accent", "accent"},
		{4.5, "red", "paper sheet red-wash"},
		{4.5, "amber", "paper sheet amber-wash"},
		{3, "edge", "paper sheet folder"},
	}
	for name, colours := range schemes(t) {
		for _, p := range pairs {
			for _, ground := range strings.Fields(p.grounds) {
				t.Run(fmt.Sprintf("%s: %s on %s", name, p.ink, ground), func(t *testing.T) {
					a, b := colours[p.ink], colours[ground]
					if a == "" || b == "" {
						t.Fatalf("a colour is missing: %q on %q", a, b)
					}
					if got := contrast(a, b); got < p.need {
						t.Errorf("contrast %.2f, need %.1f", got, p.need)
					}
				})
			}
		}
	}
}

func TestTheAssetsAskNothingOfOthers(t *testing.T) {
	css := sheet(t)
	js, err := Files.ReadFile("app.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"fetch(", "http:", "https:", "innerHTML", "eval("} {
		if strings.Contains(string(js), word) {
			t.Errorf("the script holds %q", word)
		}
	}
	for _, word := range []string{"url(", "@import", "@font-face", "//fonts"} {
		if strings.Contains(css, word) {
			t.Errorf("the style sheet holds %q", word)
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("a brace is open")
	}
}

func TestTheAssetsStaySmall(t *testing.T) {
	const limit = 34 << 10 // pages have 100 KB in all, most of it for content
	if got := len(sheet(t)); got > limit {
		t.Errorf("the style sheet has %d bytes, limit %d", got, limit)
	}
}
