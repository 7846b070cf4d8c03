// Package problem holds the refusals a person deserves to read: a code for the
// program, a message key for the catalogue, and a cause kept for the log.
// SPDX-License-Identifier: AGPL-3.0-only
package problem

import (
	"errors"
	"fmt"
	"maps"
)

// Code says what kind of refusal it is; the page renderer alone turns it into
// an HTTP status.
type Code string

// The kinds of refusal.
const (
	Invalid     Code = "invalid"     // something typed cannot be accepted
	NotFound    Code = "not_found"   // absent, or not for this person: never told apart
	Forbidden   Code = "forbidden"   // visible, but this act is not for this person
	Conflict    Code = "conflict"    // somebody else was faster, or the state moved on
	TooLarge    Code = "too_large"   // more bytes than the limit
	TooMany     Code = "too_many"    // too often; try later
	SignedOut   Code = "signed_out"  // a session is needed
	Unavailable Code = "unavailable" // a part we need does not answer now
)

// Problem is one refusal. It is an error; compare with errors.Is, which matches
// on code and key.
type Problem struct {
	Code   Code
	Key    string         // sentence in the catalogue
	Args   map[string]any // what the sentence names
	Fields Fields         // the inputs at fault, when a form was refused
	cause  error
}

// New declares a refusal with its code and message key.
func New(code Code, key string) *Problem { return &Problem{Code: code, Key: key} }

// With returns a copy whose sentence names these values, given as pairs:
// With("Number", 3).
func (p *Problem) With(pairs ...any) *Problem {
	c := *p
	c.Args = maps.Clone(p.Args)
	if c.Args == nil {
		c.Args = map[string]any{}
	}
	maps.Copy(c.Args, arguments(pairs))
	return &c
}

// Because returns a copy that carries the cause for the log; the cause is
// never shown.
func (p *Problem) Because(err error) *Problem {
	c := *p
	c.cause = err
	return &c
}

// Error is the log's wording: code, key and cause.
func (p *Problem) Error() string {
	if p.cause != nil {
		return fmt.Sprintf("%s: %s: %v", p.Code, p.Key, p.cause)
	}
	return fmt.Sprintf("%s: %s", p.Code, p.Key)
}

// Unwrap gives the hidden cause.
func (p *Problem) Unwrap() error { return p.cause }

// Is matches another Problem of the same code and key.
func (p *Problem) Is(target error) bool {
	var other *Problem
	return errors.As(target, &other) && other.Code == p.Code && other.Key == p.Key
}

// CodeOf returns the code of a refusal, or "" when err is not one.
func CodeOf(err error) Code {
	var p *Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// Bytes is a size among the values of a sentence, which words it for people.
type Bytes int64

// Field is one input at fault: its form name and the sentence beside it.
type Field struct {
	Name string
	Key  string
	Args map[string]any
}

// Fields gathers what is wrong with a form, so that a person sees everything
// at once.
type Fields []Field

// Add notes one fault; pairs name the values of the sentence.
func (f *Fields) Add(name, key string, pairs ...any) {
	*f = append(*f, Field{Name: name, Key: key, Args: arguments(pairs)})
}

// Err is nil when nothing is wrong, else one Invalid problem that carries all
// the fields.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Problem{Code: Invalid, Key: "problem.fields", Fields: f}
}

// FieldsOf returns the inputs at fault of a refused form, if err is one.
func FieldsOf(err error) Fields {
	var p *Problem
	if errors.As(err, &p) {
		return p.Fields
	}
	return nil
}

func arguments(pairs []any) map[string]any {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return args
}
