// SPDX-License-Identifier: AGPL-3.0-only

package calendar

import (
	"sync"
	"time"
	_ "time/tzdata" // a bare machine or container image may have no zone files
)

// Paris is legal time in metropolitan France, in which filing limits end at
// 24:00 and the registries stamp deposits.
var Paris = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the zones are embedded above: the program itself is broken
	}
	return loc
})
