// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	"fmt"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// record is what a page made the browser fetch, and what it complained about.
type record struct {
	requests []string
	bytes    float64 // as they came over the wire, heads included
	status   int64   // of the page itself
	faults   []string
}

// traffic keeps the record of the page under way.
type traffic struct {
	mu sync.Mutex
	record
}

// listen notes everything from now on.
func (v *visitor) listen() *traffic {
	tr := &traffic{}
	must(v.t, chromedp.Listen(v.ctx, tr.note))
	return tr
}

func (tr *traffic) note(event any) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		tr.requests = append(tr.requests, e.Request.URL)
	case *network.EventResponseReceived:
		tr.answered(e)
	case *network.EventLoadingFinished:
		tr.bytes += e.EncodedDataLength
	case *network.EventLoadingFailed:
		tr.faults = append(tr.faults, fmt.Sprintf("a request failed: %s %s", e.ErrorText, e.BlockedReason))
	case *runtime.EventExceptionThrown:
		tr.faults = append(tr.faults, "script: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		tr.faults = append(tr.faults, fmt.Sprintf("the console was written to: %s", e.Type))
	case *log.EventEntryAdded:
		tr.logged(e.Entry)
	}
}

func (tr *traffic) answered(e *network.EventResponseReceived) {
	if e.Type == network.ResourceTypeDocument {
		tr.status = e.Response.Status
		return
	}
	if e.Response.Status >= 400 {
		tr.faults = append(tr.faults, fmt.Sprintf("%s answered %d", e.Response.URL, e.Response.Status))
	}
}

// logged notes what the browser itself complains about; its advice is no
// complaint, nor is that a refused form is answered with 422.
func (tr *traffic) logged(entry *log.Entry) {
	if entry.Level != log.EntryLevelError && entry.Level != log.EntryLevelWarning {
		return
	}
	if entry.Source == log.EntrySourceNetwork && strings.Contains(entry.Text, "the server responded with a status of") {
		return
	}
	tr.faults = append(tr.faults, fmt.Sprintf("%s %s: %s", entry.Source, entry.Level, entry.Text))
}

// during gives the traffic of what is done, and forgets what came before.
func (tr *traffic) during(act func()) record {
	tr.mu.Lock()
	tr.record = record{}
	tr.mu.Unlock()
	act()
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.record
}
