package demoshire_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"beatplan/demoshire"
)

// file returns what is written to a file.
func file(t *testing.T, c demoshire.County, name string) []byte {
	t.Helper()
	files := c.Files()
	i := slices.IndexFunc(files, func(f demoshire.File) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no file %s", name)
	}
	var b bytes.Buffer
	if err := files[i].Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The same seed gives the same bytes; another gives others, but for the mappings.
func TestSameSeedSameFiles(t *testing.T) {
	t.Parallel()
	options := demoshire.Options{Seed: 1, Offences: 500, World: demoshire.Misspecified}
	other := options
	other.Seed = 2
	var counties [3]demoshire.County
	for i, o := range []demoshire.Options{options, options, other} {
		var err error
		if counties[i], err = demoshire.Found(o, london(t)); err != nil {
			t.Fatal(err)
		}
	}
	if cmp.Equal(counties[0].Areas[0].Land, counties[2].Areas[0].Land) {
		t.Error("seeds 1 and 2 give the same coast")
	}
	for _, f := range counties[0].Files() {
		first := file(t, counties[0], f.Name)
		if !bytes.Equal(first, file(t, counties[1], f.Name)) {
			t.Errorf("%s comes out in two ways", f.Name)
		}
		differs := !strings.HasSuffix(f.Name, ".yaml") && f.Name != "events.csv"
		if bytes.Equal(first, file(t, counties[2], f.Name)) == differs {
			t.Errorf("%s of another county: the same is %t", f.Name, !differs)
		}
	}
}

// The map says in OpenStreetMap's words what the county has.
func TestMapIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	c := county(t)
	body := file(t, c, "demoshire.osm.pbf")
	scanner := osmpbf.New(t.Context(), bytes.NewReader(body), 1)
	defer func() { _ = scanner.Close() }()
	nodes, ways := map[osm.NodeID]*osm.Node{}, map[int64]*osm.Way{}
	sites, towns, coast, river := 0, 0, 0, 0
	var banks *osm.Relation
	for scanner.Scan() {
		switch o := scanner.Object().(type) {
		case *osm.Node:
			nodes[o.ID] = o
			if o.Tags.Find("place") != "" {
				town := c.Towns[towns]
				if o.Tags.Find("name") != town.Name || math.Abs(o.Lon-town.Centre[0]) > 1e-7 || math.Abs(o.Lat-town.Centre[1]) > 1e-7 {
					t.Fatalf("town %+v is node %+v", town, o)
				}
				towns++
			} else if name := o.Tags.Find("name"); name != "" {
				s := c.Sites[sites]
				if s.Name != name || math.Abs(o.Lon-s.At[0]) > 1e-7 || math.Abs(o.Lat-s.At[1]) > 1e-7 || len(o.Tags) != 2 {
					t.Fatalf("site %+v is node %+v", s, o)
				}
				sites++
			}
		case *osm.Way:
			ways[int64(o.ID)] = o
			if o.Tags.Find("natural") == "coastline" {
				coast++
			}
			if o.Tags.Find("waterway") == "river" && len(o.Nodes) == len(c.River) {
				river++
			}
		case *osm.Relation:
			banks = o
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	if sites != len(c.Sites) || towns != len(c.Towns) || coast != len(c.Areas[0].Land) || river != 1 || len(ways) != len(c.Streets)+coast+river+2 {
		t.Errorf("%d of %d sites, %d of %d towns, %d coasts, %d rivers, %d ways", sites, len(c.Sites), towns, len(c.Towns), coast, river, len(ways))
	}
	if banks == nil || banks.Tags.Find("natural") != "water" || len(banks.Members) != 2 {
		t.Fatalf("the banks of the river are %+v", banks)
	}
	left, right := ways[banks.Members[0].Ref], ways[banks.Members[1].Ref]
	if n := len(c.River); len(left.Nodes) != n || len(right.Nodes) != n || left.Nodes[0] != right.Nodes[0] || left.Nodes[n-1] != right.Nodes[n-1] {
		t.Errorf("the banks have %d and %d nodes, the river %d, or do not begin and end together", len(left.Nodes), len(right.Nodes), n)
	}
	for _, s := range c.Streets {
		tags := map[string]string{"highway": s.Class, "name": s.Name}
		if s.Bridge {
			tags["bridge"], tags["layer"] = "yes", "1"
		}
		if s.Oneway {
			tags["oneway"] = "yes"
		}
		way := ways[s.ID]
		if diff := cmp.Diff(tags, way.Tags.Map()); diff != "" {
			t.Fatalf("street %d: %s", s.ID, diff)
		}
		for i, n := range way.Nodes {
			at := nodes[n.ID]
			if int64(n.ID) != s.Nodes[i] || at == nil || math.Abs(at.Lon-s.Line[i][0]) > 1e-7 || math.Abs(at.Lat-s.Line[i][1]) > 1e-7 {
				t.Fatalf("street %d: node %d is %+v, want %v", s.ID, n.ID, at, s.Line[i])
			}
		}
	}
}

// The truth on paper is the truth.
func TestTruthFile(t *testing.T) {
	t.Parallel()
	c := county(t)
	var truth struct {
		World    string `json:"world"`
		Seed     uint64 `json:"seed"`
		Offences int    `json:"offences"`
		Nights   []struct {
			Town  string  `json:"town"`
			Times float64 `json:"times"`
		} `json:"night_clusters"`
		Decoys   []string `json:"decoys"`
		Cells    []string `json:"cells"`
		Patterns []struct {
			Name    string         `json:"name"`
			Numbers map[string]int `json:"numbers"`
			Factors []struct {
				Category string  `json:"category"`
				Reach    float64 `json:"reach_m"`
				Risk     float64 `json:"relative_risk"`
			} `json:"factors"`
			Expected []float64 `json:"expected"`
		} `json:"patterns"`
	}
	if err := json.Unmarshal(file(t, c, "truth.json"), &truth); err != nil {
		t.Fatal(err)
	}
	if truth.World != "planted" || truth.Seed != 1 || truth.Offences != 40_000 || len(truth.Nights) != 2 ||
		truth.Nights[0].Town != "Ostermouth" || truth.Nights[0].Times != 8 || !slices.Equal(truth.Decoys, c.Truth.Decoys) {
		t.Errorf("world %s, seed %d, %d offences, nights %v, decoys %v", truth.World, truth.Seed, truth.Offences, truth.Nights, truth.Decoys)
	}
	for i, p := range truth.Patterns {
		want := c.Truth.Patterns[i]
		if p.Name != want.Name || p.Numbers[want.Quotas[0].Type] != want.Quotas[0].Number || len(p.Factors) != len(want.Influences) {
			t.Errorf("pattern %+v, want %s", p, want.Name)
		}
		for j, f := range p.Factors {
			if demoshire.Influence(f) != want.Influences[j] {
				t.Errorf("%s: factor %+v, want %+v", p.Name, f, want.Influences[j])
			}
		}
		for j, e := range p.Expected {
			if math.Abs(e-want.Expected[j]) > 1e-5*want.Expected[j] || truth.Cells[j] != c.Truth.Lattice.Cells[j].String() {
				t.Fatalf("%s: %g are expected in %s, want %g in %s", p.Name, e, truth.Cells[j], want.Expected[j], c.Truth.Lattice.Cells[j])
			}
		}
	}
}

// Bank holidays are those that GOV.UK lists for England; Christmas fell on a
// Saturday in 2021, and so did the New Year's Day after it.
func TestBankHolidays(t *testing.T) {
	t.Parallel()
	c, err := demoshire.Found(demoshire.Options{Seed: 1, Offences: 1, Years: 5}, london(t))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(file(t, c, "events.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	days, kinds := map[string][]string{}, map[string]int{}
	for _, row := range rows[1:] {
		kinds[row[2]]++
		if row[2] == "bank-holiday" {
			days[row[0][:4]] = append(days[row[0][:4]], row[0][5:])
		}
	}
	want := map[string][]string{
		"2021": {"01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"},
		"2024": {"01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"},
		"2025": {"01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"},
	}
	for y, list := range want {
		if diff := cmp.Diff(list, days[y]); diff != "" {
			t.Errorf("%s: %s", y, diff)
		}
	}
	if days["2022"][0] != "01-03" || kinds["payday"] != 60 || kinds["fixture"] < 150 {
		t.Errorf("2022 begins %s; %v", days["2022"][0], kinds)
	}
}
