// SPDX-License-Identifier: AGPL-3.0-only

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/platform/config"
	"contrechamp.org/contrechamp/internal/platform/jobs"
	"contrechamp.org/contrechamp/internal/web"
)

// drainTime is how long a stop waits for the requests and tasks under way.
const drainTime = 30 * time.Second

// Serve answers on the network until ctx ends, then drains. It says on out where
// it listens and, on an instance without accounts, the one-time set-up link.
func (a *App) Serve(ctx context.Context, serving config.Serving, out io.Writer) error {
	if err := a.checkStorage(ctx); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", serving.Listen)
	if err != nil {
		return explainListen(serving.Listen, err)
	}
	pages, link, err := a.pages(ctx, serving, listener.Addr())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	worker, err := a.work(ctx, serving.NoJobs)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintln(out, link)
	ended := make(chan error, 1)
	go func() { ended <- pages.Listener(listener) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = explainDrain(pages.ShutdownWithTimeout(drainTime))
	}
	return errors.Join(err, stop(worker))
}

// pages builds the site and the words that greet whoever started it.
func (a *App) pages(ctx context.Context, serving config.Serving, at net.Addr) (*fiber.App, string, error) {
	public, err := serving.Public(at)
	if err != nil {
		return nil, "", err
	}
	pages, err := web.New(web.Parts{
		Log: a.Log, Now: a.Now, PublicURL: public, Hosts: serving.Hosts(at), Ready: a.Ready, LoadDemo: a.Demo.Load,
		People: a.People, Networks: a.Networks, Decisions: a.Decisions, Appeals: a.Appeals,
		CoPlaintiffs: a.CoPlaintiffs, Evidence: a.Evidence, Filings: a.Filings,
	})
	if err != nil {
		return nil, "", err
	}
	token, err := a.People.OfferSetup(ctx)
	if err != nil {
		return nil, "", err
	}
	greeting := fmt.Sprintf("Contrechamp is ready on %s (Ctrl-C stops it)", public)
	if token != "" {
		greeting += fmt.Sprintf("\n\nNobody has an account yet. Open this link once to create the first one:\n\n    %s/setup/%s\n", public, token)
	}
	return pages, greeting, nil
}

func explainListen(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("another program listens on %s already: stop it, or choose another address with --listen, for example --listen localhost:8081", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("this user may not listen on %s: choose a port above 1023 with --listen", address)
	}
	return fmt.Errorf("cannot listen on %s: --listen takes an address of this machine and a free port, for example localhost:8080", address)
}

func explainDrain(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stopped after %s although requests were still under way: whoever was sending a file must send it again", drainTime)
	}
	return err
}

// work starts the tasks, unless separate workers do them.
func (a *App) work(ctx context.Context, elsewhere bool) (*jobs.Worker, error) {
	if elsewhere {
		return nil, nil
	}
	// Tasks outlive ctx: stop lets those under way finish.
	return jobs.Start(context.WithoutCancel(ctx), a.DB, a.tasks(), a.Log)
}

func stop(worker *jobs.Worker) error {
	if worker == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	return worker.Stop(ctx)
}

// Work runs the tasks alone, until ctx ends.
func (a *App) Work(ctx context.Context, out io.Writer) error {
	if err := a.checkStorage(ctx); err != nil {
		return err
	}
	worker, err := a.work(ctx, false)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "The worker is ready (Ctrl-C stops it)")
	<-ctx.Done()
	return stop(worker)
}
