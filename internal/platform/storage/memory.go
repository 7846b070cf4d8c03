// SPDX-License-Identifier: AGPL-3.0-only

package storage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"sync"
	"time"
)

// Memory keeps objects until the program ends: for tests and demonstrations.
type Memory struct {
	now     func() time.Time
	mu      sync.RWMutex
	objects map[string]memoryObject
}

type memoryObject struct {
	*bytes.Reader
	modifiedAt time.Time
}

// Close has nothing to let go.
func (memoryObject) Close() error { return nil }

// NewMemory gives an empty store whose entries are dated by now.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, objects: map[string]memoryObject{}}
}

// Create keeps the bytes of r under a new name.
func (m *Memory) Create(ctx context.Context, name string, r io.Reader) error {
	if err := CheckName(name); err != nil {
		return err
	}
	b, err := io.ReadAll(steady{ctx, r})
	if err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.objects[name]; taken {
		return fmt.Errorf("keeping %s: %w", name, ErrExists)
	}
	m.objects[name] = memoryObject{bytes.NewReader(b), m.now()}
	return nil
}

// Open gives the object of this name.
func (m *Memory) Open(_ context.Context, name string) (Object, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	object, ok := m.objects[name]
	if !ok {
		return nil, fmt.Errorf("opening %s: %w", name, ErrNotExist)
	}
	return object, nil
}

// Each lists the objects that were there when it was called.
func (m *Memory) Each(ctx context.Context, f func(Entry) error) error {
	m.mu.RLock()
	objects := maps.Clone(m.objects)
	m.mu.RUnlock()
	for name, object := range objects {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(Entry{name, object.Size(), object.modifiedAt}); err != nil {
			return err
		}
	}
	return nil
}

// Remove forgets the object.
func (m *Memory) Remove(_ context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, name)
	return nil
}

// Sweep finds nothing: a Create that was killed took the memory with it.
func (m *Memory) Sweep(context.Context, time.Time) (int, error) { return 0, nil }

// Check writes, reads and removes a small object.
func (m *Memory) Check(ctx context.Context) error { return check(ctx, m) }
