// Package forbidden uses every forbidden name, and its harmless neighbours.
package forbidden

import (
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"
)

type row struct {
	gorm.Model                // want `Model is not used here`
	Gone       gorm.DeletedAt // want `DeletedAt is not used here`
	Now        time.Time
	Body       template.HTML
}

func names(db *gorm.DB, c *fiber.Ctx, r row) {
	db.Save(&r)        // want `Save is not used here`
	db.AutoMigrate(&r) // want `AutoMigrate is not used here`
	db.Model(&r)
	c.FormFile("file")  // want `FormFile is not used here`
	c.SaveFile(nil, "") // want `SaveFile is not used here`
	c.MultipartForm()   // want `MultipartForm is not used here`
	c.FormValue("name")
	_ = r.Now
	_ = time.Now()          // want `Now is not used here: time is given`
	clock := time.Now       // want `Now is not used here: time is given`
	_ = time.Since(clock()) // want `Since is not used here`
	_ = template.HTML("a")  // want `template.HTML is not used here`
	_ = template.URL("a")   // want `template.URL is not used here`
	_ = template.HTMLEscapeString("a")
	_ = template.New("a")
}
