// SPDX-License-Identifier: AGPL-3.0-only

// Package config holds what whoever hosts the program may set: a variable or a
// flag of the same name each, checked once at start. docs/running.md explains them.
package config

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
)

// Settings are shared by every command that opens the database.
type Settings struct {
	Data        string `help:"Folder for the database, the files and the key." default:"./data" env:"CONTRECHAMP_DATA" placeholder:"DIR"`
	DatabaseURL string `help:"Postgres address; empty: an SQLite database in the data folder." env:"CONTRECHAMP_DATABASE_URL" placeholder:"URL"`
	StorageURL  string `help:"Where sealed files go: file:///DIR or s3://KEY:SECRET@HOST/BUCKET; empty: the data folder." env:"CONTRECHAMP_STORAGE_URL" placeholder:"URL"`
	KeyFile     string `help:"Key that seals the files, made at first start; empty: contrechamp.key in the data folder." env:"CONTRECHAMP_KEY_FILE" placeholder:"FILE"`
}

// Serving is what the web server needs besides.
type Serving struct {
	Listen    string `help:"Address to listen on." default:"localhost:8080" env:"CONTRECHAMP_LISTEN" placeholder:"ADDR"`
	PublicURL string `help:"Address under which people reach the site; empty: http:// and the listening address." env:"CONTRECHAMP_PUBLIC_URL" placeholder:"URL"`
	NoJobs    bool   `help:"Leave sweeps and purges to separate workers (contrechamp work)." env:"CONTRECHAMP_NO_JOBS"`
}

// Database is the path of the SQLite file.
func (s Settings) Database() string { return filepath.Join(s.Data, "contrechamp.db") }

// UsesFolder tells whether anything is kept in the data folder.
func (s Settings) UsesFolder() bool {
	return s.DatabaseURL == "" || s.StorageURL == "" || s.KeyFile == ""
}

// Key is the path of the key file.
func (s Settings) Key() string {
	if s.KeyFile != "" {
		return s.KeyFile
	}
	return filepath.Join(s.Data, "contrechamp.key")
}

// Storage is the address of the sealed files.
func (s Settings) Storage() (string, error) {
	if s.StorageURL != "" {
		return s.StorageURL, nil
	}
	folder, err := filepath.Abs(filepath.Join(s.Data, "files"))
	if err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", Path: folder}).String(), nil
}

// Check refuses, in one sentence that names the variable, what cannot work.
func (s Settings) Check() error {
	if s.DatabaseURL == "" {
		return nil
	}
	u, err := url.Parse(s.DatabaseURL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return fmt.Errorf("CONTRECHAMP_DATABASE_URL must look like postgres://user:password@host:5432/name; leave it empty to use SQLite")
	}
	return nil
}

// Public is the address people use: the one that was set, else that of the
// listener. Plain http is for this machine and for onion addresses only.
func (s Serving) Public(listening net.Addr) (*url.URL, error) {
	if s.PublicURL == "" {
		_, port, err := net.SplitHostPort(listening.String())
		if err != nil {
			return nil, err
		}
		host, _, _ := net.SplitHostPort(s.Listen)
		if !loopback(host) {
			return nil, fmt.Errorf("CONTRECHAMP_PUBLIC_URL must be set when CONTRECHAMP_LISTEN is not this machine's own address (localhost): links and cookies depend on it")
		}
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}, nil
	}
	u, err := url.Parse(strings.TrimSuffix(s.PublicURL, "/"))
	if err != nil || u.Host == "" || u.Path != "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("CONTRECHAMP_PUBLIC_URL must look like https://contrechamp.example.org, without a path")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) && !strings.HasSuffix(u.Hostname(), ".onion") {
		return nil, fmt.Errorf("CONTRECHAMP_PUBLIC_URL must begin with https:// (http:// is for localhost and onion addresses only)")
	}
	return u, nil
}

// Hosts are the other names of this machine that a browser on it may use.
func (s Serving) Hosts(listening net.Addr) []string {
	host, _, _ := net.SplitHostPort(s.Listen)
	_, port, err := net.SplitHostPort(listening.String())
	if err != nil || !loopback(host) {
		return nil
	}
	return []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
