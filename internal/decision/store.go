// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"errors"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var errID = problem.New(problem.Invalid, "decision.id_invalid")

// Add keeps a new decision and leaves a trace. d.ID comes with the form, so that
// the same form sent twice makes one row: when the row exists already, *d
// becomes it and nothing is done. Wrong details, and a number that the authority
// has given already, are refused beside their fields.
func Add(tx database.Tx, by audit.Actor, d *Decision) error {
	if _, err := uuid.Parse(string(d.ID)); err != nil {
		return errID.Because(err)
	}
	kept, err := Find(tx, d.ID)
	if err == nil {
		*d = kept
		return nil
	}
	if problem.CodeOf(err) != problem.NotFound {
		return err
	}
	if err := accept(tx, d); err != nil {
		return err
	}
	d.Version, d.CreatedAt = 1, tx.Now
	if err := taken(tx.Add(d)); err != nil {
		return err
	}
	return audit.Record(tx, by, audit.Act{Action: "decision.added", Subject: string(d.ID), Detail: map[string]string{"kind": string(d.Kind)}})
}

// Change corrects a decision and leaves a trace. version is the one that was
// read; a row that has moved on since is a Conflict. It gives the decision as it
// was and as it is.
func Change(tx database.Tx, by audit.Actor, id ID, version int, details Details) (before, after Decision, err error) {
	before, err = Find(tx, id)
	if err != nil {
		return before, before, err
	}
	after = before
	after.Details, after.Version = details, version+1
	if before.Version != version {
		return before, after, database.Stale()
	}
	if err := accept(tx, &after); err != nil {
		return before, after, err
	}
	if err := taken(save(tx.Narrow("version = ?", version), after)); err != nil {
		return before, after, err
	}
	err = audit.Record(tx, by, audit.Act{Action: "decision.changed", Subject: string(id), Detail: map[string]string{"fields": changed(before.Details, after.Details)}})
	return before, after, err
}

// Find reads one decision inside a unit of work.
func Find(tx database.Tx, id ID) (Decision, error) {
	return database.First[Decision](tx, "id = ?", id)
}

// OfCommune lists the decisions that concern a commune, the latest first.
func OfCommune(tx database.Tx, code string) ([]Decision, error) {
	return database.All[Decision](latestFirst(tx.Narrow("commune_code = ?", code)))
}

// latestFirst is the order of the register: by signature, unknown ones last.
func latestFirst(tx database.Tx) database.Tx {
	return tx.Sorted("signed_on IS NULL, signed_on DESC, id DESC")
}

// accept cleans and checks the details against themselves and the register.
func accept(tx database.Tx, d *Decision) error {
	wrong, err := faults(tx, d)
	if err != nil {
		return err
	}
	return wrong.Err()
}

// faults cleans the details and gathers everything that is wrong with them.
func faults(tx database.Tx, d *Decision) (problem.Fields, error) {
	d.clean()
	d.index()
	wrong := d.check(calendar.Today(tx.Now))
	if err := checkNumberFree(tx, d, &wrong); err != nil {
		return nil, err
	}
	err := checkReplaced(tx, d, &wrong)
	return wrong, err
}

// checkNumberFree looks for another act of the same authority and number. The
// sentence carries its id, for the link.
func checkNumberFree(tx database.Tx, d *Decision, wrong *problem.Fields) error {
	if d.NumberKey == "" {
		return nil
	}
	twins, err := database.All[Decision](tx.Narrow("number_key <> ''").Narrow("number_key = ?", d.NumberKey).Narrow("id <> ?", d.ID).Page(1, 0))
	if err != nil {
		return err
	}
	if len(twins) > 0 {
		wrong.Add("number", "decision.number_taken", "ID", string(twins[0].ID))
	}
	return nil
}

// maxChain bounds the walk through what replaces what: five years each.
const maxChain = 50

// checkReplaced wants the replaced act to exist, to be older, and not to replace
// this one in its turn.
func checkReplaced(tx database.Tx, d *Decision, wrong *problem.Fields) error {
	if d.ReplacesID == nil {
		return nil
	}
	next := d.ReplacesID
	for step := 0; next != nil && step < maxChain; step++ {
		if *next == d.ID {
			wrong.Add("replaces", "decision.replaces_itself")
			return nil
		}
		replaced, err := Find(tx, *next)
		if problem.CodeOf(err) == problem.NotFound {
			wrong.Add("replaces", "decision.replaces_unknown")
			return nil
		}
		if err != nil {
			return err
		}
		if step == 0 && !d.SignedOn.IsZero() && replaced.SignedOn.After(d.SignedOn) {
			wrong.Add("replaces", "decision.replaces_later", "Day", replaced.SignedOn)
			return nil
		}
		next = replaced.ReplacesID
	}
	return nil
}

func save(tx database.Tx, d Decision) error {
	return tx.Write(&d, "Kind", "Authority", "Departement", "CommuneCode", "Number", "Title",
		"SignedOn", "PublishedOn", "Publication", "PublicationURL", "PostedOn", "NotifiedOn", "FirstSeenOn",
		"Cameras", "Purposes", "RetentionDays", "ExpiresOn", "ReplacesID", "NumberKey", "Words", "Version")
}

// taken is the refusal of somebody who entered the same act at the same moment.
// It still is a database.ErrDuplicate, so that the caller may look again in a
// new unit of work and then say which act was first.
func taken(err error) error {
	if !errors.Is(err, database.ErrDuplicate) {
		return err
	}
	refusal := &problem.Problem{Code: problem.Invalid, Key: "problem.fields"}
	refusal.Fields.Add("number", "decision.number_taken", "ID", "")
	return refusal.Because(err)
}
