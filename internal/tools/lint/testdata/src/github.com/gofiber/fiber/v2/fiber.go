// Package fiber stands for Fiber in the tests of the rules.
package fiber

type Ctx struct{}

func (c *Ctx) FormFile(key string) (any, error)     { return nil, nil }
func (c *Ctx) SaveFile(file any, path string) error { return nil }
func (c *Ctx) MultipartForm() (any, error)          { return nil, nil }
func (c *Ctx) FormValue(key string) string          { return "" }
