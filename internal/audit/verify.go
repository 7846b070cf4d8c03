// SPDX-License-Identifier: AGPL-3.0-only

package audit

import (
	"context"
	"fmt"

	"contrechamp.org/contrechamp/internal/platform/database"
)

// Broken names the first link of the chain that does not hold.
type Broken struct {
	Seq    int64  // place in the chain, from 1
	ID     string // the entry found there, "" when it is missing
	Reason string
}

// Error says which entry, and what is wrong with it.
func (b *Broken) Error() string {
	if b.ID == "" {
		return fmt.Sprintf("the journal is broken at entry %d: %s", b.Seq, b.Reason)
	}
	return fmt.Sprintf("the journal is broken at entry %d (%s): %s", b.Seq, b.ID, b.Reason)
}

const verifyPage = 2000

// Verify walks the whole chain and counts its entries; the first link that does
// not hold comes back as a *Broken error. One consistent view is read, page by page.
func Verify(ctx context.Context, db *database.DB) (entries int64, err error) {
	err = db.Read(ctx, func(tx database.Tx) error {
		end, err := database.First[head](tx, "id = 1")
		if err != nil {
			return err
		}
		last := Entry{}
		for {
			page, err := database.All[Entry](tx.Narrow("seq > ?", last.Seq).Sorted("seq").Page(verifyPage, 0))
			if err != nil {
				return err
			}
			for _, entry := range page {
				if err := follows(last, entry); err != nil {
					return err
				}
				last = entry
			}
			if len(page) < verifyPage {
				break
			}
		}
		entries = last.Seq
		return ends(last, end)
	})
	return entries, err
}

func follows(last, entry Entry) error {
	switch {
	case entry.Seq != last.Seq+1:
		return &Broken{Seq: last.Seq + 1, Reason: "it is missing"}
	case entry.PreviousHash != last.Hash:
		return &Broken{Seq: entry.Seq, ID: entry.ID, Reason: "it does not follow the entry before it"}
	case entry.Hash != entry.digest():
		return &Broken{Seq: entry.Seq, ID: entry.ID, Reason: "it was changed after it was written"}
	}
	return nil
}

func ends(last Entry, end head) error {
	if last.Seq == end.Seq && last.Hash == end.Hash {
		return nil
	}
	return &Broken{Seq: last.Seq + 1, Reason: "the end of the journal was cut off or replaced"}
}
