// Package app does what Beatplan does: one function for each verb (count, fit,
// draw, plan), which the command line and the API both call.
//
// A verb finds its area, reads what it needs through the small interfaces below,
// hands values to the pure packages, and keeps what comes back as a result that
// never changes. It knows no SQL, no HTTP and no files, and the only time it
// knows is the one in the data.
package app

import (
	"context"
	"encoding/json"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

// Version is the version of the program. It is part of every result's inputs:
// a new version may answer an old question anew.
const Version = "0.1.0"

// Places is what the verbs need to know of areas and sites.
type Places interface {
	Areas(ctx context.Context, kind geo.AreaKind) ([]geo.Area, error)
	DistrictsWithin(ctx context.Context, a geo.Area) ([]geo.Area, error)
	DistrictsOf(ctx context.Context, a geo.Area) ([]string, error)
	DistrictsBeside(ctx context.Context, district string) ([]string, error)
	OverlappingAreas(ctx context.Context) ([]geo.Overlap, error)
	CoverageBeside(ctx context.Context, districts []string) (crime.Coverage, error)
	UnionOf(ctx context.Context, areas []geo.Area) (orb.MultiPolygon, error)
	Sites(ctx context.Context, b orb.Bound) ([]geo.Site, error) // homes are none
	SitesIn(ctx context.Context, q geo.SiteQuery) ([]geo.Site, error)
	SiteCategories(ctx context.Context, a geo.Area) ([]string, error)
	PlacesOf(ctx context.Context, places, categories []string) ([]string, error)
	Households(ctx context.Context, near []orb.Point, metres float64) (homes []geo.Site, known bool, err error)
	PowersAt(ctx context.Context, from, to time.Time, b orb.Bound) ([]geo.Power, error)
	CountSites(ctx context.Context) (int, error)
	Registers(ctx context.Context) (map[string]string, error)
	Water(ctx context.Context, b orb.Bound, least float64) ([]geo.Water, error)
}

// Offences is what the verbs need to know of recorded offences.
type Offences interface {
	Coverage(ctx context.Context) (crime.Coverage, error)
	MonthsAround(ctx context.Context, l geo.Lattice, months []crime.Month) ([]crime.Month, error)
	Offences(ctx context.Context, l geo.Lattice, p crime.Period, types []string, d crime.Detail) ([]crime.Offence, error)
	SnapPoints(ctx context.Context, l geo.Lattice, p crime.Period) ([]crime.SnapPoint, error)
	Unplaced(ctx context.Context, p crime.Period, g crime.Group) (int, error)
	Members(ctx context.Context, p crime.Period, g crime.Group) ([]crime.Members, error)
	Monthly(ctx context.Context, p crime.Period) ([]crime.MonthlyCount, error)
}

// Results keeps what the verbs make.
type Results interface {
	SaveLattice(ctx context.Context, l geo.Lattice) error
	KeepResults(ctx context.Context, results []result.Result, f ledger.Inputs, principal string) error
	Kept
}

// Kept is what has been made.
type Kept interface {
	Result(ctx context.Context, kind result.Kind, id string) (result.Result, error)
	Results(ctx context.Context, kind result.Kind, a *geo.Area) ([]json.RawMessage, error)
	SurfaceCells(ctx context.Context, id string) ([]crime.CellValue, error)
	Problem(ctx context.Context, plan string) ([]byte, error)
}

// Store is everything that the verbs need kept.
type Store interface {
	Places
	Offences
	Records
	Visits
	Calls
	Searches
	Bases
	Calendar
	Grounds
	Versions
	Results
	Edited
	Decisions
	Lineages
}

// An App does the verbs in the name of a principal.
type App struct {
	store     Store
	principal string         // who asks; every change says so
	zone      *time.Location // Europe/London
	covers    *covers
	maps      *streetMaps
	router    Router // nil: requests name no URL
}

// New returns an App on a store. It fails where the machine and the program
// both lack the time zone Europe/London.
func New(s Store, principal string) (*App, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fault.New(fault.Unavailable, "time zone Europe/London: %w", err)
	}
	return &App{store: s, principal: principal, zone: zone, covers: &covers{}, maps: &streetMaps{}}, nil
}

// As returns an App that does the same in the name of another.
func (a *App) As(principal string) *App {
	other := *a
	other.principal = principal
	return &other
}
