// SPDX-License-Identifier: AGPL-3.0-only

package app_test

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/appeal"
)

var (
	declared  = regexp.MustCompile(`env:"(CONTRECHAMP_[A-Z_]+)"`)
	mentioned = regexp.MustCompile(`CONTRECHAMP_[A-Z][A-Z_]*[A-Z]`)
	linked    = regexp.MustCompile(`!?\[[^\]]*\]\(([^)\s]+)\)`)
	ordered   = regexp.MustCompile("`make ([a-z][a-z-]*)|^ {4}make ([a-z][a-z-]*)")
	target    = regexp.MustCompile(`(?m)^([a-z][a-z-]*):`)
	heading   = regexp.MustCompile(`(?m)^#{1,6} +(.+)$`)
	unlinked  = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
)

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// documents are all pages of text, named from the root.
func documents(t *testing.T) (names []string) {
	t.Helper()
	walk(t, ".md", func(name string) { names = append(names, name) })
	if len(names) < 10 {
		t.Fatalf("only %d documents were found: this test looks in the wrong place", len(names))
	}
	return names
}

// variables are those that the program reads.
func variables(t *testing.T) (names []string) {
	t.Helper()
	for _, s := range goFiles(t) {
		for _, found := range declared.FindAllStringSubmatch(readText(t, s.file), -1) {
			names = append(names, found[1])
		}
	}
	if len(names) < 8 {
		t.Fatalf("only %v were found: this test looks in the wrong place", names)
	}
	return names
}

func TestEveryVariableIsExplained(t *testing.T) {
	running := readText(t, "docs/running.md")
	for _, name := range variables(t) {
		if !strings.Contains(running, "`"+name+"`") {
			t.Errorf("docs/running.md does not explain %s", name)
		}
	}
}

// A variable that the program does not read would be set in vain. One that only
// compose.yaml itself reads, written ${NAME}, is explained to whoever sets it.
func TestNoVariableIsInvented(t *testing.T) {
	known, compose := variables(t), readText(t, "compose.yaml")
	for _, name := range append(documents(t), "compose.yaml", "Dockerfile", "Makefile") {
		for _, variable := range mentioned.FindAllString(readText(t, name), -1) {
			if !slices.Contains(known, variable) && !strings.Contains(compose, "${"+variable) {
				t.Errorf("%s names %s, which nothing reads", name, variable)
			}
		}
	}
	running := readText(t, "docs/running.md")
	for _, input := range regexp.MustCompile(`\$\{([A-Z][A-Z0-9_]*)`).FindAllStringSubmatch(compose, -1) {
		if !strings.Contains(running, "`"+input[1]+"`") {
			t.Errorf("docs/running.md does not explain %s, which compose.yaml asks for", input[1])
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	for _, name := range documents(t) {
		text := unlinked.ReplaceAllString(readText(t, name), "")
		for _, found := range linked.FindAllStringSubmatch(text, -1) {
			if wrong := deadEnd(t, name, found[1]); wrong != "" {
				t.Errorf("%s links to %s: %s", name, found[1], wrong)
			}
		}
	}
}

// deadEnd says what is wrong with a link of a document, or "". Links to other
// sites are for people to check.
func deadEnd(t *testing.T, from, link string) string {
	t.Helper()
	if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
		return ""
	}
	file, part, _ := strings.Cut(link, "#")
	to := from
	if file != "" {
		to = path.Join(path.Dir(from), file)
	}
	if _, err := fs.Stat(os.DirFS(root), to); err != nil {
		return "there is no such file"
	}
	if part != "" && !slices.Contains(anchors(readText(t, to)), part) {
		return "there is no such heading"
	}
	return ""
}

// anchors are the names that a reader of Markdown gives to its headings.
func anchors(text string) (names []string) {
	for _, found := range heading.FindAllStringSubmatch(text, -1) {
		name := strings.Map(func(letter rune) rune {
			switch {
			case letter == ' ' || letter == '-':
				return '-'
			case strings.ContainsRune("`.,:;!?'’\"()/&+…«»→", letter):
				return -1
			}
			return letter
		}, strings.ToLower(strings.TrimSpace(found[1])))
		names = append(names, name)
	}
	return names
}

func TestMakeKnowsWhatDocumentsOrder(t *testing.T) {
	var targets []string
	for _, found := range target.FindAllStringSubmatch(readText(t, "Makefile"), -1) {
		targets = append(targets, found[1])
	}
	ordered := regexp.MustCompile("(?m)" + ordered.String())
	for _, name := range documents(t) {
		for _, found := range ordered.FindAllStringSubmatch(readText(t, name), -1) {
			if order := found[1] + found[2]; !slices.Contains(targets, order) {
				t.Errorf("%s says make %s, and the Makefile has no such target", name, order)
			}
		}
	}
	for _, order := range []string{"make run", "make test"} {
		if !strings.Contains(readText(t, "README.md"), order) {
			t.Errorf("README.md does not say %s", order)
		}
	}
}

func TestEveryDecisionIsInTheIndex(t *testing.T) {
	const folder = "docs/decisions"
	index := readText(t, folder+"/README.md")
	for _, name := range documents(t) {
		page := path.Base(name)
		if path.Dir(name) == folder && page != "README.md" && !strings.Contains(index, "]("+page+")") {
			t.Errorf("%s/README.md does not link to %s", folder, page)
		}
	}
}

// Every direct dependency has its line of reasons, and no line outlives it.
func TestEveryDependencyHasItsReason(t *testing.T) {
	page := readText(t, "docs/decisions/0010-dependencies.md")
	direct := regexp.MustCompile(`(?m)^\t([^\s]+) v[^\s]+$`)
	modules := readText(t, "go.mod")
	for _, found := range direct.FindAllStringSubmatch(modules, -1) {
		if !strings.Contains(page, "`"+found[1]+"`") {
			t.Errorf("docs/decisions/0010-dependencies.md says nothing of %s", found[1])
		}
	}
	for _, found := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(page, -1) {
		if !strings.Contains(modules, "\t"+found[1]+" v") {
			t.Errorf("docs/decisions/0010-dependencies.md explains %s, which go.mod does not name", found[1])
		}
	}
}

// The import order is drawn for people from the same packages as the machine's.
func TestTheDrawingHasEveryPackage(t *testing.T) {
	page := readText(t, "ARCHITECTURE.md")
	var subject []string
	for _, line := range order {
		for _, folder := range line {
			if !strings.Contains(page, path.Base(folder)) {
				t.Errorf("ARCHITECTURE.md does not name %s", folder)
			}
			if path.Dir(folder) == "internal" && place(folder) < place("internal/demo") {
				subject = append(subject, path.Base(folder))
			}
		}
	}
	if drawn := strings.Join(subject, " · "); !strings.Contains(page, drawn) {
		t.Errorf("ARCHITECTURE.md does not draw the subject packages as %s", drawn)
	}
}

// refusers are the files whose refusals somebody meets who starts the program.
var refusers = []string{
	"internal/app/app.go", "internal/app/key.go", "internal/app/serve.go", "internal/platform/config/config.go",
	"internal/platform/seal/key.go", "internal/platform/storage/open.go", "internal/platform/database/migrate.go",
}

// Whoever looks up what the program said finds it by its first words.
func TestEveryRefusalToStartIsExplained(t *testing.T) {
	running := strings.ToLower(strings.ReplaceAll(readText(t, "docs/running.md"), "`", ""))
	made := regexp.MustCompile(`(?:fmt\.Errorf|errors\.New)\("([^"%:;(]+)([^"]*)"`)
	found := 0
	for _, file := range refusers {
		for _, refusal := range made.FindAllStringSubmatch(readText(t, file), -1) {
			if refusal[2] == ": %w" {
				continue // says what was being done; the sentence is in what it wraps
			}
			found++
			opening := strings.Fields(refusal[1])
			words := strings.Join(opening[:min(4, len(opening))], " ")
			if !strings.Contains(running, strings.ToLower(words)) {
				t.Errorf("%s may say %q, which docs/running.md does not explain", file, words+" …")
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d refusals were found: this test looks in the wrong place", found)
	}
}

// What lawyers read about the stages is what the program allows.
func TestStagesAreDrawnAsTheyAre(t *testing.T) {
	sections := strings.Split(readText(t, "docs/stages.md"), "\n## ")
	moves := regexp.MustCompile(`(?m)^    ([a-z_]+) {2,}([a-z_]+(?:, [a-z_]+)*)$`)
	for _, kind := range appeal.Kinds {
		i := slices.IndexFunc(sections, func(s string) bool { return strings.Contains(s, "(`"+string(kind)+"`)") })
		if i < 0 {
			t.Errorf("docs/stages.md has no section for %s", kind)
			continue
		}
		drawn := map[string]string{"from": "to"}
		for _, line := range moves.FindAllStringSubmatch(sections[i], -1) {
			drawn[line[1]] = line[2]
		}
		allowed := map[string]string{"from": "to"}
		for _, stage := range appeal.Stages {
			if to := kind.Moves(stage); len(to) > 0 {
				allowed[string(stage)] = strings.Join(words(to), ", ")
			}
		}
		if !maps.Equal(drawn, allowed) {
			t.Errorf("docs/stages.md draws for %s\n%v\nand the code allows\n%v", kind, drawn, allowed)
		}
	}
}
