package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/store"
)

// scatter returns records in and around the west of the county, in three months
// and of two types.
func scatter() []crime.Record {
	rng := rand.New(rand.NewPCG(1, 2))
	records := make([]crime.Record, 1500)
	for i := range records {
		at := orb.Point{0.45 + 0.2*rng.Float64(), 51.45 + 0.2*rng.Float64()}
		r := record(fmt.Sprintf("%04d", i), []string{"Burglary", "Robbery"}[i%2], &at, geo.DefaultResolution)
		r.Month = january + crime.Month(i%3)
		records[i] = r
	}
	return records
}

func load(t *testing.T, s *store.Store, records []crime.Record) {
	t.Helper()
	if _, err := s.ImportOffences(t.Context(), sources(records), "test"); err != nil {
		t.Fatal(err)
	}
}

// TestOffences holds what is read against all that is there: whatever lies in a
// cell of the lattice must be among it.
func TestOffences(t *testing.T) {
	t.Parallel()
	s := open(t)
	records := scatter()
	load(t, s, records)
	tests := map[string]struct {
		resolution int
		period     crime.Period
		types      []string
		times      bool
	}{
		"coarser":      {9, crime.Period{From: january, To: january + 2}, nil, true},
		"as stored":    {10, crime.Period{From: january, To: january + 2}, nil, true},
		"no times":     {10, crime.Period{From: january, To: january + 2}, nil, false},
		"finer":        {11, crime.Period{From: january, To: january + 2}, nil, false},
		"one month":    {10, crime.Period{From: january + 1, To: january + 1}, nil, true},
		"one type":     {10, crime.Period{From: january, To: january + 2}, []string{"Robbery", "Drugs"}, false},
		"none loaded":  {10, crime.Period{From: january + 3, To: january + 9}, nil, true},
		"unknown type": {10, crime.Period{From: january, To: january + 2}, []string{"Treason"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := geo.Cover(west().Land, tt.resolution)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Offences(t.Context(), l, tt.period, tt.types, crime.Detail{Times: tt.times})
			if err != nil {
				t.Fatal(err)
			}
			numbers := map[string]int{}
			for _, o := range got {
				if _, in := l.Index(o.Cell); in {
					if !tt.times {
						o.From, o.To = time.Time{}, time.Time{}
					}
					numbers[fmt.Sprint(o.Cell, o.Type, o.From.UTC(), o.To.UTC())] += 1 + o.More
				}
			}
			same(t, expected(t, records, l, tt.period, tt.types, tt.times), numbers)
			again, err := s.Offences(t.Context(), l, tt.period, tt.types, crime.Detail{Times: tt.times})
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, again)
		})
	}
}

// expected returns how many offences of records are alike on a lattice.
func expected(t *testing.T, records []crime.Record, l geo.Lattice, p crime.Period, types []string, times bool) map[string]int {
	t.Helper()
	want := map[string]int{}
	for _, r := range records {
		o := r.Offence
		cell, err := geo.CellAt(*o.At, l.Resolution)
		if err != nil {
			t.Fatal(err)
		}
		if !times {
			o.From, o.To = time.Time{}, time.Time{}
		}
		if _, in := l.Index(cell); in && p.From <= r.Month && r.Month <= p.To && (types == nil || slices.Contains(types, o.Type)) {
			want[fmt.Sprint(cell, o.Type, o.From.UTC(), o.To.UTC())]++
		}
	}
	return want
}

// TestOffenceWhole sees an offence through with everything that it can have.
func TestOffenceWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.55, 51.55}
	r := record("1", "Robbery of personal property", &at, geo.DefaultResolution)
	r.Flags, r.Place, r.Precision = []string{crime.FlagKnife, crime.FlagAlcohol}, "public", crime.Interval
	r.From, r.To = time.Date(2025, 1, 3, 22, 15, 0, 0, time.UTC), time.Date(2025, 1, 4, 1, 0, 0, 0, time.UTC)
	load(t, s, []crime.Record{r})
	l, err := geo.Cover(west().Land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Offences(t.Context(), l, crime.Period{From: january, To: january}, nil, crime.Detail{Times: true})
	if err != nil {
		t.Fatal(err)
	}
	whole := r.Offence
	whole.At = nil // not asked for
	same(t, []crime.Offence{whole}, got)
	held, err := s.Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := crime.Holding{Month: january, Source: r.Source, Counted: true}
	want.Days[r.From.Day()-1] = 1
	same(t, crime.Coverage{want}, held)
}

// TestOffencesOfOneIncident tells offences of one incident from those of another, and
// incidents of one system from those of another that have the same reference.
func TestOffencesOfOneIncident(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.55, 51.55}
	var records []crime.Record
	for i, of := range []struct{ source, incident string }{{"rms", "1"}, {"rms", "1"}, {"rms", "2"}, {"other", "1"}, {"rms", ""}, {"rms", ""}} {
		r := record(fmt.Sprint(i), "Robbery", &at, geo.DefaultResolution)
		r.Source, r.Incident = of.source, of.incident
		if of.source == "other" { // of one month answers would count one source
			r.Month++
		}
		records = append(records, r)
	}
	load(t, s, records)
	l, err := geo.Cover(west().Land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	number := func(d crime.Detail) map[string]int {
		got, err := s.Offences(t.Context(), l, crime.Period{From: january, To: january + 1}, nil, d)
		if err != nil {
			t.Fatal(err)
		}
		numbers := map[string]int{}
		for _, o := range got {
			numbers[o.Together] += 1 + o.More
		}
		return numbers
	}
	same(t, map[string]int{"rms 1": 2, "rms 2": 1, "other 1": 1, "": 2}, number(crime.Detail{Incidents: true}))
	same(t, map[string]int{"": 6}, number(crime.Detail{Times: true}))
	same(t, map[string]int{"": 6}, number(crime.Detail{}))
}

func TestUnplaced(t *testing.T) {
	t.Parallel()
	s := open(t)
	flagged := record("1", "Robbery", nil, 0)
	flagged.Flags = []string{crime.FlagKnife}
	public, home := record("2", "Robbery of personal property", nil, 0), record("3", "Robbery of personal property", nil, 0)
	public.Place, home.Place = "public", "home"
	later := record("4", "Robbery", nil, 0)
	later.Month++
	load(t, s, []crime.Record{
		flagged, public, home, later,
		record("5", "Robbery", &orb.Point{0.55, 51.55}, geo.DefaultResolution), record("6", crime.AntiSocialBehaviour, nil, 0),
	})
	want := map[string]int{"all": 3, "robbery": 3, "street-robbery": 1, "knife": 1, "burglary": 0}
	for _, g := range crime.DefaultGroups() {
		n, tested := want[g.Name]
		if !tested {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			t.Parallel()
			got, err := s.Unplaced(t.Context(), crime.Period{From: january, To: january}, g)
			if got != n || err != nil {
				t.Errorf("%d, error %v; want %d", got, err, n)
			}
		})
	}
}

// TestMonthsAround has one offence in January in the county, and one in February
// far from it.
func TestMonthsAround(t *testing.T) {
	t.Parallel()
	s := open(t)
	here, far := orb.Point{0.55, 51.55}, orb.Point{3.2, 52.1}
	elsewhere := record("2", "Robbery", &far, geo.DefaultResolution)
	elsewhere.Month++
	load(t, s, []crime.Record{record("1", "Robbery", &here, geo.DefaultResolution), elsewhere})
	l, err := geo.Cover(rectangle(0.7, 51.5, 0.72, 51.52), geo.DefaultResolution) // 10 km from the one
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.MonthsAround(t.Context(), l, []crime.Month{january - 1, january, january + 1})
	if err != nil {
		t.Fatal(err)
	}
	same(t, []crime.Month{january}, got)
	held, err := s.Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, []crime.Month{january, january + 1}, held.Months())
}

// TestOffencesWithPlaces reads positions and locations where they are asked for.
func TestOffencesWithPlaces(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.55, 51.55}
	var records []crime.Record
	for i, location := range []string{"On or near High Street", "On or near High Street", "On or near Prison", ""} {
		r := record(fmt.Sprint(i), "Robbery", &at, geo.DefaultResolution)
		r.Location = location
		records = append(records, r)
	}
	load(t, s, records)
	l, err := geo.Cover(west().Land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[crime.Detail]map[string]int{
		{Places: true}: {"On or near High Street": 2, "On or near Prison": 1, "": 1},
		{Times: true}:  {"": 4},
	} {
		got, err := s.Offences(t.Context(), l, crime.Period{From: january, To: january}, nil, asked)
		if err != nil {
			t.Fatal(err)
		}
		numbers := map[string]int{}
		for _, o := range got {
			numbers[o.Location] += 1 + o.More
			if (o.At != nil) != asked.Places || asked.Places && *o.At != at {
				t.Errorf("%+v: at %v", asked, o.At)
			}
		}
		same(t, want, numbers)
	}
}
