// SPDX-License-Identifier: AGPL-3.0-only

package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/config"
	"contrechamp.org/contrechamp/internal/platform/locale"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Commands is the command line: one program, one word for each thing to do.
type Commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve the site (and run its tasks, unless --no-jobs)."`
	Work    workCommand    `cmd:"" help:"Run the tasks only, beside instances that serve with --no-jobs."`
	Demo    demoCommands   `cmd:"" help:"Load or remove the demonstration case."`
	User    userCommands   `cmd:"" help:"Create an account."`
	Audit   auditCommands  `cmd:"" help:"Verify the journal."`
	Healthz healthzCommand `cmd:"" help:"Ask a running instance whether it is ready; exits 0 when it is."`
}

// Console is where a command reads and writes.
type Console struct {
	Context context.Context
	In      io.Reader
	Out     io.Writer
	Log     *slog.Logger
}

type serveCommand struct {
	config.Settings
	config.Serving
}

// Help shows examples.
func (serveCommand) Help() string {
	return `Examples:
  contrechamp serve
  contrechamp serve --listen localhost:8081 --data /srv/contrechamp
  contrechamp serve --no-jobs --listen 0.0.0.0:8080 --public-url https://appel.example.org \
    --database-url postgres://contrechamp@db/contrechamp --storage-url "s3://KEY:SECRET@s3.example.org/files"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(console *Console) error {
	return with(console, c.Settings, func(a *App) error { return a.Serve(console.Context, c.Serving, console.Out) })
}

type workCommand struct{ config.Settings }

// Help shows an example.
func (workCommand) Help() string {
	return "Example:\n  contrechamp work --database-url postgres://contrechamp@db/contrechamp"
}

// Run works until it is told to stop.
func (c *workCommand) Run(console *Console) error {
	return with(console, c.Settings, func(a *App) error { return a.Work(console.Context, console.Out) })
}

type demoCommands struct {
	Load   demoLoadCommand   `cmd:"" help:"Load the Montpellier and Sète appeals, with fictitious people."`
	Remove demoRemoveCommand `cmd:"" help:"Remove everything the demonstration brought in."`
}

type demoLoadCommand struct {
	config.Settings
	Size string `help:"S: the reference case. M: with 15,000 co-plaintiffs, 50 decisions and 2,000 exhibits." enum:"S,M" default:"S"`
}

// Help shows examples.
func (demoLoadCommand) Help() string {
	return "Examples:\n  contrechamp demo load\n  contrechamp demo load --size M"
}

// Run loads the demonstration case and opens it to every account.
func (c *demoLoadCommand) Run(console *Console) error {
	return with(console, c.Settings, func(a *App) error {
		if err := a.Demo.LoadSize(console.Context, c.Size, console.Out); err != nil {
			return inWords(err)
		}
		fmt.Fprintln(console.Out, "The demonstration case is loaded; `contrechamp demo remove` takes it away.")
		return nil
	})
}

type demoRemoveCommand struct{ config.Settings }

// Help shows an example.
func (demoRemoveCommand) Help() string { return "Example:\n  contrechamp demo remove" }

// Run removes the demonstration case.
func (c *demoRemoveCommand) Run(console *Console) error {
	return with(console, c.Settings, func(a *App) error {
		if err := a.Demo.Remove(console.Context); err != nil {
			return inWords(err)
		}
		fmt.Fprintln(console.Out, "The demonstration case is gone. The journal keeps its entries, as it keeps all others.")
		return nil
	})
}

type userCommands struct {
	Add userAddCommand `cmd:"" help:"Create an account; the password is read from standard input."`
}

type userAddCommand struct {
	config.Settings
	Role  string `help:"What the account is for." enum:"coordinator,lawyer,reader,administrator" required:""`
	Email string `help:"Address to sign in with." required:""`
	Name  string `help:"Name shown to the others; empty: the address."`
}

// Help shows an example.
func (userAddCommand) Help() string {
	return "Example:\n  echo 'a long enough sentence' | contrechamp user add --role lawyer --email camille@example.org --name 'Camille Exemple'"
}

// Run creates the account.
func (c *userAddCommand) Run(console *Console) error {
	if c.Name == "" {
		c.Name = c.Email
	}
	password, err := bufio.NewReader(console.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return with(console, c.Settings, func(a *App) error {
		profile := person.Profile{Email: c.Email, Name: c.Name, Role: person.Role(c.Role)}
		user, err := a.People.AddFromCommand(console.Context, profile, strings.TrimRight(password, "\r\n"))
		if err != nil {
			return inWords(err)
		}
		fmt.Fprintf(console.Out, "The account of %s is open.\n", user.Email)
		return nil
	})
}

type auditCommands struct {
	Verify auditVerifyCommand `cmd:"" help:"Walk the whole journal; names the first link that does not hold."`
}

type auditVerifyCommand struct{ config.Settings }

// Help shows an example.
func (auditVerifyCommand) Help() string { return "Example:\n  contrechamp audit verify" }

// Run verifies the chain of the journal.
func (c *auditVerifyCommand) Run(console *Console) error {
	return with(console, c.Settings, func(a *App) error {
		entries, err := audit.Verify(console.Context, a.DB)
		if err != nil {
			return err
		}
		fmt.Fprintf(console.Out, "The journal holds: %d entries, each following the one before it.\n", entries)
		return nil
	})
}

type healthzCommand struct {
	URL string `help:"Address of the instance." default:"http://localhost:8080" env:"CONTRECHAMP_HEALTHZ_URL"`
}

// Help shows an example.
func (healthzCommand) Help() string {
	return "Example:\n  contrechamp healthz --url http://localhost:8080"
}

// Run asks /readyz once.
func (c *healthzCommand) Run(console *Console) error {
	ctx, cancel := context.WithTimeout(console.Context, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(c.URL, "/")+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("--url must look like http://localhost:8080")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%s does not answer", c.URL)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready", c.URL)
	}
	fmt.Fprintln(console.Out, "ready")
	return nil
}

// with opens the program for one command and closes it afterwards.
func with(console *Console, settings config.Settings, run func(*App) error) error {
	a, err := Open(console.Context, settings, console.Log)
	if err != nil {
		return err
	}
	return errors.Join(run(a), a.Close())
}

// inWords turns a refusal into the sentence that a page would show.
func inWords(err error) error {
	catalogue, loadErr := locale.Load()
	if loadErr != nil {
		return err
	}
	speaker := catalogue.In("en")
	if fields := problem.FieldsOf(err); len(fields) > 0 {
		return errors.New(speaker.SayWith(fields[0].Key, fields[0].Args))
	}
	var p *problem.Problem
	if errors.As(err, &p) {
		return errors.New(speaker.SayWith(p.Key, p.Args))
	}
	return err
}

// NewConsole is the terminal's.
func NewConsole(ctx context.Context) *Console {
	return &Console{Context: ctx, In: os.Stdin, Out: os.Stdout, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
}
