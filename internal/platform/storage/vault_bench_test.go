// SPDX-License-Identifier: AGPL-3.0-only

package storage_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/platform/storage/storagetest"
)

const benchmarkSize = 50 << 20

// BenchmarkFourKeeps receives four files of 50 MB at once, and reports the most
// memory that was in use meanwhile.
func BenchmarkFourKeeps(b *testing.B) {
	for name, open := range map[string]func() storage.Store{
		"disk": func() storage.Store { return open(b, "file://"+b.TempDir()) },
		"s3":   func() storage.Store { return open(b, storagetest.Gateway(b)) },
	} {
		b.Run(name, func(b *testing.B) {
			v := newVault(b, open())
			stop := watchMemory()
			b.SetBytes(4 * benchmarkSize)
			for b.Loop() {
				keepFour(b, v)
			}
			b.ReportMetric(float64(stop())/(1<<20), "peak-MB")
		})
	}
}

func keepFour(b *testing.B, v *storage.Vault) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			f, err := v.Keep(context.Background(), longPDF(benchmarkSize), "a.pdf", storage.Rules{Limit: benchmarkSize, Types: rules.Types})
			if err != nil || f.FileSize != benchmarkSize {
				b.Errorf("kept %d bytes, %v", f.FileSize, err)
			}
		})
	}
	all.Wait()
}

// watchMemory samples the heap until stop, which gives the highest sample, in bytes.
func watchMemory() (stop func() uint64) {
	var peak atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-ended
		return peak.Load()
	}
}
