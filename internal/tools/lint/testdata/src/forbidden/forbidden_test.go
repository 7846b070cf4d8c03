package forbidden

import (
	"testing"
	"time"
)

func TestNames(t *testing.T) {
	_ = time.Now()
	if testing.Short() { // want `Short is not used here`
		t.Skip("slow") // want `Skip is not used here: a test runs or fails`
	}
	t.SkipNow() // want `SkipNow is not used here`
}
