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
		v.sendAWrongDecision()
		v.focused("1 réponse est à corriger")
		// The line is followed by script: Tab may carry the focus out of a page that
		// has no screen, into a browser that has no window.
		if got := ask[string](v, `document.querySelector("#errors a").click(), `+landed); got != "published_on" {
			t.Errorf("the summary led to %q", got)
		}
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

// landed is the name of the field that has the focus, once it has it: following
// a link within the page moves the focus with the next frame.
const landed = `new Promise(tell => {
	const end = Date.now() + 10000;
	(function look() {
		const name = document.activeElement?.name || "";
		if (name || Date.now() > end) tell(name);
		else setTimeout(look, 20);
	})();
})`

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
