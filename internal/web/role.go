// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// roleGrant is the page on which a co-plaintiff is given a role.
type roleGrant struct {
	coplaintiff.Sheet
	Trail   campaignTrail
	Form    roleForm
	Kinds   []coplaintiff.RoleKind
	Options []option // the appeals of the campaign
	Errors  problem.Fields
}

// roleForm is what is typed to give or end a role.
type roleForm struct{ ID, Appeal, Kind, SinceOn, UntilOn string }

// Replaced lists the appeals that have a single representative already, somebody
// who would cease to be it.
func (g roleGrant) Replaced() (held []appeal.Appeal) {
	for _, a := range g.Appeals {
		if now, ok := g.Representatives[a.ID]; ok && now.ID != g.ID {
			held = append(held, a)
		}
	}
	return held
}

// Fault is what is wrong with one field, for the choices with explanations.
func (g roleGrant) Fault(name string) problem.Fields {
	var found problem.Fields
	for _, wrong := range g.Errors {
		if wrong.Name == name {
			found = append(found, wrong)
		}
	}
	return found
}

func (p coplaintiffPages) roleForm(c *fiber.Ctx) error {
	return p.rolePage(c, roleForm{ID: newID(), Appeal: c.Query("appeal")}, nil)
}

func (p coplaintiffPages) rolePage(c *fiber.Ctx, form roleForm, refused error) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	page := roleGrant{
		Sheet: sheet, Trail: trailTo(sheet), Form: form, Kinds: coplaintiff.RoleKinds, Errors: wrongWith(refused),
		Options: appealOptions(p.speak(c), sheet.Appeals, "coplaintiff.choose_appeal"),
	}
	if refused != nil {
		return p.refuse(c, refused, "coplaintiff/role", page)
	}
	return p.render(c, "coplaintiff/role", page)
}

func (p coplaintiffPages) giveRole(c *fiber.Ctx) error {
	var wrong problem.Fields
	f, to := read(c), coplaintiff.ID(c.Params("id"))
	form := roleForm{ID: f.id(), Appeal: f.text("appeal"), Kind: f.text("kind"), SinceOn: f.text("since_on")}
	grant := coplaintiff.Grant{AppealID: appeal.ID(form.Appeal), Kind: coplaintiff.RoleKind(form.Kind), SinceOn: f.day("since_on", &wrong)}
	err := wrong.Err()
	if err == nil {
		err = p.CoPlaintiffs.GiveRole(c.UserContext(), user(c), coplaintiff.RoleID(form.ID), to, grant)
	}
	if err != nil {
		return p.rolePage(c, form, err)
	}
	done := "coplaintiff.role_given"
	if grant.Kind == coplaintiff.SingleRepresentative {
		done = "coplaintiff.representative_chosen"
	}
	return p.redirect(c, "/coplaintiffs/"+string(to), done)
}

// roleEnd is the page on which a role ends.
type roleEnd struct {
	coplaintiff.Sheet
	Trail  campaignTrail
	Role   coplaintiff.Role
	Form   roleForm
	Errors problem.Fields
}

// Title names the appeal of the role.
func (e roleEnd) Title() string { return titleOf(e.Appeals, e.Role.AppealID) }

func (p coplaintiffPages) endForm(c *fiber.Ctx) error {
	return p.endPage(c, roleForm{UntilOn: p.today().String()}, nil)
}

func (p coplaintiffPages) endPage(c *fiber.Ctx, form roleForm, refused error) error {
	sheet, err := p.sheet(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sheet.Roles, func(r coplaintiff.Role) bool { return string(r.ID) == c.Params("role") })
	if i < 0 {
		return fiber.ErrNotFound
	}
	page := roleEnd{Sheet: sheet, Trail: trailTo(sheet), Role: sheet.Roles[i], Form: form, Errors: wrongWith(refused)}
	if refused != nil {
		return p.refuse(c, refused, "coplaintiff/end", page)
	}
	return p.render(c, "coplaintiff/end", page)
}

func (p coplaintiffPages) endRole(c *fiber.Ctx) error {
	var wrong problem.Fields
	f, of := read(c), coplaintiff.ID(c.Params("id"))
	on := f.day("until_on", &wrong)
	err := wrong.Err()
	if err == nil {
		err = p.CoPlaintiffs.EndRole(c.UserContext(), user(c), of, coplaintiff.RoleID(c.Params("role")), on)
	}
	if err != nil {
		return p.endPage(c, roleForm{UntilOn: f.text("until_on")}, err)
	}
	return p.redirect(c, "/coplaintiffs/"+string(of), "coplaintiff.role_ended")
}
