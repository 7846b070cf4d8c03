// Package drawing draws, and may call its drawings safe.
package drawing

import "html/template"

func Ribbon(s string) template.HTML { return template.HTML(s) }
