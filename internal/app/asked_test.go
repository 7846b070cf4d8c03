// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asked is what templates and code ask the catalogue for: whole keys, and the
// prefixes of keys that are put together. Each comes with the file that asks.
type asked struct {
	keys, prefixes map[string]string
	acts           map[string]string // what the journal tells, such as "filing.sealed"
	nouns          map[string]bool   // a text that begins so is taken for a key
}

func newAsked(nouns map[string]bool) asked {
	return asked{keys: map[string]string{}, prefixes: map[string]string{}, acts: map[string]string{}, nouns: nouns}
}

func (a asked) uses(key string) bool {
	if a.keys[key] != "" {
		return true
	}
	for prefix := range a.prefixes {
		value, under := strings.CutPrefix(key, prefix)
		if list, listed := enumerations[prefix]; under && (!listed || slices.Contains(list, value)) {
			return true
		}
	}
	return false
}

var (
	keyForm    = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	prefixForm = regexp.MustCompile(`^[a-z][a-z0-9_]*\.([a-z0-9_]+\.)+$`)
	action     = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	quoted     = regexp.MustCompile(`"([^"]*)"`)
	said       = regexp.MustCompile(`\bt "([^"]*)"`)
)

func askedFor(t *testing.T) asked {
	t.Helper()
	found := newAsked(map[string]bool{})
	for _, s := range catalogue(t, "fr") {
		found.nouns[s.file] = true
	}
	walk(t, ".html", func(name string) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		found.inTemplate(name, string(text))
	})
	packages := map[string]map[string]*ast.File{}
	for _, s := range goFiles(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, s.file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		folder := path.Dir(s.file)
		if packages[folder] == nil {
			packages[folder] = map[string]*ast.File{}
		}
		packages[folder][s.file] = parsed
	}
	for folder, files := range packages {
		found.inGo(folder, files)
	}
	return found
}

func (a asked) inTemplate(name, text string) {
	for _, code := range action.FindAllString(text, -1) {
		for _, literal := range quoted.FindAllStringSubmatch(code, -1) {
			a.note(strings.TrimPrefix(literal[1], "hint="), name)
		}
		for _, key := range said.FindAllStringSubmatch(code, -1) {
			a.keys[key[1]] = name
		}
	}
}

func (a asked) note(text, where string) {
	noun, _, _ := strings.Cut(text, ".")
	switch {
	case keyForm.MatchString(text) && (a.nouns[noun] || noun == "notice"):
		a.keys[text] = where
	case prefixForm.MatchString(text):
		a.prefixes[text] = where
	}
}

// inGo reads one package. What is written into the journal looks like a key and
// is none; what is handed to redirect is a key without its "notice.".
func (a asked) inGo(folder string, files map[string]*ast.File) {
	acts, notices := newFlow(files, "Action", nil), newFlow(files, "", nil)
	if folder == "internal/web" {
		notices = newFlow(files, "", map[string]int{"redirect": 2})
	}
	certain := newFlow(files, "Key", map[string]int{"New": 1, "Add": 1, "Say": 0, "SayWith": 0})
	for name, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			literal, isLiteral := node.(*ast.BasicLit)
			if !isLiteral || literal.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(literal.Value)
			switch {
			case notices.holds(literal):
				if text != "" {
					a.keys["notice."+text] = name
				}
			case acts.holds(literal):
				a.acts[text] = name
			case certain.holds(literal) && keyForm.MatchString(text):
				a.keys[text] = name
			default:
				before, _, _ := strings.Cut(text, "%")
				a.note(before, name)
			}
			return true
		})
	}
}

// flow follows texts to where they end: a field of a composite literal, or a
// parameter of a function. It knows the functions of one package that pass a
// parameter of theirs on, by name.
type flow struct {
	field    string
	carriers map[string]map[int]bool
	literals map[*ast.BasicLit]bool
}

func (f flow) holds(literal *ast.BasicLit) bool { return f.literals[literal] }

func newFlow(files map[string]*ast.File, field string, seeds map[string]int) flow {
	f := flow{field: field, carriers: map[string]map[int]bool{}, literals: map[*ast.BasicLit]bool{}}
	for name, place := range seeds {
		f.carriers[name] = map[int]bool{place: true}
	}
	for grown := true; grown; {
		grown = false
		for _, file := range files {
			for _, declaration := range file.Decls {
				if function, isFunction := declaration.(*ast.FuncDecl); isFunction && function.Body != nil {
					grown = f.follow(function) || grown
				} else {
					f.ends(declaration)
				}
			}
		}
	}
	return f
}

// ends gives the names that end where the flow does, and keeps the literals.
func (f flow) ends(node ast.Node) map[string]bool {
	names := map[string]bool{}
	end := func(value ast.Expr) {
		switch v := value.(type) {
		case *ast.Ident:
			names[v.Name] = true
		case *ast.BasicLit:
			f.literals[v] = true
		}
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, isName := n.Key.(*ast.Ident); isName && f.field != "" && key.Name == f.field {
				end(n.Value)
			}
		case *ast.CallExpr:
			for place := range f.carriers[called(n)] {
				if place < len(n.Args) {
					end(n.Args[place])
				}
			}
		}
		return true
	})
	return names
}

// follow tells whether the function turned out to pass a parameter on.
func (f flow) follow(function *ast.FuncDecl) (grown bool) {
	names := f.ends(function.Body)
	ast.Inspect(function.Body, func(n ast.Node) bool {
		if set, isSet := n.(*ast.AssignStmt); isSet && len(set.Lhs) == len(set.Rhs) {
			for i, left := range set.Lhs {
				name, isName := left.(*ast.Ident)
				if literal, isLiteral := set.Rhs[i].(*ast.BasicLit); isName && isLiteral && names[name.Name] {
					f.literals[literal] = true
				}
			}
		}
		return true
	})
	place := 0
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			if names[name.Name] && !f.carriers[function.Name.Name][place] {
				if f.carriers[function.Name.Name] == nil {
					f.carriers[function.Name.Name] = map[int]bool{}
				}
				f.carriers[function.Name.Name][place] = true
				grown = true
			}
			place++
		}
	}
	return grown
}

// called is the name of the function or method that a call names.
func called(call *ast.CallExpr) string {
	target := call.Fun
	switch generic := target.(type) {
	case *ast.IndexExpr:
		target = generic.X
	case *ast.IndexListExpr:
		target = generic.X
	}
	switch target := target.(type) {
	case *ast.Ident:
		return target.Name
	case *ast.SelectorExpr:
		return target.Sel.Name
	}
	return ""
}

func parseText(t *testing.T, name, text string) map[string]*ast.File {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*ast.File{name: parsed}
}
