package main

import (
	"fmt"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/store"
)

// BenchmarkCells counts a year's robberies, and a year's offences of every type, in
// the cells of Demoshire's first district, among ten times as many offences each
// time. The time is that of the cells in the answer and the kinds of offence in
// them, not that of the offences in the database.
func BenchmarkCells(b *testing.B) {
	for _, offences := range sizes(b, 40_000, 400_000) {
		b.Run(fmt.Sprint(offences), func(b *testing.B) {
			p := newProgram(b)
			dir := p.file("county")
			p.must("demoshire", "write", "--offences", fmt.Sprint(offences), "--years", "4", "--seed", "1", "--dir", dir)
			p.must("import", "areas", "--kind", "force", dir+"/forces.geojson")
			p.must("import", "areas", "--kind", "district", dir+"/districts.geojson")
			p.must("import", "offences", "--mapping", dir+"/mapping.yaml", dir+"/offences.csv")
			s, err := store.Open(b.Context(), p.url)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			a, err := app.New(s, "bench")
			if err != nil {
				b.Fatal(err)
			}
			for _, group := range []string{"robbery", "all"} {
				b.Run(group, func(b *testing.B) {
					cells := 0
					for b.Loop() {
						c, err := a.CountedCells(b.Context(), app.SurfaceRequest{Area: "DEMO-D01", Group: group, From: "2025-01", To: "2025-12"})
						if err != nil {
							b.Fatal(err)
						}
						cells = len(c.Values)
					}
					b.ReportMetric(float64(cells), "cells")
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/cell")
				})
			}
		})
	}
}
