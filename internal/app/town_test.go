package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

const january = crime.Month(12 * 2025) // of 2025

// A town is 2.7 by 2.2 km of invented land, where robberies happen at pubs and
// violence in the middle, from January to March 2025.
type town struct {
	timed   bool     // offences have a time of day
	flags   []string // of the robberies
	quiet   bool     // nothing but the one robbery
	noSites bool
}

// app returns the verbs on a new database that holds the town.
func (w town) app(t *testing.T) *app.App {
	t.Helper()
	a, _ := w.settle(t)
	return a
}

// settle returns the importer as well.
func (w town) settle(t *testing.T) (*app.App, *app.Importer) {
	t.Helper()
	return w.settleAt(t, pgtest.ServerURL(t))
}

// settleAt does so in a database that the test knows.
func (w town) settleAt(t *testing.T, url string) (*app.App, *app.Importer) {
	t.Helper()
	a, m := verbsAt(t, url)
	r := rand.New(rand.NewPCG(1, 2))
	anywhere := func() orb.Point { return orb.Point{3.001 + 0.038*r.Float64(), 52.001 + 0.018*r.Float64()} } // off the edge

	var sites []geo.Site
	for n := range 15 {
		for _, category := range []string{"pub", "shop"} {
			at := anywhere()
			sites = append(sites, geo.Site{Source: "town", ID: fmt.Sprint(category, n), Name: fmt.Sprintf("The %s %d", category, n), Category: category, At: &at})
		}
	}
	var records []crime.Record
	offences := func(number int, month crime.Month, kind string, flags []string, near *orb.Point, degrees float64) {
		for range number {
			at := anywhere()
			if near != nil {
				at = orb.Point{near[0] + degrees*(r.Float64()-0.5), near[1] + degrees*(r.Float64()-0.5)}
			}
			cell, err := geo.CellAt(at, geo.DefaultResolution)
			if err != nil {
				t.Fatal(err)
			}
			o := w.offence(month, r.IntN(24*month.Days().Len()))
			o.Type, o.Flags, o.At, o.Cell = kind, flags, &at, cell
			records = append(records, crime.Record{Offence: o, Key: crime.DigestOf(fmt.Sprint(len(records))), Month: month})
		}
	}
	offences(1, january, "Robbery", w.flags, nil, 0)
	for month := january; month < january+3 && !w.quiet; month++ {
		offences(30, month, "Robbery", w.flags, nil, 0)
		for _, s := range sites {
			if s.Category == "pub" {
				offences(4, month, "Robbery", w.flags, s.At, 0.001)
			}
		}
		offences(20, month, "Violence with injury", nil, nil, 0)
		offences(40, month, "Violence with injury", nil, &orb.Point{3.02, 52.01}, 0.004)
		offences(10, month, crime.AntiSocialBehaviour, nil, nil, 0)
	}
	areas := []geo.Area{newtown()}
	if w.noSites {
		sites = nil
	}
	take(t, m.Areas, areas)
	take(t, m.Sites, sites)
	take(t, m.Offences, records)
	return a, m
}

// newtown is the town's land.
func newtown() geo.Area {
	return geo.Area{
		Kind: geo.District, Code: "T1", Name: "Newtown", Invented: true,
		Land: orb.MultiPolygon{{{{3, 52}, {3.04, 52}, {3.04, 52.02}, {3, 52.02}, {3, 52}}}},
	}
}

// land returns a position that must be in the town.
func land(t *testing.T, lon, lat float64) orb.Point {
	t.Helper()
	if p := (orb.Point{lon, lat}); newtown().Land.Bound().Contains(p) {
		return p
	}
	t.Fatalf("%g, %g is not in Newtown", lon, lat)
	return orb.Point{}
}

// record returns an offence as its file would give it.
func record(t *testing.T, reference string, o crime.Offence) crime.Record {
	t.Helper()
	var err error
	if o.Cell, err = geo.CellAt(*o.At, geo.DefaultResolution); err != nil {
		t.Fatal(err)
	}
	return crime.Record{Offence: o, Key: crime.DigestOf(reference), Month: crime.MonthOf(o.From)}
}

func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// offence returns one so many hours after its month began, or of which the month
// alone is known.
func (w town) offence(month crime.Month, hours int) crime.Offence {
	if !w.timed {
		return crime.Offence{From: month.Start(time.UTC), To: (month + 1).Start(time.UTC), Precision: crime.InMonth}
	}
	at := month.Start(time.UTC).Add(time.Duration(hours) * time.Hour)
	return crime.Offence{From: at, To: at, Precision: crime.Instant}
}

// verbs returns the verbs and the imports on a new database.
func verbs(t *testing.T) (*app.App, *app.Importer) {
	t.Helper()
	return verbsAt(t, pgtest.ServerURL(t))
}

// verbsAt does so on a database that the test knows.
func verbsAt(t *testing.T, url string) (*app.App, *app.Importer) {
	t.Helper()
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	a, err := app.New(s, "the test")
	if err != nil {
		t.Fatal(err)
	}
	return a, app.NewImporter(s, "the test")
}

// take imports rows that must come in.
func take[T any](t *testing.T, verb func(context.Context, ...app.File[T]) ([]app.Import, error), rows []T) {
	t.Helper()
	if _, err := verb(t.Context(), app.Made("the test", "digest", rows)); err != nil {
		t.Fatal(err)
	}
}
