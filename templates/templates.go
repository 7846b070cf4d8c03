// SPDX-License-Identifier: AGPL-3.0-only

// Package templates embeds the pages (noun/verb.html), their shared parts, and
// the words of the filings (legal/kind.txt).
package templates

import "embed"

// Files holds every template by its path in this folder.
//
//go:embed */*
var Files embed.FS
