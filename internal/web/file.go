// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"context"
	"fmt"
	"io"
	"mime"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"contrechamp.org/contrechamp/internal/platform/storage"
)

// sendFile answers with a kept file, or the range of it that was asked for. It
// is never run or shown as a page of ours: an attachment, or an inline view in a
// sandbox, of the type that was found in its content.
func sendFile(c *fiber.Ctx, file storage.File, content *storage.Content, inline bool) error {
	disposition := "attachment"
	if inline {
		disposition = "inline"
	}
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType(disposition, map[string]string{"filename": file.FileName}))
	c.Set(fiber.HeaderContentType, file.FileType)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	c.Set(fiber.HeaderETag, `"`+file.FileSHA256+`"`)
	size := content.Size()
	from, length, ranged, ok := byteRange(c.Get(fiber.HeaderRange), size)
	if !ok {
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", size))
		return closing(content, c.SendStatus(fiber.StatusRequestedRangeNotSatisfiable))
	}
	if ranged {
		c.Status(fiber.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, from+length-1, size))
	}
	if _, err := content.Seek(from, io.SeekStart); err != nil {
		return closing(content, err)
	}
	c.Context().SetBodyStream(&stream{io.LimitReader(content, length), content}, int(length))
	return nil
}

// lasting is the context for a file that is sent: it is read after the handler
// has returned, when the request's own context has ended.
func lasting(c *fiber.Ctx) context.Context { return context.WithoutCancel(c.UserContext()) }

// stream reads one range and closes the whole; fasthttp closes it once it is sent.
type stream struct {
	io.Reader
	io.Closer
}

func closing(content io.Closer, err error) error {
	if e := content.Close(); err == nil {
		return e
	}
	return err
}

// byteRange understands one range ("bytes=0-99", "bytes=100-", "bytes=-5"). No
// header, or several ranges, mean the whole; a range outside it is refused.
func byteRange(header string, size int64) (from, length int64, ranged, ok bool) {
	text, found := strings.CutPrefix(header, "bytes=")
	if !found || strings.Contains(text, ",") {
		return 0, size, false, true
	}
	first, last, found := strings.Cut(strings.TrimSpace(text), "-")
	if !found {
		return 0, size, false, true
	}
	start, errStart := strconv.ParseInt(first, 10, 64)
	end, errEnd := strconv.ParseInt(last, 10, 64)
	switch {
	case first == "" && errEnd == nil: // the last bytes
		start, end = max(0, size-end), size-1
	case last == "" && errStart == nil:
		end = size - 1
	case errStart != nil || errEnd != nil:
		return 0, size, false, true
	}
	end = min(end, size-1)
	if start < 0 || start > end {
		return 0, 0, false, false
	}
	return start, end - start + 1, true, true
}
