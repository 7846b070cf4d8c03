// SPDX-License-Identifier: AGPL-3.0-only

// Command composecheck validates a compose file against the compose schema,
// the way a container engine reads it, for machines without one.
package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: composecheck compose.yaml")
		os.Exit(2)
	}
	if err := check(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// check refuses a file that is not valid, that names an image without a fixed
// version, or that would start although a required variable is missing.
func check(ctx context.Context, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	required := requiredIn(string(text))
	project, err := load(ctx, file, required)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for i, name := range required {
		others := append(append([]string{}, required[:i]...), required[i+1:]...)
		if _, err := load(ctx, file, others); err == nil {
			return fmt.Errorf("%s: starts without the required variable %s", file, name)
		}
	}
	return pinned(project)
}

// requiredIn lists the variables written as ${NAME:?message}.
func requiredIn(text string) []string {
	var names []string
	for _, found := range regexp.MustCompile(`\$\{(\w+):\?`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+found[1]+" ") {
			names = append(names, found[1])
		}
	}
	return names
}

// load reads the file with nothing in the environment but the given names.
func load(ctx context.Context, file string, names []string) (*types.Project, error) {
	var environment []string
	for _, name := range names {
		environment = append(environment, name+"=given")
	}
	options, err := cli.NewProjectOptions([]string{file}, cli.WithName("check"), cli.WithEnv(environment))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(ctx)
}

func pinned(project *types.Project) error {
	for name, service := range project.Services {
		if service.Build != nil {
			continue
		}
		_, tag, found := strings.Cut(service.Image, ":")
		if !found || tag == "latest" {
			return fmt.Errorf("service %s: the image %q has no fixed version", name, service.Image)
		}
	}
	return nil
}
