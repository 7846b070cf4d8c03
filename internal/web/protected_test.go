// SPDX-License-Identifier: AGPL-3.0-only

package web

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAProtectedDocumentIsNoticedAsItStreamsBy(t *testing.T) {
	for name, tt := range map[string]struct {
		content string
		want    bool
	}{
		"a trailer that encrypts": {"%PDF-1.7\n" + strings.Repeat("x", 9000) + "trailer << /Root 1 0 R /Encrypt 12 0 R >>\n%%EOF", true},
		"over two lines":          {"%PDF-1.7\ntrailer << /Encrypt\n12 0 R >>\n%%EOF", true},
		"a plain document":        {"%PDF-1.7\ntrailer << /Root 1 0 R >>\n%%EOF", false},
		"the word alone":          {"%PDF-1.7\n(/Encrypt what you send)\n%%EOF", false},
	} {
		for _, source := range []io.Reader{strings.NewReader(tt.content), iotest.OneByteReader(strings.NewReader(tt.content))} {
			watched := &protection{of: source}
			text, err := io.ReadAll(watched)
			if err != nil || string(text) != tt.content || watched.Seen != tt.want {
				t.Errorf("%s: seen %v, %d bytes, %v", name, watched.Seen, len(text), err)
			}
		}
	}
}
