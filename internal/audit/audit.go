// SPDX-License-Identifier: AGPL-3.0-only

// Package audit keeps who did what, when: entries are only ever added, and each
// carries the hash of the one before it, so that a change or a gap shows.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/platform/database"
)

// Actor is whoever acts: a person with an account, or the program itself.
type Actor interface {
	// ActorID is the id kept in the journal; it says nothing of the person.
	ActorID() string
}

// Program is the actor of what nobody asked for by name: a command, a nightly task.
type Program string

// ActorID names the command or task, such as "program:demo".
func (p Program) ActorID() string { return "program:" + string(p) }

// Act is what was done: a verb in the past such as "filing.sealed", on what, in
// which campaign ("" for none). Detail holds facts that help to understand the
// entry, never a name, an address or anything else about a person.
type Act struct {
	Action   string
	Subject  string
	Campaign string
	Detail   map[string]string
}

// Entry is one line of the journal. Its detail is JSON with sorted keys.
type Entry struct {
	ID           string
	Seq          int64
	At           time.Time
	Actor        string
	Action       string
	SubjectID    string
	CampaignID   string
	Detail       string
	PreviousHash string
	Hash         string
}

// TableName keeps the table's name clear where the short Go name would not be.
func (Entry) TableName() string { return "audit_entries" }

// Facts gives the detail back as pairs.
func (e Entry) Facts() map[string]string {
	facts := map[string]string{}
	_ = json.Unmarshal([]byte(e.Detail), &facts) // an entry without detail holds {}
	return facts
}

// head is the end of the chain.
type head struct {
	ID   int
	Seq  int64
	Hash string
}

// TableName keeps the table's name clear.
func (head) TableName() string { return "audit_heads" }

// Record leaves a trace inside the unit of work: it is kept if the act is. It is
// written last, because the end of the chain can have only one writer at a time.
func Record(tx database.Tx, by Actor, act Act) error {
	detail, err := json.Marshal(act.Detail)
	if err != nil {
		return fmt.Errorf("record %s: %w", act.Action, err)
	}
	if act.Detail == nil {
		detail = []byte("{}")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("record %s: %w", act.Action, err)
	}
	entry := Entry{
		ID: id.String(), At: tx.Now, Actor: by.ActorID(), Action: act.Action,
		SubjectID: act.Subject, CampaignID: act.Campaign, Detail: string(detail),
	}
	tx.Last(func(tx database.Tx) error { return chain(tx, entry) })
	return nil
}

// chain takes the end of the chain for itself, links the entry to it and moves it on.
func chain(tx database.Tx, entry Entry) error {
	if _, err := tx.Exec("UPDATE audit_heads SET seq = seq + 1 WHERE id = 1"); err != nil {
		return err
	}
	end, err := database.First[head](tx, "id = 1")
	if err != nil {
		return err
	}
	entry.Seq, entry.PreviousHash = end.Seq, end.Hash
	entry.Hash = entry.digest()
	if err := tx.Add(&entry); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE audit_heads SET hash = ? WHERE id = 1", entry.Hash)
	return err
}

// digest hashes every field but the hash itself, each preceded by its length so
// that no two different entries read the same.
func (e Entry) digest() string {
	sum := sha256.New()
	var length [8]byte
	for _, field := range []string{
		e.ID, fmt.Sprint(e.Seq), e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.Action,
		e.SubjectID, e.CampaignID, e.Detail, e.PreviousHash,
	} {
		binary.BigEndian.PutUint64(length[:], uint64(len(field)))
		sum.Write(length[:])
		sum.Write([]byte(field))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
