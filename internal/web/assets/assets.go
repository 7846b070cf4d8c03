// SPDX-License-Identifier: AGPL-3.0-only

// Package assets holds the files a browser asks for besides the pages: the
// style sheet, the icon and a page of script. They are part of the binary, and nothing
// on a page
// comes from anywhere else.
package assets

import "embed"

// Files are the assets by name, without folder.
//
//go:embed app.css app.js icon.svg
var Files embed.FS
