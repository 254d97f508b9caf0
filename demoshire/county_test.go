package demoshire_test

import (
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skipf("this machine has no time zones: %v", err)
	}
	return zone
}

// county is the one that most tests look at.
func county(t testing.TB) demoshire.County {
	t.Helper()
	return world(t, demoshire.Planted)
}

func digest(t *testing.T, c demoshire.County) [32]byte {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(b)
}

func TestSameSeedSameCounty(t *testing.T) {
	t.Parallel()
	want := digest(t, county(t))
	again, err := demoshire.Generate(1, london(t))
	if err != nil {
		t.Fatal(err)
	}
	if digest(t, again) != want {
		t.Error("seed 1 gives one county, and then another")
	}
}

func TestGenerateNeedsAZone(t *testing.T) {
	t.Parallel()
	if _, err := demoshire.Generate(1, nil); err == nil || !strings.Contains(err.Error(), "time zone") {
		t.Errorf("without a zone: %v", err)
	}
}

func of(c demoshire.County, kind geo.AreaKind) []geo.Area {
	return slices.DeleteFunc(slices.Clone(c.Areas), func(a geo.Area) bool { return a.Kind != kind })
}

func TestAreasAreInventedAndAtSea(t *testing.T) {
	t.Parallel()
	c := county(t)
	codes, names := map[string]bool{}, map[string]bool{}
	for _, a := range c.Areas {
		if !a.Invented || !strings.HasPrefix(a.Code, "DEMO-") {
			t.Errorf("%s %s could be taken for a real place: code %s, invented %t", a.Kind, a.Name, a.Code, a.Invented)
		}
		if key := strings.ToLower(a.Name); codes[a.Code] || names[key] {
			t.Errorf("a second area with code %s or name %s", a.Code, a.Name)
		} else {
			codes[a.Code], names[key] = true, true
		}
		// Essex ends at 1.30° E, Suffolk at 1.77° E, and Flanders begins south of 51.4° N.
		if b := a.Land.Bound(); b.Left() < 1.9 || b.Right() > 2.9 || b.Bottom() < 51.45 || b.Top() > 52.1 {
			t.Errorf("%s is at %v, where there may be land", a.Name, b)
		}
		if _, err := geo.Polygons(a.Land); err != nil {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	if f, d, w := len(of(c, geo.Force)), len(of(c, geo.District)), len(of(c, geo.Ward)); f != 1 || d != 6 || w < 4*d {
		t.Errorf("%d forces, %d districts, %d wards", f, d, w)
	}
}

func TestPointsLieInOneDistrictAndOneWard(t *testing.T) {
	t.Parallel()
	c := county(t)
	rng := rand.New(rand.NewPCG(1, 2))
	b := c.Areas[0].Land.Bound()
	for range 2_000 {
		p := orb.Point{b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1])}
		holds := map[geo.AreaKind]int{}
		for _, a := range c.Areas {
			if planar.MultiPolygonContains(a.Land, p) {
				holds[a.Kind]++
			}
		}
		if n := holds[geo.Force]; n > 1 || holds[geo.District] != n || holds[geo.Ward] != n {
			t.Fatalf("%v lies in %v", p, holds)
		}
	}
}

func TestLatticeIsThatOfTheDistricts(t *testing.T) {
	t.Parallel()
	c := county(t)
	var parts []geo.Lattice
	for _, d := range of(c, geo.District) {
		part, err := geo.Cover(d.Land, geo.DefaultResolution)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part)
	}
	union, err := geo.Union(parts)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Truth.Lattice.ID(), union.ID(); got != want {
		t.Errorf("the truth is on lattice %s, the districts have %s", got, want)
	}
	if n := len(union.Cells); n < 30_000 || n > 60_000 {
		t.Errorf("%d cells", n)
	}
}

func TestTowns(t *testing.T) {
	t.Parallel()
	c := county(t)
	living := 0.0
	for _, r := range c.Truth.Residents {
		if r <= 0 {
			t.Fatal("a cell without residents cannot be an exposure")
		}
		living += r
	}
	townsfolk := 0.0
	for _, town := range c.Towns {
		townsfolk += town.Residents
		i := slices.IndexFunc(c.Areas, func(a geo.Area) bool {
			return a.Kind == geo.District && planar.MultiPolygonContains(a.Land, town.Centre)
		})
		if i < 0 || c.Areas[i].Code != town.District {
			t.Errorf("%s is not in district %s", town.Name, town.District)
		}
		if !slices.ContainsFunc(of(c, geo.Ward), func(a geo.Area) bool {
			return strings.HasPrefix(a.Name, town.Name) && planar.MultiPolygonContains(a.Land, town.Centre)
		}) {
			t.Errorf("%s is not in a ward of its name", town.Name)
		}
	}
	if living < townsfolk || living > 1.1*townsfolk {
		t.Errorf("%.0f residents, %.0f of them in towns", living, townsfolk)
	}
}

func TestSites(t *testing.T) {
	t.Parallel()
	c := county(t)
	ids, pubs, counts := map[string]bool{}, map[string]bool{}, map[string]int{}
	for _, s := range c.Sites {
		if s.Source != "demoshire" || s.Name == "" || ids[s.ID] || s.At == nil {
			t.Errorf("site %+v", s)
			continue
		}
		if s.Category == "pub" && pubs[s.Name] {
			t.Errorf("two pubs are called %s", s.Name)
		}
		ids[s.ID], pubs[s.Name] = true, s.Category == "pub"
		counts[s.Category]++
		if !planar.MultiPolygonContains(c.Areas[0].Land, *s.At) {
			t.Errorf("%s stands in the sea", s.Name)
		}
	}
	for _, category := range slices.Concat(c.Truth.Decoys, []string{"pub", "nightclub", "takeaway", "supermarket", "shop", "cash-machine", "station"}) {
		if counts[category] < 8 {
			t.Errorf("%d sites of category %s", counts[category], category)
		}
	}
	main := 0
	for _, town := range c.Towns {
		if slices.ContainsFunc(c.Sites, func(s geo.Site) bool { return s.Name == town.Name+" Station" }) {
			main++
		}
	}
	if main != counts["station"] || main < 6 {
		t.Errorf("%d stations, in %d towns", counts["station"], main)
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	c, zone := county(t), london(t)
	types := map[string]bool{crime.AntiSocialBehaviour: true}
	for _, s := range crime.Catalogue() {
		types[s.Name] = true
	}
	places := []string{"public", "licensed-premises", "transport", "shop", "dwelling"}
	wards := map[string]bool{}
	for _, w := range of(c, geo.Ward) {
		wards[w.Code] = true
	}
	keys, references := map[crime.Digest]bool{}, map[string]bool{}
	months := map[string]int{}
	for i, r := range c.Records {
		in, err := geo.CellAt(*r.At, c.Truth.Lattice.Resolution)
		_, known := c.Truth.Lattice.Index(r.Cell)
		local := r.From.In(zone)
		switch {
		case err != nil, in != r.Cell, !known:
			t.Fatalf("%s is at %v in cell %s, not in its %s (%v)", r.Reference, *r.At, in, r.Cell, err)
		case !planar.MultiPolygonContains(c.Areas[0].Land, *r.At):
			t.Fatalf("%s is in the sea", r.Reference)
		case !types[r.Type], !slices.Contains(places, r.Place), r.Flags == nil, !wards[r.AreaCode], r.Location == "":
			t.Fatalf("%+v", r)
		case keys[r.Key], references[r.Reference]:
			t.Fatalf("%s is the second with its key or reference", r.Reference)
		case r.Precision == crime.Instant && !r.To.Equal(r.From), r.Precision == crime.Interval && !r.To.After(r.From), r.Precision == crime.InMonth:
			t.Fatalf("%s: %s from %s to %s", r.Reference, r.Precision, r.From, r.To)
		case local.Year() != 2025, r.Month != crime.MonthOf(local), r.From.Location() != time.UTC:
			t.Fatalf("%s: month %s, from %s", r.Reference, r.Month, r.From)
		case i > 0 && r.From.Before(c.Records[i-1].From):
			t.Fatalf("%s is before the one before it", r.Reference)
		case slices.Contains(r.Flags, crime.FlagPoliceGenerated) != crime.PoliceGenerated(r.Type):
			t.Fatalf("%s: %s with flags %v", r.Reference, r.Type, r.Flags)
		}
		keys[r.Key], references[r.Reference] = true, true
		months[r.Month.String()]++
	}
	if len(c.Records) != 40_000 || len(months) != 12 {
		t.Errorf("%d offences in %d months", len(c.Records), len(months))
	}
	for month, n := range months {
		if n < 2_700 || n > 3_900 {
			t.Errorf("%d offences in %s", n, month)
		}
	}
	for _, g := range crime.DefaultGroups() {
		n, matches := 0, g.Matcher()
		for _, r := range c.Records {
			if matches(r.Offence) {
				n++
			}
		}
		if n < 300 {
			t.Errorf("group %s has %d offences", g.Name, n)
		}
	}
}
