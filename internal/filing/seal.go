// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/pdf"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

var errSealForbidden = problem.New(problem.Forbidden, "filing.seal_forbidden")

// Consent is what somebody declares when they seal.
type Consent struct {
	Final    bool // that sealing cannot be undone
	Warnings bool // that the warnings were read and are accepted
}

// Seal freezes a draft: the document is made once, kept byte for byte with its
// hash, and the filing can never change again. It is refused, with every reason
// at once, while something is missing (see Gaps), and with a Conflict when the
// draft is no longer the version that was read.
func (s *Service) Seal(ctx context.Context, by person.User, id ID, version int, consent Consent) error {
	if !by.MaySeal() {
		return errSealForbidden
	}
	c, at, err := s.ready(ctx, by, id, version, consent)
	if err != nil {
		return err
	}
	f, rendered, err := freeze(ctx, c, by, at)
	if err != nil {
		return err
	}
	// A file cannot be rolled back: it comes first and goes again if the row is refused.
	if f.File, err = s.vault.Put(ctx, rendered.Bytes, f.fileName(), string(storage.PDF)); err != nil {
		return fmt.Errorf("keeping a sealed filing: %w", err)
	}
	var refused error
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		refused = enterSealed(tx, by, f, version)
		return refused
	})
	if refused != nil {
		return errors.Join(err, s.vault.Remove(context.WithoutCancel(ctx), f.File))
	}
	// An error of the commit itself may mean that the row was kept after all: the
	// file then stays, and the search for orphans settles it.
	return err
}

// enterSealed keeps the sealed row, if whoever seals may still see the appeal.
func enterSealed(tx database.Tx, by person.User, f Filing, version int) error {
	if _, err := find(tx, by, f.ID); err != nil {
		return err
	}
	if err := saveSealing(tx, f, version); err != nil {
		return err
	}
	sealed := act("filing.sealed", f)
	sealed.Detail["sha256"], sealed.Detail["template"] = f.FileSHA256, f.TemplateVersion
	return audit.Record(tx, by, sealed)
}

// ready reads the case at one instant and says what stands against sealing it.
// What is sealed is the case as it was at that instant, which the document and
// the row both carry.
func (s *Service) ready(ctx context.Context, by person.User, id ID, version int, consent Consent) (c Case, at time.Time, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		at = tx.Now
		f, err := find(tx, by, id)
		if err != nil {
			return err
		}
		c, err = caseOf(tx, by, f)
		return err
	})
	switch {
	case err != nil:
		return c, at, err
	case c.Sealed():
		return c, at, errSealed
	case c.Version != version:
		return c, at, database.Stale()
	}
	return c, at, consent.refusals(c.Gaps())
}

// refusals gathers every reason not to seal.
func (consent Consent) refusals(gaps []Gap) error {
	var wrong problem.Fields
	for _, g := range Blocking(gaps) {
		wrong = append(wrong, g.field())
	}
	if len(Warnings(gaps)) > 0 && !consent.Warnings {
		wrong.Add("accept_warnings", "filing.warnings_unread")
	}
	if !consent.Final {
		wrong.Add("final", "filing.final_unread")
	}
	return wrong.Err()
}

// freeze makes the document in its last form. A character that no font can
// print would be lost for good, so it is refused.
func freeze(ctx context.Context, c Case, by person.User, at time.Time) (Filing, pdf.Rendered, error) {
	f := &c.Filing
	f.Status, f.SealedAt, f.SealedBy, f.Version = Sealed, &at, by.ActorID(), f.Version+1
	if f.DatedOn.IsZero() {
		f.DatedOn = calendar.Today(at)
	}
	page, words, err := compose(c, at)
	if err != nil {
		return *f, pdf.Rendered{}, err
	}
	rendered, err := page.Render(ctx)
	if err != nil {
		return *f, rendered, fmt.Errorf("making a filing: %w", err)
	}
	if len(rendered.Replaced) > 0 {
		var wrong problem.Fields
		wrong.Add("form", "filing.unprintable", "Characters", listed(rendered.Replaced))
		return *f, rendered, wrong.Err()
	}
	f.TemplateVersion, f.Pages = words.version, rendered.Pages
	return *f, rendered, nil
}

// listed writes characters with their code points, for those that show as nothing.
func listed(characters []rune) string {
	shown := make([]string, len(characters))
	for i, r := range characters {
		shown[i] = fmt.Sprintf("%c (U+%04X)", r, r)
	}
	return strings.Join(shown, ", ")
}

// fileNameMax is the longest name that the courts' platform takes.
const fileNameMax = 80

// fileName is how the document is saved: its title in the alphabet that the
// courts' platform accepts, without accents, spaces or a dot but the extension's.
func (f Filing) fileName() string { return asciiName(f.Title) + ".pdf" }

// PreviewName is how a draft is saved, so that nobody lodges it by mistake.
func (f Filing) PreviewName() string { return asciiName("PROJET "+f.Title) + ".pdf" }

// ligatures are the letters that no accent explains.
var ligatures = strings.NewReplacer("œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss", "ł", "l", "Ł", "L", "ø", "o", "Ø", "O", "đ", "d", "Đ", "D")

func asciiName(title string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-'):
			return r
		}
		return '_'
	}, norm.NFD.String(ligatures.Replace(title)))
	name := strings.Join(strings.FieldsFunc(plain, func(r rune) bool { return r == '_' }), "_")
	name = strings.Trim(name[:min(len(name), fileNameMax-len(".pdf"))], "_-")
	if name == "" {
		return "document"
	}
	return name
}
