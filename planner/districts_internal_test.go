package planner

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
)

// A recorded offence at a point, with how many days of imprisonment it counts.
type recorded struct {
	name string
	at   orb.Point
	hour int // of the day; -1: not known
	harm float64
}

// A district is one that plans are tried on: its offences in some weeks, and its sites.
type district struct {
	name     string
	units    int
	weeks    float64
	offences []recorded
	sites    []geo.Site
}

// districts returns the main town of Demoshire, whose offences have hours and whose
// premises have terminal hours, and three districts of Essex, whose public data have
// neither; these alone where there is no shared data, which is said.
func districts(t testing.TB) []district {
	t.Helper()
	all := []district{invented(t)}
	for name, units := range map[string]int{"Southend-on-Sea": 4, "Basildon": 2, "Colchester": 4} {
		d, err := essex(name, units)
		if err != nil {
			t.Logf("no district of Essex: %v (set BEATPLAN_SHARED)", err)
			continue
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b district) int { return cmp.Compare(a.name, b.name) })
	return all
}

// days of imprisonment that the offences of a night count, in the words of both sources.
func days(kind string) float64 {
	switch kind {
	case "Violence and sexual offences", "Violence with injury":
		return 194
	case "Robbery":
		return 365
	case "Public order", "Violence without injury", "Criminal damage and arson", "Criminal damage":
		return 11
	}
	return 0
}

func invented(t testing.TB) district {
	t.Helper()
	county, err := demoshire.Generate(1, zone(t))
	if err != nil {
		t.Fatal(err)
	}
	d := district{name: "Demoshire: " + county.Towns[0].Name, units: 4, weeks: 52, sites: county.Sites}
	for _, r := range county.Records {
		if harm := days(r.Type); r.At != nil && harm > 0 && orbgeo.Distance(*r.At, county.Towns[0].Centre) < 4000 {
			hour := -1
			if r.Precision == crime.Instant {
				hour = r.From.In(zone(t)).Hour()
			}
			d.offences = append(d.offences, recorded{r.Location, *r.At, hour, harm})
		}
	}
	return d
}

// essex reads a quarter of a district of Essex, and its food premises.
func essex(name string, units int) (district, error) {
	root := cmp.Or(os.Getenv("BEATPLAN_SHARED"), filepath.Join("..", "..", "shared"))
	root = filepath.Join(root, "data", "essex")
	d := district{name: name, units: units, weeks: 13}
	for _, month := range []string{"2025-07", "2025-08", "2025-09"} {
		err := rows(filepath.Join(root, "offences", month+"-essex-street.csv.gz"), func(of map[string]string) {
			at, placed := position(of["Longitude"], of["Latitude"])
			if harm := days(of["Crime type"]); placed && harm > 0 && strings.HasPrefix(of["LSOA name"], name) {
				d.offences = append(d.offences, recorded{strings.TrimPrefix(of["Location"], "On or near "), at, -1, harm})
			}
		})
		if err != nil {
			return d, err
		}
	}
	kinds := map[string]string{"Pub/bar/nightclub": "pub", "Takeaway/sandwich shop": "takeaway", "Restaurant/Cafe/Canteen": "restaurant"}
	err := rows(filepath.Join(root, "sites", "fhrs_essex_2020-11.csv"), func(of map[string]string) {
		at, placed := position(of["longitude"], of["latitude"])
		if kind := kinds[of["business_type"]]; placed && kind != "" && strings.EqualFold(of["local_authority"], name) {
			d.sites = append(d.sites, geo.Site{Source: "fhrs", ID: of["fhrsid"], Name: of["name"], Category: kind, At: &at})
		}
	})
	return d, err
}

// rows calls do with each row of a CSV file, which may be zipped.
func rows(path string, do func(map[string]string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var from io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if from, err = gzip.NewReader(file); err != nil {
			return err
		}
	}
	records, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return err
	}
	for _, r := range records[1:] {
		of := map[string]string{}
		for i, column := range records[0] {
			of[column] = r[i]
		}
		do(of)
	}
	return nil
}

func position(lon, lat string) (orb.Point, bool) {
	x, err1 := strconv.ParseFloat(lon, 64)
	y, err2 := strconv.ParseFloat(lat, 64)
	return orb.Point{x, y}, err1 == nil && err2 == nil
}

func zone(t testing.TB) *time.Location {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return london
}

// night returns a Friday's shift in the district: as many spots as its units could see,
// where most harm is within 75 m, and calls at premises.
func (d district) night(t testing.TB, preset string) Problem {
	t.Helper()
	start := time.Date(2025, 10, 3, 18, 0, 0, 0, zone(t))
	policy, err := NamedPolicy(preset)
	if err != nil {
		t.Fatal(err)
	}
	p := Problem{Start: start, End: start.Add(8 * time.Hour), Policy: policy, Travel: CrowFly{}, Seed: 1}
	p.Spots = d.spots(p)
	p.Spots = Describe(p, d.sites)
	if hour, premises := ClosingHour(p); premises > 0 {
		p.NoBreaks = append(p.NoBreaks, hour)
	}
	p.Units = CentralUnits(d.units, Vehicle, p)
	for i := range p.Units {
		p.Units[i].Role, p.Units[i].Officers, p.Units[i].Station = Constable, 2, "Central"
	}
	p.Engagements = Calls(p, d.sites, 2*d.units)
	return p
}

// spots builds spots from points, the worst first, none nearer than 150 m to another. The
// harm of a week is spread over its hours as that of the district is, where that is known.
func (d district) spots(p Problem) []Spot {
	type point struct {
		name  string
		harm  float64
		count float64
	}
	at := map[orb.Point]point{}
	var profile [24]float64
	timed := 0.0
	for _, o := range d.offences {
		key := orb.Point{float64(int(o.at[0]*1000)) / 1000, float64(int(o.at[1]*1500)) / 1500} // some 70 m
		at[key] = point{o.name, at[key].harm + o.harm, at[key].count + 1}
		if o.hour >= 0 {
			profile[o.hour] += o.harm
			timed += o.harm
		}
	}
	keys := make([]orb.Point, 0, len(at))
	for k := range at {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b orb.Point) int {
		return cmp.Or(cmp.Compare(at[b].harm, at[a].harm), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	var spots []Spot
	for _, k := range keys {
		near := slices.ContainsFunc(spots, func(s Spot) bool { return orbgeo.Distance(s.At, k) < 150 })
		if near || len(spots) == max(20, 8*d.units) {
			continue
		}
		s := Spot{
			ID: fmt.Sprintf("HS-%03d", len(spots)+1), Name: at[k].name, At: k, Offences: at[k].count, AnyHour: timed == 0,
			Why: []string{fmt.Sprintf("%.0f offences", at[k].count)},
		}
		for h := range p.hours() {
			share := 1. / 24
			if timed > 0 {
				share = profile[p.Start.Add(time.Duration(h)*time.Hour).Hour()] / timed
			}
			s.Rate = append(s.Rate, at[k].harm/d.weeks/7*share)
		}
		spots = append(spots, s)
	}
	return spots
}
