// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long one act may take on a busy machine.
const patience = 30 * time.Second

// visitor is somebody in front of a browser. They go by what they read: links,
// buttons and fields are named by their words. The pages are looked at from
// outside, with the debugger's protocol, and acted upon with mouse and keyboard:
// nothing here needs the page's own scripts to be allowed.
type visitor struct {
	t    *testing.T
	ctx  context.Context
	home string
}

func visit(t *testing.T, p program) *visitor {
	return &visitor{t: t, ctx: tab(t), home: p.address}
}

// withoutScript is the same visitor with a browser that runs no script of a page.
func (v *visitor) withoutScript() *visitor {
	_, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	must(v.t, err)
	return v
}

// open types an address.
func (v *visitor) open(address string) {
	v.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = v.home + address
	}
	v.arrive(chromedp.Navigate(address))
}

// arrive does something that leads to another page, and waits for it.
func (v *visitor) arrive(act chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, act)
	if err != nil {
		v.t.Fatalf("no page came after %s: %v", v.address(), err)
	}
	if answer != nil && answer.Status >= 500 {
		v.t.Fatalf("%s answered %d: %s", answer.URL, answer.Status, v.words())
	}
}

func (v *visitor) do(acts ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	must(v.t, chromedp.Do(ctx, acts...))
}

// ask evaluates an expression about the page, for the visitor's eyes.
func ask[T any](v *visitor, expression string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("%s: %v", v.address(), err)
	}
	return answer
}

func (v *visitor) address() string {
	address, _ := chromedp.Run(v.ctx, chromedp.Location())
	return strings.TrimPrefix(address, v.home)
}

// words is all that can be read on the page, on one line.
func (v *visitor) words() string {
	v.t.Helper()
	return ask[string](v, plain+`plain(document.body.innerText)`)
}

// see checks that the page says so.
func (v *visitor) see(texts ...string) {
	v.t.Helper()
	words := v.words()
	for _, text := range texts {
		if !strings.Contains(words, text) {
			v.t.Fatalf("%s does not say %q, but: %s", v.address(), text, words)
		}
	}
}

// fill types into the field of that label, in place of what is there.
func (v *visitor) fill(label, text string) {
	v.t.Helper()
	v.click(fieldCalled(label))
	v.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	_, err := chromedp.Call(v.ctx, input.InsertText, input.InsertTextParams{Text: text})
	must(v.t, err)
	if got := ask[string](v, fieldCalled(label)+`.value`); got != text {
		v.t.Fatalf("%s: %q was typed into %q, which holds %q", v.address(), text, label, got)
	}
}

// date gives a date field its day, as its calendar would.
func (v *visitor) date(label string, day time.Time) {
	v.t.Helper()
	ask[bool](v, fmt.Sprintf(`(f => { f.value = %q; return true })(%s)`, day.Format(time.DateOnly), fieldCalled(label)))
}

// choose takes the option that begins with this text from a list.
func (v *visitor) choose(label, text string) {
	v.t.Helper()
	if !ask[bool](v, plain+fmt.Sprintf(`(f => {
		const o = [...f.options].find(o => plain(o.text).startsWith(%s));
		if (o) o.selected = true;
		return !!o;
	})(%s)`, quote(text), fieldCalled(label))) {
		v.t.Fatalf("%s: %q offers no %q", v.address(), label, text)
	}
}

// pick ticks a box or a round button by its words.
func (v *visitor) pick(text string) {
	v.t.Helper()
	v.click(only(text, `label.choice`))
}

// attach gives a file to the field of that label.
func (v *visitor) attach(label, path string) {
	v.t.Helper()
	field, err := chromedp.Run(v.ctx, chromedp.Evaluate[*runtime.RemoteObject](fieldCalled(label)))
	must(v.t, err)
	_, err = chromedp.Call(v.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, ObjectID: field.ObjectID})
	must(v.t, err)
}

// press follows the link or pushes the button of that name, to another page. It
// is looked for in the page's head first, then in the page; what only leads
// further down the same page does not count.
func (v *visitor) press(name string) {
	v.t.Helper()
	v.leave(only(name, `header.masthead :is(a, button)`, `main :is(a[href^="/"], button)`))
}

// turn goes to another tab of the campaign.
func (v *visitor) turn(name string) {
	v.t.Helper()
	v.leave(only(name, `.tabs a`))
}

func (v *visitor) leave(element string) {
	v.t.Helper()
	at := v.point(element)
	v.arrive(chromedp.MouseClickXY(at[0], at[1]))
}

// unfold opens what is folded under that name.
func (v *visitor) unfold(name string) {
	v.t.Helper()
	v.click(only(name, `summary`))
}

// download presses what answers with a file, and reads the file.
func (v *visitor) download(name string) []byte {
	v.t.Helper()
	folder := v.t.TempDir()
	_, err := chromedp.CallBrowser(v.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: folder,
		BrowserContextID: chromedp.FromContext(v.ctx).BrowserContextID, EventsEnabled: new(true),
	})
	must(v.t, err)
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	progress := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
	v.click(only(name, `main :is(a, button)`))
	for event, err := range progress {
		must(v.t, err)
		if event.State == browser.DownloadProgressStateCompleted {
			text, err := os.ReadFile(filepath.Join(folder, event.GUID))
			must(v.t, err)
			return text
		}
	}
	v.t.Fatalf("%s: nothing came down after %q", v.address(), name)
	return nil
}

func (v *visitor) click(element string) {
	v.t.Helper()
	at := v.point(element)
	v.do(chromedp.MouseClickXY(at[0], at[1]))
}

// point is the middle of an element, scrolled into view.
func (v *visitor) point(element string) [2]float64 {
	v.t.Helper()
	return ask[[2]float64](v, fmt.Sprintf(`(e => {
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getClientRects()[0];
		return [r.x + r.width / 2, r.y + r.height / 2];
	})(%s)`, element))
}

// plain reads a text as people do: one space between words, of whatever kind.
const plain = `var plain = s => s.replace(/[\s\u00a0\u202f]+/g, " ").trim();`

// only is the one visible element that is called so, among the first of these
// selections that has one: exactly, else by the beginning of its words.
func only(name string, selectors ...string) string {
	return fmt.Sprintf(`(() => {
		%s
		const words = e => plain(e.getAttribute("aria-label") || (e.innerText ?? e.textContent));
		const known = [];
		for (const selector of %s) {
			const shown = [...document.querySelectorAll(selector)].filter(e => e.checkVisibility() && e.getClientRects().length);
			for (const called of [w => w === %[3]s, w => w.startsWith(%[3]s)]) {
				const found = shown.filter(e => called(words(e)));
				if (found.length > 1) throw new Error(found.length + " elements are called " + %[3]s);
				if (found.length) return found[0];
			}
			known.push(...shown.map(words));
		}
		throw new Error("nothing is called " + %[3]s + " among: " + known.join(" | "));
	})()`, plain, quote(selectors), quote(name))
}

// fieldCalled is the field whose label says so, whether optional or not.
func fieldCalled(label string) string {
	return fmt.Sprintf(`(() => {
		%s
		const words = l => { const copy = l.cloneNode(true); copy.querySelector(".optional")?.remove(); return plain(copy.textContent) };
		const shown = [...document.querySelectorAll("main label[for]")].filter(l => l.checkVisibility());
		const found = shown.filter(l => words(l) === %[2]s);
		if (found.length !== 1) throw new Error(found.length + " fields are called " + %[2]s + " among: " + shown.map(words).join(" | "));
		return found[0].control;
	})()`, plain, quote(label))
}

func quote(value any) string {
	quoted, _ := json.Marshal(value)
	return string(quoted)
}
