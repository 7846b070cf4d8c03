// SPDX-License-Identifier: AGPL-3.0-only

// Package browsertest walks through the real program in a real browser: the
// whole job from the set-up link to a sealed request, with and without script,
// and every page against the house rules (accessible, narrow, light, alone).
package browsertest

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is one browser for all tests; each visitor gets a profile of their own.
var chromium = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(os.Getenv("TEST_CHROMIUM")),
		chromedp.NoSandbox, // refused to root, as continuous integration often is
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "fr"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	closeChromium = func() { closeTab(); stop() }
	return ctx, chromedp.Do(ctx)
})

var closeChromium = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	closeChromium()
	os.Exit(code)
}

// tab opens a page in a profile of its own, closed when the test ends.
func tab(t *testing.T) context.Context {
	t.Helper()
	if os.Getenv("TEST_CHROMIUM") == "" {
		t.Fatal("TEST_CHROMIUM names no browser: run `make test`, which finds or installs Chromium and sets it")
	}
	parent, err := chromium()
	must(t, err)
	ctx, closeTab := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	must(t, chromedp.Do(ctx))
	return ctx
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
