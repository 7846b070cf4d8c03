// SPDX-License-Identifier: AGPL-3.0-only

package config_test

import (
	"net"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/config"
)

func TestPublicAddress(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	for name, tt := range map[string]struct{ listen, public, want, refusal string }{
		"default":          {"localhost:8080", "", "http://localhost:8080", ""},
		"own address":      {"127.0.0.1:8080", "", "http://127.0.0.1:8080", ""},
		"behind a proxy":   {"0.0.0.0:8080", "https://appel.example.org/", "https://appel.example.org", ""},
		"onion":            {"0.0.0.0:8080", "http://abc.onion", "http://abc.onion", ""},
		"open, no name":    {"0.0.0.0:8080", "", "", "CONTRECHAMP_PUBLIC_URL must be set"},
		"plain http":       {"0.0.0.0:8080", "http://appel.example.org", "", "must begin with https"},
		"with a path":      {"0.0.0.0:8080", "https://example.org/app", "", "without a path"},
		"not an address":   {"localhost:8080", "appel", "", "must look like"},
		"another protocol": {"localhost:8080", "ftp://example.org", "", "must look like"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.Serving{Listen: tt.listen, PublicURL: tt.public}.Public(at)
			switch {
			case tt.refusal != "" && (err == nil || !strings.Contains(err.Error(), tt.refusal)):
				t.Errorf("got %v, want a refusal that says %q", err, tt.refusal)
			case tt.refusal == "" && (err != nil || got.String() != tt.want):
				t.Errorf("got %v (%v), want %s", got, err, tt.want)
			}
		})
	}
}

func TestDatabaseAddress(t *testing.T) {
	for address, right := range map[string]bool{"": true, "postgres://u@h/n": true, "postgresql://h/n": true, "mysql://h/n": false, "host=h": false} {
		if err := (config.Settings{DatabaseURL: address}).Check(); (err == nil) != right {
			t.Errorf("%q: %v", address, err)
		}
	}
}
