// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	files "contrechamp.org/contrechamp/internal/web/assets"
)

// asset is one file of ours: the style sheet, the icon, the few lines of script.
type asset struct {
	kind          string
	plain, packed []byte
}

// assets are served under an address that holds their hash, so that browsers
// may keep them for good.
type assets struct {
	byAddress map[string]asset
	addresses map[string]string
}

func loadAssets() (*assets, error) {
	a := &assets{byAddress: map[string]asset{}, addresses: map[string]string{}}
	entries, err := fs.ReadDir(files.Files, ".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		text, err := fs.ReadFile(files.Files, entry.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		ext := path.Ext(entry.Name())
		address := "/assets/" + strings.TrimSuffix(entry.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		packed, err := pack(text)
		if err != nil {
			return nil, err
		}
		a.byAddress[address] = asset{kind: mime.TypeByExtension(ext), plain: text, packed: packed}
		a.addresses[entry.Name()] = address
	}
	return a, nil
}

func pack(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// address is where a file is served; a template that names none stops the program's start.
func (a *assets) address(name string) (string, error) {
	address, ok := a.addresses[name]
	if !ok {
		return "", fmt.Errorf("no asset is called %s", name)
	}
	return address, nil
}

func (s *site) serveAsset(c *fiber.Ctx) error {
	file, ok := s.assets.byAddress[c.Path()]
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, file.kind)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Response().Header.Del(fiber.HeaderVary)
	c.Vary(fiber.HeaderAcceptEncoding)
	if strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.packed)
	}
	return c.Send(file.plain)
}
