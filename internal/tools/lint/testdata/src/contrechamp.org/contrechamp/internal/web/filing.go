package web

import (
	"html/template"
	"time"
)

func handler(s string) template.HTML { return template.HTML(s) } // want `template.HTML is not used here`

func clock() time.Time { return time.Now() } // want `Now is not used here`
