package hotspot_test

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// sharedRoot returns where the reference files and the real data are.
func sharedRoot() string {
	if root := os.Getenv("BEATPLAN_SHARED"); root != "" {
		return root
	}
	return filepath.Join("..", "..", "shared")
}

// essexLattice returns the cells of Essex Police's districts at a resolution.
func essexLattice(resolution int) (geo.Lattice, error) {
	body, err := os.ReadFile(filepath.Join(sharedRoot(), "data", "essex", "areas", "lad24_essex.geojson"))
	if err != nil {
		return geo.Lattice{}, err
	}
	districts, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		return geo.Lattice{}, err
	}
	var parts []geo.Lattice
	for _, f := range districts.Features {
		land, err := geo.Polygons(f.Geometry)
		if err != nil {
			return geo.Lattice{}, err
		}
		part, err := geo.Cover(land, resolution)
		if err != nil {
			return geo.Lattice{}, err
		}
		parts = append(parts, part)
	}
	return geo.Union(parts)
}

// realEssex is what data.police.uk publishes of Essex, January to September 2025.
type realEssex struct {
	lattice    geo.Lattice
	areas      []float64 // of the cells, square metres
	neighbours hotspot.Neighbours
	days       []float64 // of the months
	months     [][]crime.Offence
}

// The lattice and the offences take seconds to read: all tests share them.
var readEssex = sync.OnceValues(func() (realEssex, error) {
	e := realEssex{days: []float64{31, 28, 31, 30, 31, 30, 31, 31, 30}}
	var err error
	if e.lattice, err = essexLattice(geo.DefaultResolution); err != nil {
		return e, err
	}
	if e.areas, err = e.lattice.Areas(); err != nil {
		return e, err
	}
	if e.neighbours, err = hotspot.LatticeNeighbours(e.lattice); err != nil {
		return e, err
	}
	for month := range e.days {
		offences, err := streetCrime(fmt.Sprintf("2025-%02d-essex-street.csv.gz", month+1))
		if err != nil {
			return e, err
		}
		e.months = append(e.months, offences)
	}
	return e, nil
})

func essexOf2025(t testing.TB) realEssex {
	t.Helper()
	e, err := readEssex()
	if err != nil {
		t.Skipf("no crime of Essex: %v (set BEATPLAN_SHARED)", err)
	}
	return e
}

// streetCrime reads a month as data.police.uk publishes it; rows without a position
// are left out.
func streetCrime(name string) ([]crime.Offence, error) {
	file, err := os.Open(filepath.Join(sharedRoot(), "data", "essex", "offences", name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	records, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for i, field := range records[0] {
		column[field] = i
	}
	var offences []crime.Offence
	for _, r := range records[1:] {
		longitude, err1 := strconv.ParseFloat(r[column["Longitude"]], 64)
		latitude, err2 := strconv.ParseFloat(r[column["Latitude"]], 64)
		if err1 != nil || err2 != nil {
			continue
		}
		cell, err := geo.CellAt(orb.Point{longitude, latitude}, geo.DefaultResolution)
		if err != nil {
			return nil, err
		}
		offences = append(offences, crime.Offence{Type: r[column["Crime type"]], Precision: crime.InMonth, Cell: cell})
	}
	return offences, nil
}

// training returns the months from one to another, which is not included, for a
// group of one category.
func (e realEssex) training(category string, from, to int) hotspot.Training {
	clock, _ := crime.NamedClock("all")
	q := hotspot.Question{Group: crime.Group{Name: "group", Types: []string{category}}, Clock: clock}
	return hotspot.Training{
		Neighbours: e.neighbours, Days: e.days[from:to], Counts: hotspot.CellMonths(e.lattice, e.months[from:to], q),
	}
}

// counts returns how many offences of a category the cells had in some months.
func (e realEssex) counts(category string, from, to int) []float64 {
	counts := make([]float64, len(e.lattice.Cells))
	for _, c := range e.training(category, from, to).Counts {
		counts[c.Cell] += c.Offences
	}
	return counts
}
