// SPDX-License-Identifier: AGPL-3.0-only

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct{ file, refusal string }{
		"valid":              {"services: {a: {image: 'a:1', environment: {X: '${X:?say x}'}}}", ""},
		"unknown property":   {"services: {a: {image: 'a:1', imagine: 'b'}}", "imagine"},
		"wrong type":         {"services: {a: {image: 'a:1', volumes: 3}}", "volumes"},
		"undeclared volume":  {"services: {a: {image: 'a:1', volumes: ['data:/data']}}", "data"},
		"undeclared secret":  {"services: {a: {image: 'a:1', secrets: [key]}}", "key"},
		"unknown dependency": {"services: {a: {image: 'a:1', depends_on: [b]}}", "b"},
		"no version":         {"services: {a: {image: a}}", "no fixed version"},
		"latest":             {"services: {a: {image: 'a:latest'}}", "no fixed version"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "compose.yaml")
			if err := os.WriteFile(file, []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			err := check(t.Context(), file)
			switch {
			case tt.refusal == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.refusal != "" && (err == nil || !strings.Contains(err.Error(), tt.refusal)):
				t.Errorf("got %v, want a refusal naming %q", err, tt.refusal)
			}
		})
	}
}
