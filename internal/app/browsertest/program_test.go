// SPDX-License-Identifier: AGPL-3.0-only

package browsertest

import (
	"context"
	"log/slog"
	"regexp"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/app"
	"contrechamp.org/contrechamp/internal/platform/config"
	"contrechamp.org/contrechamp/internal/testkit"
)

// program is the real one, serving on a free port of this machine until the
// test ends.
type program struct {
	address string // http://127.0.0.1:12345
	setup   string // the one-time link that it printed
}

// greeting is what the program says once it listens.
type greeting chan string

func (g greeting) Write(text []byte) (int, error) {
	g <- string(text)
	return len(text), nil
}

var (
	setupLink = regexp.MustCompile(`http://\S+/setup/\S+`)
	origin    = regexp.MustCompile(`^http://[^/]+`)
)

// start opens the program on an empty database of the engine under test.
func start(t *testing.T) program {
	t.Helper()
	settings := config.Settings{Data: t.TempDir()}
	if testkit.OnPostgres() {
		settings.DatabaseURL, _ = testkit.Address(t)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	opened, err := app.Open(t.Context(), settings, log)
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	said, ended := make(greeting, 1), make(chan error, 1)
	go func() {
		ended <- opened.Serve(ctx, config.Serving{Listen: "127.0.0.1:0"}, said)
		close(ended)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the program did not end well: %v", err)
		}
		must(t, opened.Close())
	})
	return listening(t, said, ended)
}

func listening(t *testing.T, said greeting, ended <-chan error) program {
	t.Helper()
	select {
	case text := <-said:
		link := setupLink.FindString(text)
		if link == "" {
			t.Fatalf("no set-up link in %q", text)
		}
		return program{address: origin.FindString(link), setup: link}
	case err := <-ended:
		t.Fatalf("the program ended: %v", err)
	case <-time.After(time.Minute):
		t.Fatal("the program did not start within a minute")
	}
	return program{}
}
