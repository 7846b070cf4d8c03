// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func (s *site) personRoutes() {
	p := personPages{s}
	s.get("/people", p.list)
	s.get("/people/new", p.new)
	s.post("/people", p.add)
	s.get("/people/:id/edit", p.editForm)
	s.post("/people/:id/edit", p.edit)
	s.get("/account", p.account)
	s.post("/account/password", p.changePassword)
}

// personPages are the accounts of those who work here.
type personPages struct{ *site }

type personList struct{ People []person.User }

func (p personPages) list(c *fiber.Ctx) error {
	people, err := p.People.All(c.UserContext(), user(c))
	if err != nil {
		return err
	}
	return p.render(c, "person/list", personList{People: people})
}

// personForm is what is typed to create or edit an account.
type personForm struct {
	Name, Email, Role, Language string
	Enabled                     bool
	Version                     int
}

func (f personForm) profile() person.Profile {
	return person.Profile{Name: f.Name, Email: f.Email, Role: person.Role(f.Role), Language: person.Language(f.Language)}
}

// Ticked is the value of the box that lets the account sign in.
func (f personForm) Ticked() string {
	if f.Enabled {
		return "1"
	}
	return ""
}

type personEdit struct {
	ID     person.ID
	Form   personForm
	Roles  []option
	Errors problem.Fields
}

var errAccountsForbidden = problem.New(problem.Forbidden, "person.forbidden")

func (p personPages) new(c *fiber.Ctx) error {
	if !user(c).MayManageAccounts() {
		return errAccountsForbidden
	}
	return p.render(c, "person/new", personEdit{Form: personForm{Role: string(person.Coordinator)}, Roles: p.roles(c)})
}

func (p personPages) add(c *fiber.Ctx) error {
	form := readPerson(c)
	_, err := p.People.Add(c.UserContext(), user(c), form.profile(), read(c).secret("password"))
	if err != nil {
		return p.refuse(c, err, "person/new", personEdit{Form: form, Roles: p.roles(c), Errors: wrongWith(err)})
	}
	return p.redirect(c, "/people", "person.added")
}

func (p personPages) editForm(c *fiber.Ctx) error {
	u, err := p.People.Find(c.UserContext(), user(c), person.ID(c.Params("id")))
	if err != nil {
		return err
	}
	form := personForm{Name: u.Name, Email: u.Email, Role: string(u.Role), Language: string(u.Language), Enabled: u.Active(), Version: u.Version}
	return p.render(c, "person/edit", personEdit{ID: u.ID, Form: form, Roles: p.roles(c)})
}

func (p personPages) edit(c *fiber.Ctx) error {
	id, form := person.ID(c.Params("id")), readPerson(c)
	err := p.People.Edit(c.UserContext(), user(c), id, form.Version, form.profile(), form.Enabled)
	if err != nil {
		return p.refuse(c, err, "person/edit", personEdit{ID: id, Form: form, Roles: p.roles(c), Errors: wrongWith(err)})
	}
	return p.redirect(c, "/people", "person.edited")
}

func readPerson(c *fiber.Ctx) personForm {
	f := read(c)
	return personForm{
		Name: f.text("name"), Email: f.text("email"), Role: f.text("role"), Language: f.text("language"),
		Enabled: f.checked("enabled"), Version: f.version(),
	}
}

// roles are those that whoever is signed in may give.
func (p personPages) roles(c *fiber.Ctx) []option {
	var of []option
	for _, role := range person.Roles {
		if user(c).MayManage(role) {
			of = append(of, option{Value: string(role), Label: p.speak(c).Say("person.role." + string(role))})
		}
	}
	return of
}

type personAccount struct {
	Me     person.User
	Errors problem.Fields
}

func (p personPages) account(c *fiber.Ctx) error {
	return p.render(c, "person/account", personAccount{Me: user(c)})
}

func (p personPages) changePassword(c *fiber.Ctx) error {
	f := read(c)
	token, err := p.People.ChangePassword(c.UserContext(), user(c), f.secret("old_password"), f.secret("password"))
	if err != nil {
		return p.refuse(c, err, "person/account", personAccount{Me: user(c), Errors: wrongWith(err)})
	}
	p.keepSession(c, token)
	return p.redirect(c, "/account", "person.password_changed")
}
