// Package app is where the time comes from.
package app

import "time"

func clock() time.Time { return time.Now() }
