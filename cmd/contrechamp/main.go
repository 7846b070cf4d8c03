// SPDX-License-Identifier: AGPL-3.0-only

// Contrechamp keeps collective appeals against camera networks: decisions,
// deadlines, co-plaintiffs, exhibits and filings. `contrechamp --help` lists
// what it can do.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"contrechamp.org/contrechamp/internal/app"
)

func main() { os.Exit(run()) }

// run gives the exit code: 0, 1 for a refusal, and kong's own for a mistyped command.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var commands app.Commands
	parser := kong.Must(&commands,
		kong.Name("contrechamp"),
		kong.Description("Case management for collective appeals against camera networks."),
		kong.ShortUsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	command, err := parser.Parse(os.Args[1:])
	parser.Stdout = os.Stderr // what follows a mistake is no output
	parser.FatalIfErrorf(err)
	if err := command.Run(app.NewConsole(ctx)); err != nil {
		fmt.Fprintln(os.Stderr, "contrechamp:", app.Sentence(err))
		return 1
	}
	return 0
}
