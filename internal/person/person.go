// SPDX-License-Identifier: AGPL-3.0-only

// Package person knows the people who work here: their accounts, their roles,
// how they sign in. Co-plaintiffs have no account and live elsewhere.
package person

import (
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// ID identifies an account (UUID v7).
type ID string

// Role is what an account is for. It says what someone may do; which campaigns
// they see is given campaign by campaign.
type Role string

// The roles, from the widest to the narrowest.
const (
	Administrator Role = "administrator" // keeps the accounts; sees a campaign only when let in
	Coordinator   Role = "coordinator"   // runs campaigns: decisions, appeals, people, deadlines
	Lawyer        Role = "lawyer"        // everything a coordinator does in a campaign, and seals filings
	Reader        Role = "reader"        // reads the campaigns they were let into
)

// Roles lists every role, in the order forms show them.
var Roles = []Role{Coordinator, Lawyer, Reader, Administrator}

// Language is a language of the interface.
type Language string

// The interface speaks French first, and English.
const (
	French  Language = "fr"
	English Language = "en"
)

// Profile is the part of an account that may be edited.
type Profile struct {
	Email    string
	Name     string
	Role     Role
	Language Language
}

// User is an account.
type User struct {
	ID ID
	Profile
	PasswordHash string
	DisabledAt   *time.Time // nil while the account may sign in
	Version      int
	CreatedAt    time.Time
}

// ActorID is the account's id, for the journal.
func (u User) ActorID() string { return string(u.ID) }

// MayManageAccounts tells who creates accounts and changes their roles.
func (u User) MayManageAccounts() bool { return u.Role == Administrator || u.Role == Coordinator }

// MayManage tells whether u may give or change an account of this role:
// administrators are made by administrators only.
func (u User) MayManage(role Role) bool {
	return u.Role == Administrator || u.Role == Coordinator && role != Administrator
}

// MayWrite tells who may change what they can see; readers only read.
func (u User) MayWrite() bool { return u.Role == Coordinator || u.Role == Lawyer }

// MaySeal tells who may seal a filing: whoever will answer for it in court, or
// runs the appeal for claimants who act without a lawyer (CJA R431-2).
func (u User) MaySeal() bool { return u.Role == Lawyer || u.Role == Coordinator }

// Active tells whether the account may sign in.
func (u User) Active() bool { return u.DisabledAt == nil }

const (
	maxName          = 120
	minPassword      = 12
	maxPassword      = 200
	maxEmail         = 254 // RFC 5321
	errEmailInvalid  = "person.email_invalid"
	errNameMissing   = "person.name_missing"
	errRoleUnknown   = "person.role_unknown"
	errPasswordShort = "person.password_short"
	errPasswordLong  = "person.password_long"
)

// clean trims the profile and lowers the address, so that one person has one account.
func (p *Profile) clean() {
	p.Email = strings.ToLower(strings.TrimSpace(p.Email))
	p.Name = typed.Line(p.Name)
	if p.Language == "" {
		p.Language = French
	}
}

// check gathers what is wrong with the profile, field by field.
func (p *Profile) check() (wrong problem.Fields) {
	if !validEmail(p.Email) {
		wrong.Add("email", errEmailInvalid)
	}
	switch {
	case p.Name == "":
		wrong.Add("name", errNameMissing)
	default:
		typed.Check(&wrong, "name", p.Name, maxName)
	}
	if p.Language != French && p.Language != English {
		wrong.Add("language", "person.language_unknown")
	}
	if !known(p.Role) {
		wrong.Add("role", errRoleUnknown)
	}
	return wrong
}

func checkPassword(password string) (wrong problem.Fields) {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		wrong.Add("password", errPasswordShort, "Min", minPassword)
	case len(password) > maxPassword:
		wrong.Add("password", errPasswordLong, "Max", maxPassword)
	}
	return wrong
}

func validEmail(email string) bool {
	if len(email) > maxEmail || !utf8.ValidString(email) {
		return false
	}
	address, err := mail.ParseAddress(email)
	return err == nil && typed.Readable(email) && address.Address == email && strings.Contains(email[strings.LastIndex(email, "@")+1:], ".")
}

func known(role Role) bool {
	for _, r := range Roles {
		if r == role {
			return true
		}
	}
	return false
}
