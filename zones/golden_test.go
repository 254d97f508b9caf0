package zones_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/zones"
)

// golden is an invented place with the numbers that an independent program drew.
type golden struct {
	Months []string `json:"months"`
	Points []struct {
		Lon, Lat        float64
		Location        string
		Count           int
		Cell            h3.Cell
		Premises, Share float64
	} `json:"points"`
	Masked goldenCase `json:"masked"`
	NoMask goldenCase `json:"no_mask"`
	Budget goldenCase `json:"budget_1_1_1"`
	Cap    goldenCase `json:"cap_4ha"`
}

type goldenCase struct {
	Areas   []goldenArea `json:"areas"`
	LeftOut []goldenArea `json:"left_out"`
}

type goldenArea struct {
	Cells    []h3.Cell    `json:"cells"`
	Hectares float64      `json:"ha"`
	Harm     float64      `json:"harm"`
	Raw      float64      `json:"raw_harm"`
	Count    int          `json:"count"`
	Weighted float64      `json:"weighted"`
	Rate     float64      `json:"rate"`
	TopShare float64      `json:"top_share"`
	TopAt    orb.Point    `json:"top_at"`
	Points   int          `json:"points"`
	Premises float64      `json:"premises"`
	Hot      int          `json:"hot"`
	Months   int          `json:"months"`
	Town     string       `json:"town"`
	Rank     int          `json:"rank"`
	Tier     zones.Tier   `json:"tier"`
	Name     string       `json:"name"`
	Reason   zones.Reason `json:"reason"`
	At       orb.Point    `json:"at"` // of a place that is no area
}

func goldenOf(a zones.Area) goldenArea {
	return goldenArea{
		Cells: a.Cells, Hectares: a.Hectares, Harm: a.Harm, Raw: a.Raw, Count: a.Count, Weighted: a.Weighted, Rate: a.Rate,
		TopShare: a.Top.Share, TopAt: a.Top.At, Points: a.Points, Premises: a.Premises, Hot: a.Hot, Months: a.Months, Town: a.Town,
		Rank: a.Rank, Tier: a.Tier, Name: a.Name,
	}
}

// shared opens a file of the folder shared with other projects, or skips.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("BEATPLAN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	content, err := os.ReadFile(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skipf("no %s: set BEATPLAN_SHARED to the folder that has it", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(shared(t, name)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, len(rows)-1)
	for i, row := range rows[1:] {
		out[i] = map[string]string{}
		for j, cell := range row {
			out[i][rows[0][j]] = cell
		}
	}
	return out
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// kinds are the locations of the golden place that are no streets.
func kinds() map[string]bool {
	return map[string]bool{"Prison": true, "Hospital": true, "Police Station": true, "Nightclub": true, "Parking Area": true}
}

func never() map[string]bool {
	return map[string]bool{"Prison": true, "Hospital": true, "Police Station": true}
}

// goldenInput reads the golden place, with its numbers.
func goldenInput(t *testing.T) (zones.Input, golden) {
	t.Helper()
	var want golden
	if err := json.Unmarshal(shared(t, "golden/zones/expected.json"), &want); err != nil {
		t.Fatal(err)
	}
	in := zones.Input{Months: len(want.Months), Never: never(), Kinds: kinds(), Settings: zones.NightTimeEconomy()}
	bound := orb.MultiPoint{}
	for _, row := range table(t, "golden/zones/offences.csv") {
		at := orb.Point{number(t, row["Longitude"]), number(t, row["Latitude"])}
		bound = append(bound, at)
		in.Offences = append(in.Offences, zones.Offence{
			At: at, Location: strings.TrimPrefix(row["Location"], "On or near "),
			Month: slices.Index(want.Months, row["Month"]), Weight: number(t, row["Harm days"]),
		})
	}
	for _, row := range table(t, "golden/zones/premises.csv") {
		in.Premises = append(in.Premises, zones.Premises{
			At:     orb.Point{number(t, row["Longitude"]), number(t, row["Latitude"])},
			Weight: number(t, row["Weight"]), Street: row["Street"], Town: row["Town"],
		})
	}
	lattice, err := geo.Cover(orb.MultiPolygon{bound.Bound().Pad(0.01).ToPolygon()}, 10)
	if err != nil {
		t.Fatal(err)
	}
	in.Districts = []zones.District{{Code: "E1", Name: "Ashford", Lattice: lattice}}
	return in, want
}

func TestDrawGivesTheGoldenAreas(t *testing.T) {
	t.Parallel()
	in, want := goldenInput(t)
	with := func(change func(*zones.Settings)) zones.Input {
		in := in
		change(&in.Settings)
		return in
	}
	tests := map[string]struct {
		in   zones.Input
		want goldenCase
	}{
		"masked":       {in, want.Masked},
		"no mask":      {with(func(s *zones.Settings) { s.Mask = false }), want.NoMask},
		"budget 1 1 1": {with(func(s *zones.Settings) { s.Budget = zones.PerTier[int]{Primary: 1, Secondary: 1, Tertiary: 1} }), want.Budget},
		"cap of 4 ha":  {with(func(s *zones.Settings) { s.Cap = 4 }), want.Cap},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set := drawn(t, tt.in)
			var areas, left []goldenArea
			for _, a := range set.Areas {
				areas = append(areas, goldenOf(a))
			}
			for _, l := range set.LeftOut {
				g := goldenOf(l.Area)
				if l.Reason == zones.ExcludedPlace || l.Reason == zones.NoEconomyNear {
					g = goldenArea{Name: l.Name, At: l.At, Count: l.Count}
				}
				if l.Reason != zones.BeyondBudget {
					g.Tier = ""
				}
				g.Reason = l.Reason
				left = append(left, g)
			}
			if diff := cmp.Diff(tt.want.Areas, areas, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
				t.Errorf("areas (- golden, + drawn):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want.LeftOut, left, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
				t.Errorf("left out (- golden, + drawn):\n%s", diff)
			}
		})
	}
}

func TestPointsAreTheGoldenOnes(t *testing.T) {
	t.Parallel()
	in, want := goldenInput(t)
	g, err := zones.Survey(in)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]zones.Point{}
	for _, p := range g.Points() {
		got[fmt.Sprintf("%.6f %.6f", p.At[0], p.At[1])] = p
	}
	for _, w := range want.Points {
		p := got[fmt.Sprintf("%.6f %.6f", w.Lon, w.Lat)]
		if p.Name != w.Location || p.Count != w.Count || p.Cell != w.Cell || math.Abs(p.Premises-w.Premises) > 1e-6 || math.Abs(p.Share-w.Share) > 1e-6 {
			t.Errorf("point %+v, want %+v", p, w)
		}
	}
	if len(want.Points) < 80 {
		t.Errorf("only %d golden points", len(want.Points))
	}
}

// drawn surveys and draws.
func drawn(t require, in zones.Input) zones.Set {
	t.Helper()
	g, err := zones.Survey(in)
	if err != nil {
		t.Fatalf("%v", err)
	}
	set, err := zones.Draw(g)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return set
}
