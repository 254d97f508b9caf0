package zones_test

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/zones"
)

// essex reads the night-time economy's offences of January to September 2025,
// the pubs and takeaways, and the 14 districts.
func essex(t *testing.T) zones.Input {
	t.Helper()
	group := crime.DefaultGroups()[slices.IndexFunc(crime.DefaultGroups(), func(g crime.Group) bool { return g.Name == "nte-violence" })]
	in := zones.Input{Months: 9, Never: map[string]bool{}, Kinds: map[string]bool{}, Settings: zones.NightTimeEconomy()}
	for _, k := range crime.NeverPlaces(group) {
		in.Never[k.Location] = true
	}
	for _, k := range crime.PlaceKinds() {
		in.Kinds[k.Location] = true
	}
	features, err := geojson.UnmarshalFeatureCollection(shared(t, "data/essex/areas/lad24_essex.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range features.Features {
		land, err := geo.Polygons(f.Geometry)
		if err != nil {
			t.Fatal(err)
		}
		l, err := geo.Cover(land, 10)
		if err != nil {
			t.Fatal(err)
		}
		in.Districts = append(in.Districts, zones.District{
			Code: f.Properties.MustString("ltla24_code", ""), Name: f.Properties.MustString("ltla24_name", ""), Lattice: l,
		})
	}
	harm, matches := crime.DefaultHarm(), group.Matcher()
	for m := range 9 {
		packed, err := gzip.NewReader(strings.NewReader(string(shared(t, fmt.Sprintf("data/essex/offences/2025-%02d-essex-street.csv.gz", m+1)))))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(packed).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] { // Crime ID, Month, …, Longitude, Latitude, Location, LSOA code, LSOA name, Crime type
			if row[4] == "" || !matches(crime.Offence{Type: row[9]}) {
				continue
			}
			days, _ := harm.Days(row[9])
			in.Offences = append(in.Offences, zones.Offence{
				At: orb.Point{number(t, row[4]), number(t, row[5])}, Location: crime.Street(row[6]), Month: m, Weight: days,
			})
		}
	}
	weights := map[string]float64{"Pub/bar/nightclub": zones.PubWeight, "Takeaway/sandwich shop": zones.TakeawayWeight}
	for _, row := range table(t, "data/essex/sites/fhrs_essex_2020-11.csv") {
		if w := weights[row["business_type"]]; w > 0 && row["longitude"] != "" {
			in.Premises = append(in.Premises, zones.Premises{
				At: orb.Point{number(t, row["longitude"]), number(t, row["latitude"])}, Weight: w, Name: row["name"],
				Street: zones.StreetOf(row["address"]), Town: zones.TownOf(row["address"]),
			})
		}
	}
	in.Premises = append(zones.Distinct(in.Premises), zones.Nightclubs(in.Offences)...)
	return in
}

// TestEssexHasAreasThatALocalWouldKnow draws each district and the whole force
// from the public data.
func TestEssexHasAreasThatALocalWouldKnow(t *testing.T) {
	t.Parallel()
	in := essex(t)
	primaries, hectares := 0, 0.0
	clubs, inside := 0.0, 0.0
	covered := map[h3.Cell]bool{}
	for _, d := range in.Districts {
		one := in
		one.Districts = []zones.District{d}
		set := drawn(t, one)
		for _, a := range set.Areas {
			t.Logf("%s %-9s %4.1f ha %5.1f of %5.1f a month, hot %d, top %.2f, %d premises: %s", d.Name, a.Tier, a.Hectares, a.Rate, float64(a.Count)/9, a.Hot, a.Top.Share, len(a.Inside), a.Name)
			if a.Tier == zones.Primary {
				primaries, hectares = primaries+1, hectares+a.Hectares
				for _, c := range a.Cells {
					covered[c] = true
				}
			}
			if a.Top.Share > 0.5 || a.Hectares > 15 {
				t.Errorf("%s: %.1f ha, %.0f%% at one point", a.Name, a.Hectares, 100*a.Top.Share)
			}
			for word := range in.Never {
				if word != "" && strings.Contains(strings.ToLower(a.Name), strings.ToLower(word)) {
					t.Errorf("an area is named %s", a.Name)
				}
			}
		}
	}
	for _, o := range in.Offences {
		if o.Location == "Nightclub" {
			clubs++
			c, err := geo.CellAt(o.At, 10)
			if err != nil {
				t.Fatal(err)
			}
			if covered[c] {
				inside++
			}
		}
	}
	t.Logf("%d primaries on %.0f ha; %.3f of offences at nightclubs", primaries, hectares, inside/clubs)
	if hectares > 450 || inside/clubs < 0.95 {
		t.Errorf("primaries have %.0f ha, 450 at most; they hold %.3f of the offences at nightclubs, 0.95 at least", hectares, inside/clubs)
	}
}

// within returns the input of some months, the first of which it counts from 0.
func within(in zones.Input, first, last int) zones.Input {
	var kept []zones.Offence
	for _, o := range in.Offences {
		if o.Month >= first && o.Month <= last {
			o.Month -= first
			kept = append(kept, o)
		}
	}
	in.Offences, in.Months = kept, last-first+1
	return in
}

// primaries returns the hectares of the cells of the primary areas of every district.
func primaries(t *testing.T, in zones.Input) map[h3.Cell]float64 {
	t.Helper()
	cells := map[h3.Cell]float64{}
	for _, d := range in.Districts {
		in.Districts = []zones.District{d}
		for _, a := range drawn(t, in).Areas {
			for _, c := range a.Cells {
				if a.Tier == zones.Primary {
					cells[c] = a.Hectares / float64(len(a.Cells))
				}
			}
		}
	}
	return cells
}

// TestEssexAreasHoldInLaterMonths draws on January to June and looks at July to September:
// the primary areas hold much harm a hectare there, and share half of their land with those
// that these months give.
func TestEssexAreasHoldInLaterMonths(t *testing.T) {
	t.Parallel()
	in := essex(t)
	before, after := primaries(t, within(in, 0, 5)), primaries(t, within(in, 6, 8))
	var hectares, days, clubs, inside, shared, either float64
	for c, ha := range before {
		hectares += ha
		if after[c] > 0 {
			shared += ha
		}
	}
	either = hectares - shared
	for _, ha := range after {
		either += ha
	}
	for _, o := range within(in, 6, 8).Offences {
		c, err := geo.CellAt(o.At, 10)
		if err != nil {
			t.Fatal(err)
		}
		if before[c] > 0 && !in.Never[o.Location] {
			days += o.Weight
		}
		if o.Location == "Nightclub" {
			clubs++
			if before[c] > 0 {
				inside++
			}
		}
	}
	t.Logf("%.0f days a hectare on %.0f ha, %.3f of offences at nightclubs; %.3f of the land is shared", days/hectares, hectares, inside/clubs, shared/either)
	if days/hectares < 700 || hectares > 450 || inside/clubs < 0.95 || shared/either < 0.5 {
		t.Error("want 700 days a hectare on at most 450 ha, 0.95 of offences at nightclubs, and 0.5 of the land shared")
	}
}
