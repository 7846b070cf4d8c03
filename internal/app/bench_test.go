// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// These benchmarks ask the program itself for pages, over the network of this
// machine, as the browser of a signed-in coordinator with the demonstration case.
// The peer of each is a bare net/http server that has the same bytes ready: the
// ratio says how much of the time is ours.

func BenchmarkDueBoard(b *testing.B) {
	v := visit(b, func(home) {})
	v.measure("/")
}

func BenchmarkDueBoardWholeHorizon(b *testing.B) {
	v := visit(b, func(home) {})
	v.measure("/?horizon=whole")
}

func BenchmarkCampaignPage(b *testing.B) {
	v := visit(b, func(home) {})
	v.measure(v.campaign)
}

func BenchmarkDecisionRegister(b *testing.B) {
	v := visit(b, func(h home) { h.decisions(b, 5000) })
	v.measure("/decisions")
}

func BenchmarkDecisionSearch(b *testing.B) {
	v := visit(b, func(h home) { h.decisions(b, 5000) })
	v.measure("/decisions?f=4321")
}

func BenchmarkFilingPDF(b *testing.B) {
	v := visit(b, func(home) {})
	v.measure(v.get(v.url+v.campaign+"/filings").finds(`href="(/filings/[0-9a-f-]{36})`) + "/preview.pdf")
}

// visitor is a signed-in browser before a running instance.
type visitor struct {
	*browser
	b        *testing.B
	url      string
	campaign string
}

func visit(b *testing.B, fill func(home)) visitor {
	b.Helper()
	h := newHome(b)
	email := h.account(b, person.Coordinator)
	if got := run(b, h.settings(), "", "demo", "load"); got.code != 0 {
		b.Fatal(got.err)
	}
	fill(h)
	i := serve(b, h.settings(), "--no-jobs")
	v := visitor{newBrowser(b).signIn(i.url, email), b, i.url, ""}
	v.campaign = v.get(v.url + "/").wants(http.StatusOK).finds(`href="(/campaigns/[0-9a-f-]{36})"[^>]*>[^<]*Valfictive`)
	return v
}

// measure asks for a page and for the same bytes from a peer, in turn.
func (v visitor) measure(path string) {
	v.b.Helper()
	page := v.get(v.url + path).wants(http.StatusOK)
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", page.Header.Get("Content-Type"))
		_, _ = w.Write(page.body) // a reader who leaves is not ours to answer for
	}))
	defer peer.Close()
	var ours, theirs []time.Duration
	for v.b.Loop() {
		ours = append(ours, v.timed(v.url+path))
		theirs = append(theirs, v.timed(peer.URL))
	}
	v.b.ReportMetric(milliseconds(median(ours)), "median-ms")
	v.b.ReportMetric(milliseconds(median(theirs)), "peer-ms")
	v.b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio")
	v.b.ReportMetric(float64(len(page.body))/1000, "kB")
}

func (v visitor) timed(address string) time.Duration {
	began := time.Now()
	v.get(address).wants(http.StatusOK)
	return time.Since(began)
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// decisions adds this many to the register.
func (h home) decisions(b *testing.B, n int) {
	b.Helper()
	db := h.open(b)
	defer db.Close()
	must(b, db.InTx(context.Background(), func(tx database.Tx) error {
		for k := range n {
			d := decision.Decision{ID: decision.ID(newID()), Details: decision.Details{
				Kind: decision.Authorisation, Authority: "Préfet de l’Hérault", Departement: "34", CommuneCode: "34172",
				Number: fmt.Sprintf("2025-%04d", k), Title: fmt.Sprintf("Arrêté autorisant un système de vidéoprotection (%d)", k),
				SignedOn: calendar.MustDay("2025-06-02"), PublishedOn: calendar.MustDay("2025-06-05"),
			}}
			if err := decision.Add(tx, audit.Program("benchmark"), &d); err != nil {
				return err
			}
		}
		return nil
	}))
}
