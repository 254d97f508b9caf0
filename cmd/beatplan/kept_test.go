package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestKept lists, shows and exports what has been made.
func TestKept(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("import", "areas", "--kind", "district", p.write("area.geojson", strings.ReplaceAll(square, "%s", "Southtown")))
	p.must("import", "offences", p.write("street.csv", street+strings.Repeat("c,2025-01,Essex Police,Essex Police,0.71,51.51,On or near High Street,E01,Southend 001A,Robbery,,\n", 12)))
	p.must("import", "sites", "--category", "pub", p.write("pubs.geojson", `{"type":"FeatureCollection","features":[
		{"type":"Feature","id":"1","properties":{"name":"The Anchor"},"geometry":{"type":"Point","coordinates":[0.711,51.511]}},
		{"type":"Feature","id":"2","properties":{"name":"The Ship"},"geometry":{"type":"Point","coordinates":[0.9,51.9]}}]}`))
	for _, command := range []string{"plan list", "zones list"} {
		if said := p.must(strings.Fields(command)...); !strings.Contains(said, "yet: beatplan ") {
			t.Errorf("%s of nothing: %s", command, said)
		}
	}
	made := p.must("plan", "make", "--area", "Southtown", "--operation", "sceptre", "--date", "2025-03-07", "--shift", "18:00-02:00", "--units", "1", "-o", p.file("made.geojson"))
	lines := strings.Fields(made)
	id := lines[len(lines)-1]
	if list := p.must("plan", "list", "--area", "Southtown"); !strings.HasPrefix(list, id) || !strings.Contains(list, "1 unit ") || !strings.HasSuffix(list, "draft\n") {
		t.Errorf("the list of plans: %s", list)
	}
	p.must("plan", "export", id, "-o", p.file("exported.geojson"))
	if before, after := p.exported("made.geojson"), p.exported("exported.geojson"); string(before) != string(after) {
		t.Error("a plan is exported as other bytes than when it was made")
	}
	for _, nobody := range []string{"", " "} {
		if code, _, stderr := p.run("approve", id, "--why", "agreed", "--despite", "a test", "--as", nobody); code != 2 || !strings.Contains(stderr, "--as: no name: say who you are") {
			t.Errorf("approved by %q: %d, %s", nobody, code, stderr)
		}
	}
	if code, _, stderr := p.run("approve", id, "--why", "agreed", "--despite", "a test", "--as", "second"); code != 0 {
		t.Fatal(stderr)
	}
	if shown := p.must("plan", "show", id); !strings.Contains(shown, "Southtown, operation sceptre, 2025-03-07 18:00-02:00, 1 unit") || !strings.Contains(shown, "approved by second (unverified)") {
		t.Errorf("shown: %s", shown)
	}
	if shown := p.figures("plan", "show", id); len(shown["decisions"].([]any)) != 1 || shown["result"].(map[string]any)["id"] != id {
		t.Errorf("shown: %v", shown)
	}
	sites := p.figures("sites", "list", "--area", "Southtown")["sites"].([]any)
	if len(sites) != 1 || sites[0].(map[string]any)["name"] != "The Anchor" {
		t.Errorf("sites of the area: %v", sites)
	}
	p.must("sites", "list", "--area", "Southtown", "--category", "pub", "-o", p.file("pubs.csv"))
	if table, err := os.ReadFile(p.file("pubs.csv")); err != nil || !strings.HasPrefix(string(table), "source,id,name,category,capacity,quality,longitude,latitude\n") || strings.Count(string(table), "\n") != 2 {
		t.Errorf("%v: %s", err, table)
	}
}

// TestExitStatus has errors of the command line, which exit with 2, and others, which
// exit with 1; each is one line, and one JSON object with --json.
func TestExitStatus(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("import", "areas", "--kind", "district", p.write("area.geojson", strings.ReplaceAll(square, "%s", "Southtown")))
	tests := map[string]struct {
		code       int
		kind, says string
	}{
		"frobnicate":                                             {2, "usage", "frobnicate"},
		"cells --group robbery":                                  {2, "usage", "--area"},
		"plan export x":                                          {2, "usage", "--output"},
		"plan export x -o plan.gif":                              {2, "usage", "plan.gif: end the name in .csv or .docx or .geojson or .gpx or .html or .ics or .json or .pdf: that is what is written"},
		"plan export x -o a.pdf --template b.docx":               {2, "usage", "--template is for the operation order"},
		"zones export x -o z.csv":                                {2, "usage", "z.csv: end the name in .geojson or .json"},
		"rtm chart x -o chart.png":                               {2, "usage", "chart.png: end the name in .svg"},
		"rtm card x -o card.pdf":                                 {2, "usage", "card.pdf: end the name in .md or .json"},
		"sites list --area Southtown -o sites.kml":               {2, "usage", "sites.kml: end the name in .geojson or .json or .csv"},
		"cells --area Southtown --group robbery --resolution 15": {2, "usage", "resolution 15"},
		"plan show none":                                         {1, "not-found", "none"},
		"zones export none -o -":                                 {1, "not-found", "none"},
		"sites list --area Atlantis":                             {1, "not-found", `no area "Atlantis"`},
		"sites list --area Southtown --category pub":             {1, "not-found", `no site of category "pub" in Southtown`},
	}
	for command, want := range tests {
		t.Run(command, func(t *testing.T) {
			code, _, stderr := p.run(strings.Fields(command)...)
			isOneLine(t, code, stderr, want.says)
			if code != want.code {
				t.Errorf("exit %d, want %d", code, want.code)
			}
			code, stdout, stderr := p.run(append(strings.Fields(command), "--json")...)
			var said struct {
				Error struct{ Kind, Detail string }
			}
			if err := json.Unmarshal([]byte(stderr), &said); err != nil || code != want.code || stdout != "" || said.Error.Kind != want.kind || !strings.Contains(said.Error.Detail, want.says) {
				t.Errorf("exit %d, printed %q and %s; want %d and %s: %s", code, stdout, stderr, want.code, want.kind, want.says)
			}
		})
	}
}
