package hotspot_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
)

// essex is the lattice of a force of 3,700 km² with nine months of counts about as
// sparse and as clustered as its robbery and violence are: 11,000 offences a month.
type essex struct {
	lattice    geo.Lattice
	neighbours hotspot.Neighbours
	centres    []orb.Point // metres
	months     [][]float64
	events     []orb.Point // of all months
}

func essexAt(b *testing.B, resolution int) essex {
	b.Helper()
	lattice, err := essexLattice(resolution)
	if err != nil {
		b.Skipf("no districts: %v (set BEATPLAN_SHARED)", err)
	}
	e := essex{lattice: lattice}
	if e.centres, err = e.lattice.Centres(); err != nil {
		b.Fatal(err)
	}
	e.neighbours = latticeNeighbours(b, e.lattice)
	r := rand.New(rand.NewPCG(1, 2))
	towns := make([]int, 200)
	for i := range towns {
		towns[i] = r.IntN(len(e.centres))
	}
	for range 9 {
		counts := make([]float64, len(e.centres))
		for range 11_000 {
			c := e.centres[towns[int(200*r.Float64()*r.Float64())]]
			at := orb.Point{c[0] + 1500*r.NormFloat64(), c[1] + 1500*r.NormFloat64()}
			cell, err := geo.CellAt(geo.FromGrid(at), resolution)
			if err != nil {
				b.Fatal(err)
			}
			if i, in := e.lattice.Index(cell); in {
				counts[i]++
				e.events = append(e.events, at)
			}
		}
		e.months = append(e.months, counts)
	}
	return e
}

// BenchmarkEssex times the statistics on the whole force at resolution 10. The
// baseline is one pass over the neighbours of every cell.
func BenchmarkEssex(b *testing.B) {
	e := essexAt(b, 10)
	b.Logf("%d cells, %d events", len(e.lattice.Cells), len(e.events))
	b.Run("baseline", func(b *testing.B) {
		for b.Loop() {
			sums := make([]float64, len(e.centres))
			for i := range sums {
				for _, j := range e.neighbours.Of(i) {
					sums[i] += e.months[0][j]
				}
			}
		}
	})
	b.Run("neighbours", func(b *testing.B) {
		for b.Loop() {
			latticeNeighbours(b, e.lattice)
		}
	})
	b.Run("gi-star", func(b *testing.B) {
		for b.Loop() {
			giStar(b, e.months[0], e.neighbours)
		}
	})
	b.Run("neighbours-and-gi-star", func(b *testing.B) {
		for b.Loop() {
			giStar(b, e.months[0], latticeNeighbours(b, e.lattice))
		}
	})
	b.Run("nine-gi-stars", func(b *testing.B) {
		for b.Loop() {
			slice(b, e.months, e.neighbours)
		}
	})
	b.Run("emerging", func(b *testing.B) {
		places := make([][]float64, len(e.centres))
		for i := range places {
			for _, month := range e.months {
				places[i] = append(places[i], month[i])
			}
		}
		for b.Loop() {
			emerge(b, places, 0)
		}
	})
	b.Run("density-250m", func(b *testing.B) {
		for b.Loop() {
			density(b, e.events, nil, e.centres, hotspot.Quartic, 250)
		}
	})
	b.Run("local-moran", func(b *testing.B) {
		for b.Loop() {
			if _, err := hotspot.LocalMoran(e.months[0], e.neighbours); err != nil {
				b.Fatal(err)
			}
		}
	})
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.Logf("%d MiB taken from the system", m.Sys>>20)
}

// BenchmarkForecast times the forecast of the whole force from nine months of real
// crime, in memory: of few offences, and of the most.
func BenchmarkForecast(b *testing.B) {
	e := essexOf2025(b)
	for _, category := range []string{"Robbery", "Burglary", "Anti-social behaviour", "Violence and sexual offences"} {
		training := e.training(category, 0, len(e.days))
		b.Run(category, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := hotspot.NewForecast(training)
				if err != nil {
					b.Fatal(err)
				}
				f.Order(nil)
			}
		})
	}
}

// BenchmarkResolutions shows how the time of one map grows with the cells, seven
// times as many at each resolution.
func BenchmarkResolutions(b *testing.B) {
	for _, resolution := range []int{9, 10, 11} {
		b.Run(string(rune('0'+resolution/10))+string(rune('0'+resolution%10)), func(b *testing.B) {
			e := essexAt(b, resolution)
			b.ResetTimer()
			for b.Loop() {
				giStar(b, e.months[0], e.neighbours)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(e.centres)), "ns/cell")
		})
	}
}

// BenchmarkSpdep is Gi* on the lattice that scripts/spdep gives to R: it writes
// counts and neighbours, from 1, to the directory that SPDEP_FILES names.
func BenchmarkSpdep(b *testing.B) {
	directory := os.Getenv("SPDEP_FILES")
	if directory == "" {
		b.Skip("scripts/spdep runs it (SPDEP_FILES)")
	}
	e := essexAt(b, 10)
	var rows bytes.Buffer
	rows.WriteString("count,neighbours\n")
	for i, c := range e.months[0] {
		fmt.Fprintf(&rows, "%g,", c)
		for k, j := range e.neighbours.Of(i) {
			if k > 0 {
				rows.WriteByte(' ')
			}
			fmt.Fprint(&rows, j+1)
		}
		rows.WriteByte('\n')
	}
	if err := os.WriteFile(filepath.Join(directory, "lattice.csv"), rows.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	hot := 0
	for _, l := range giStar(b, e.months[0], e.neighbours) {
		if l.Sign(0.05) > 0 {
			hot++
		}
	}
	b.ResetTimer()
	for b.Loop() {
		giStar(b, e.months[0], e.neighbours)
	}
	b.ReportMetric(float64(hot), "hot")
}

// BenchmarkLightGBM is the forecast of robbery, in processor seconds; scripts/lightgbm
// gives the same counts and covariates to LightGBM: they are written to the directory that
// LIGHTGBM_FILES names.
func BenchmarkLightGBM(b *testing.B) {
	directory := os.Getenv("LIGHTGBM_FILES")
	if directory == "" {
		b.Skip("scripts/lightgbm runs it (LIGHTGBM_FILES)")
	}
	e := essexOf2025(b)
	training := e.training("Robbery", 0, len(e.days))
	counts := e.counts("Robbery", 0, len(e.days))
	var rows bytes.Buffer
	rows.WriteString("count,others,some,near,near_others,second\n")
	for i, x := range hotspot.Covariates(training) {
		fmt.Fprintf(&rows, "%g", counts[i])
		for _, v := range x {
			fmt.Fprintf(&rows, ",%.9g", v)
		}
		rows.WriteByte('\n')
	}
	if err := os.WriteFile(filepath.Join(directory, "covariates.csv"), rows.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	b.ResetTimer()
	start := processorTime(b)
	for b.Loop() {
		f, err := hotspot.NewForecast(training)
		if err != nil {
			b.Fatal(err)
		}
		f.Order(nil)
	}
	b.ReportMetric((processorTime(b)-start).Seconds()/float64(b.N), "cpu-s")
}

// processorTime returns how much of it the process has taken.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
