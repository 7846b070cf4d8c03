// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"contrechamp.org/contrechamp/internal/testkit"
)

// axe is axe-core 4.14.1, as published; see testdata/README.md.
//
//go:embed testdata/axe.min.js
var axe string

// budget is what a page may weigh on first load, style, script and drawings included.
const budget = 100_000

// unlinked are pages that no link leads to: one arrives there by a form.
var unlinked = []string{"/search?q=Valfictive", "/search?q=introuvable", "/campaigns/new", "/decisions?f=introuvable"}

// later are addresses that exist only once something was sent or sealed: the
// trial of an import is looked at below; the others are downloads.
var later = []string{"/decisions/import/:id", "/decisions/:id/file", "/filings/:id/file"}

// Every page that can be reached with the demonstration case: in French two of
// each kind, in both schemes; in English one. Each is seen wide and narrow, and
// its forms that require something are sent empty.
func TestEveryPage(t *testing.T) {
	p := start(t)
	v := visit(t, p)
	stranger := inspector{visitor: v, traffic: v.listen(), thorough: true}
	t.Run("before signing in", func(t *testing.T) {
		stranger.t = t
		for _, address := range []string{p.setup, "/sign-in", "/campaigns"} {
			stranger.look(address, true)
		}
	})
	c := signUp(t, p)
	all := c.walk(unlinked...)
	for _, kind := range routes(t) {
		if !all.reached(kind) && !slices.Contains(later, kind) {
			t.Errorf("no link leads to %s", kind)
		}
	}
	i := inspect(t, p, c)
	tried := i.tryAnImport()
	if testkit.OnPostgres() {
		all.second = nil // the pages are the same: one of each kind shows that they are served
	}
	for _, tt := range []struct {
		language string
		pages    []string
	}{
		{"fr", slices.Concat(all.first, []string{tried, "/nowhere"}, all.second)},
		{"en", slices.Concat(all.first, []string{tried, "/nowhere"})},
	} {
		c.post("/language", url.Values{"language": {tt.language}})
		i.thorough = tt.language == "fr"
		for n, address := range tt.pages {
			t.Run(tt.language+" "+strings.ReplaceAll(kindOf(address), "/", "|"), func(t *testing.T) {
				i.t = t
				i.look(address, n < len(all.first))
			})
		}
	}
}

func (f found) reached(route string) bool {
	for kind := range f.kinds {
		if path, _, _ := strings.Cut(kind, "?"); path == route {
			return true
		}
	}
	return false
}

// inspector is a visitor who looks closely.
type inspector struct {
	*visitor
	traffic  *traffic
	thorough bool // in the dark too
}

// inspect goes on with the crawler's session.
func inspect(t *testing.T, p program, c crawler) inspector {
	t.Helper()
	v := visit(t, p)
	_, err := chromedp.Call(v.ctx, network.SetCookie, network.SetCookieParams{Name: "session", Value: c.session(), URL: p.address, HTTPOnly: new(true)})
	must(t, err)
	_, err = chromedp.Call(v.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	must(t, err)
	return inspector{visitor: v, traffic: v.listen()}
}

// tryAnImport sends a register of which one row is right and one wrong, and gives
// the address of what would come of it.
func (i inspector) tryAnImport() string {
	i.t.Helper()
	path := filepath.Join(i.t.TempDir(), "registre.csv")
	rows := "nature;autorite;departement;numero;objet;date_signature;date_publication\n" +
		"autorisation;Préfet de l’Hérault (exemple);34;2026-LU-1;Arrêté lu dans un tableau;12/01/2026;20/01/2026\n" +
		"autorisation;;34;2026-LU-2;Arrêté sans auteur;31/02/2026;20/01/2026\n"
	must(i.t, os.WriteFile(path, []byte(rows), 0o600))
	i.open("/decisions/import")
	i.attach("Le fichier CSV", path)
	i.press("Essayer le fichier")
	i.see("2026-LU-1", "2026-LU-2")
	return i.address()
}

// look loads a page as on a first visit, then sends its forms empty if told to.
func (i inspector) look(address string, forms bool) {
	i.t.Helper()
	i.scheme("light")
	i.size(1280, 800)
	seen := i.traffic.during(func() { i.open(address) })
	i.travelled(address, seen)
	i.proper(address)
	if !forms {
		return
	}
	for n := range ask[int](i.visitor, demanding+`.length`) {
		i.open(address)
		i.refused(address, n)
	}
}

// travelled checks what came over the wire.
func (i inspector) travelled(address string, seen record) {
	i.t.Helper()
	for _, request := range seen.requests {
		// The browser draws the signs of its own controls from data: addresses.
		if !strings.HasPrefix(request, i.home+"/") && !strings.HasPrefix(request, "data:") {
			i.t.Errorf("%s asks another site: %s", address, request)
		}
	}
	if seen.bytes == 0 || seen.bytes > budget {
		i.t.Errorf("%s weighs %.0f bytes, the budget is %d", address, seen.bytes, budget)
	}
	for _, fault := range seen.faults {
		i.t.Errorf("%s: %s", address, fault)
	}
}

// proper checks the page that is shown: all rules of axe in the light, what the
// dark may break in the dark, and that a telephone holds it.
func (i inspector) proper(name string) {
	i.t.Helper()
	i.accessible(name, "light", `{resultTypes: ["violations"]}`)
	i.narrow(name, "light")
	if !i.thorough {
		return
	}
	i.accessible(name, "dark", `{resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"]}`)
	i.narrow(name, "dark")
}

func (i inspector) accessible(name, scheme, options string) {
	i.t.Helper()
	i.scheme(scheme)
	i.size(1280, 800)
	for _, fault := range ask[[]string](i.visitor, axe+fmt.Sprintf(violations, options)) {
		i.t.Errorf("%s (%s): %s", name, scheme, fault)
	}
	i.picture(name, scheme, 1280, 720)
}

func (i inspector) narrow(name, scheme string) {
	i.t.Helper()
	i.size(390, 844)
	if wide := ask[[]string](i.visitor, overflowing); len(wide) > 0 {
		i.t.Errorf("%s (%s) is wider than a telephone: %s", name, scheme, strings.Join(wide, ", "))
	}
	i.picture(name, scheme, 390, 844)
}

// refused sends the nth demanding form empty and looks at the answer.
func (i inspector) refused(address string, n int) {
	i.t.Helper()
	name := fmt.Sprintf("%s, form %d sent empty", address, n+1)
	seen := i.traffic.during(func() { i.arrive(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(emptied, demanding, n))) })
	if seen.status != 422 {
		i.t.Errorf("%s: answered %d, want 422", name, seen.status)
		return
	}
	if lost := ask[[]string](i.visitor, pointless); len(lost) > 0 {
		i.t.Errorf("%s: the summary of errors %s", name, strings.Join(lost, ", "))
	}
	i.travelled(name, seen)
	i.proper(name)
}

const violations = `; axe.run(document, %s).then(r => r.violations.map(v =>
	v.id + " (" + v.help + "): " + v.nodes.slice(0, 4).map(n => n.target.join(" ") + " " + n.failureSummary.replace(/\s+/g, " ").slice(0, 200)).join("; ")))`

// overflowing names what sticks out of the page to the right, when the page
// scrolls sideways.
const overflowing = `(() => {
	if (document.documentElement.scrollWidth <= innerWidth) return [];
	return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
		.slice(0, 4).map(e => e.tagName + "." + e.className + "#" + e.id).concat("scrollWidth " + document.documentElement.scrollWidth);
})()`

// demanding are the forms that require an answer one can leave out.
const demanding = `[...document.querySelectorAll("main form[method=post]")].filter(f =>
	[...f.querySelectorAll("[required]")].some(e => e.matches("input, textarea") || e.querySelector("option[value='']")))`

// emptied sends a form with nothing typed or ticked, past the browser's own checks.
const emptied = `(f => {
	for (const e of f.elements) {
		if (e.matches("input[type=hidden], button, fieldset")) continue;
		if (e.matches("[type=radio], [type=checkbox]")) e.checked = false;
		else e.value = "";
	}
	setTimeout(() => HTMLFormElement.prototype.submit.call(f));
})(%s[%d])`

// pointless tells what is wrong with the summary of errors: it has to be there,
// to be read first, and each of its links has to lead to a field.
const pointless = `(() => {
	const summary = document.querySelector(".errors");
	if (!summary) return ["is missing"];
	const wrong = document.activeElement === summary ? [] : ["has not taken the focus"];
	for (const a of summary.querySelectorAll("a"))
		if (!document.getElementById(a.hash.slice(1))) wrong.push("leads nowhere: " + a.hash);
	return wrong;
})()`

func (i inspector) scheme(name string) {
	_, err := chromedp.Call(i.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	must(i.t, err)
}

func (i inspector) size(width, height int64) {
	_, err := chromedp.Call(i.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	must(i.t, err)
}

// picture keeps what is shown in the folder that SCREENSHOTS names, if any: for
// people who look at all pages after a change of the style sheet.
func (i inspector) picture(name, scheme string, width, height int64) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" || ask[string](i.visitor, "document.documentElement.lang") != "fr" {
		return
	}
	i.size(width, height)
	shot, err := chromedp.Call(i.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: new(true)})
	must(i.t, err)
	file := fmt.Sprintf("%s-%d-%s.png", strings.NewReplacer("/", "_", "?", "_", "&", "_", ":", "").Replace(kindOf(name)), width, scheme)
	must(i.t, os.WriteFile(filepath.Join(folder, file), shot.Data, 0o600))
}
