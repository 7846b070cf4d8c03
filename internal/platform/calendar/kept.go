// SPDX-License-Identifier: AGPL-3.0-only

package calendar

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"time"
)

// GormDataType names the column type, so that a Day needs no tag.
func (Day) GormDataType() string { return "date" }

// Value is what the database keeps: YYYY-MM-DD, or NULL for an unknown day.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a DATE column. A driver may give the time of midnight, whose own
// zone then decides, or the text, with or without an hour behind it.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Day{}
		return nil
	case time.Time:
		*d = scanTime(v)
		return nil
	case string:
		return d.scanText(v)
	case []byte:
		return d.scanText(string(v))
	}
	return fmt.Errorf("calendar: cannot read a day from %T", src)
}

// MarshalText writes YYYY-MM-DD, or nothing for an unknown day.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; an empty field is an unknown day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	read, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// MarshalJSON writes "YYYY-MM-DD", or null for an unknown day.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, len(`"2006-01-02"`)), '"')
	return append(d.append(b), '"'), nil
}

// UnmarshalJSON reads "YYYY-MM-DD"; null and "" are an unknown day.
func (d *Day) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*d = Day{}
		return nil
	}
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("calendar: %s is not a day written \"YYYY-MM-DD\"", b)
	}
	return d.UnmarshalText(b[1 : len(b)-1])
}

func scanTime(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	return civil(t)
}

func (d *Day) scanText(s string) error {
	if len(s) > 10 && (s[10] == ' ' || s[10] == 'T') {
		s = s[:10]
	}
	return d.UnmarshalText([]byte(s))
}
