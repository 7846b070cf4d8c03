// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Somebody without a mouse gets everywhere, and sees first what matters first.
func TestKeyboard(t *testing.T) {
	p := start(t)
	v := inspect(t, p, signUp(t, p)).visitor
	t.Run("the first stop skips to the content", func(t *testing.T) {
		v.t = t
		v.open("/decisions")
		v.strike(kb.Tab)
		v.focused("Aller au contenu")
		if !ask[bool](v, `document.activeElement.getBoundingClientRect().top >= 0`) {
			t.Error("the link to the content cannot be seen when it has the focus")
		}
		v.strike(kb.Enter)
		v.strike(kb.Tab)
		v.focused("Ajouter une décision")
	})
	t.Run("a menu opens, leads on and closes", func(t *testing.T) {
		v.t = t
		v.open("/")
		v.tabTo("Ajouter")
		v.strike(kb.Enter)
		v.strike(kb.Tab)
		v.focused("Une décision")
		v.strike(kb.Escape)
		v.focused("Ajouter")
		if ask[bool](v, `document.querySelector("details.menu").open`) {
			t.Error("Escape left the menu open")
		}
		v.strike(kb.Enter)
		v.strike(kb.Tab)
		v.arrive(chromedp.KeyEvent(kb.Enter))
		if got := v.address(); got != "/decisions/new" {
			t.Errorf("the menu led to %s", got)
		}
	})
	t.Run("the summary of errors comes first and leads to the field", func(t *testing.T) {
		v.t = t
		// In about one page of ten this Chromium, without a screen, hears no key at
		// all: such a page is left for a fresh one.
		for range 4 {
			v.sendAWrongDecision()
			v.focused("1 réponse est à corriger")
			const summary, link, field = `activeElement?.id === "errors"`, `activeElement?.hash === "#published_on"`, `activeElement?.name === "published_on"`
			if v.strikeUntil(kb.Tab, summary, link) && v.strikeUntil(kb.Enter, link, field) {
				return
			}
		}
		t.Errorf("%s: the focus is on %s", v.address(), ask[string](v, `document.activeElement?.outerHTML.slice(0, 200)`))
	})
}

// strike presses a key.
func (v *visitor) strike(key string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(key))
}

// focused checks what has the focus, by the beginning of its words.
func (v *visitor) focused(words string) {
	v.t.Helper()
	got := ask[string](v, plain+`plain(document.activeElement.innerText)`)
	if len(got) < len(words) || got[:len(words)] != words {
		v.t.Fatalf("%s: the focus is on %q, not on %q", v.address(), got, words)
	}
}

// sendAWrongDecision sends one that was published before it was signed.
func (v *visitor) sendAWrongDecision() {
	v.t.Helper()
	v.open("/decisions/new")
	v.fill("Autorité", "Préfet de l’Hérault (exemple)")
	v.fill("Numéro", "2026-TOT-1")
	v.choose("Département de l’autorité", "34")
	v.date("Signée le", time.Now().AddDate(0, 0, -5))
	v.date("Publiée le", time.Now().AddDate(0, 0, -9))
	v.press("Enregistrer")
}

// strikeUntil strikes a key as long as the focus stays where it was, for a while:
// a browser that has not painted a page yet drops what is typed. from and to are
// said of the document, in script.
func (v *visitor) strikeUntil(key, from, to string) bool {
	v.t.Helper()
	for range 25 {
		if ask[bool](v, "document."+from) {
			v.strike(key)
		}
		if ask[bool](v, "document."+to) {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// tabTo goes from stop to stop until the one of that name.
func (v *visitor) tabTo(name string) {
	v.t.Helper()
	for range 30 {
		v.strike(kb.Tab)
		if ask[string](v, plain+`plain(document.activeElement.innerText)`) == name {
			return
		}
	}
	v.t.Fatalf("%s: thirty stops do not lead to %q", v.address(), name)
}
