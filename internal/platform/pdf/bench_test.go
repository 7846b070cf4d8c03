// SPDX-License-Identifier: AGPL-3.0-only

package pdf_test

import (
	"fmt"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// BenchmarkMemoir20Pages is prose with headings: goal 0.15 s.
func BenchmarkMemoir20Pages(b *testing.B) {
	for b.Loop() {
		out := render(b, memoir(350))
		b.ReportMetric(float64(out.Pages), "pages")
	}
}

func benchmarkAnnex(b *testing.B, rows int) {
	for b.Loop() {
		d := pdf.New(sampleMeta)
		d.Heading(1, fmt.Sprintf("ANNEXE. – %d REQUÉRANTS", rows))
		d.Table(people(rows))
		out := render(b, d)
		b.ReportMetric(float64(out.Pages), "pages")
		b.ReportMetric(float64(len(out.Bytes)), "B")
	}
}

func BenchmarkAnnex100(b *testing.B)  { benchmarkAnnex(b, 100) }
func BenchmarkAnnex1000(b *testing.B) { benchmarkAnnex(b, 1000) }
func BenchmarkAnnex5000(b *testing.B) { benchmarkAnnex(b, 5000) }

// BenchmarkAnnex15000 has a goal of 1 s and 130 MB.
func BenchmarkAnnex15000(b *testing.B) { benchmarkAnnex(b, 15000) }
