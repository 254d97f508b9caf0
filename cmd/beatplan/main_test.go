package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/internal/long"
	"beatplan/internal/pgtest"
	"beatplan/internal/result"
	"beatplan/migrations"
)

// A program runs commands on a database of the test's own.
type program struct {
	t   testing.TB
	url string
	dir string // for files
}

func newProgram(t testing.TB) program {
	t.Helper()
	url := pgtest.ServerURL(t)
	if err := migrations.Check(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	return program{t, url, t.TempDir()}
}

// run returns what a command exits with and prints.
func (p program) run(args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	var out, errs bytes.Buffer
	flags := []string{"--data-dir", filepath.Join(p.dir, "data"), "--as", "analyst"}
	if p.url != "" {
		flags = append(flags, "--database-url", p.url)
	}
	code = run(context.WithoutCancel(p.t.Context()), append(flags, args...), &out, &errs)
	return code, out.String(), errs.String()
}

// must returns what a command prints that has to succeed.
func (p program) must(args ...string) string {
	p.t.Helper()
	code, stdout, stderr := p.run(args...)
	if code != 0 {
		p.t.Fatalf("beatplan %s: exit %d: %s", strings.Join(args, " "), code, stderr)
	}
	return stdout
}

// figures returns the one JSON object that a command prints.
func (p program) figures(args ...string) map[string]any {
	p.t.Helper()
	stdout := p.must(append(args, "--json")...)
	d := json.NewDecoder(strings.NewReader(stdout))
	var figures map[string]any
	if err := d.Decode(&figures); err != nil {
		p.t.Fatalf("beatplan %s: %v in %s", strings.Join(args, " "), err, stdout)
	}
	if d.More() {
		p.t.Fatalf("beatplan %s prints more than one object: %s", strings.Join(args, " "), stdout)
	}
	return figures
}

// file returns a path in the test's directory.
func (p program) file(name string) string { return filepath.Join(p.dir, name) }

// write makes a file and returns its path.
func (p program) write(name, text string) string {
	p.t.Helper()
	if err := os.WriteFile(p.file(name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return p.file(name)
}

// exported returns a file that a command has written, which must be GeoJSON by
// RFC 7946: WGS 84, longitude first, rings by the right-hand rule.
func (p program) exported(name string) []byte {
	p.t.Helper()
	body, err := os.ReadFile(p.file(name))
	if err != nil {
		p.t.Fatal(err)
	}
	collection, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		p.t.Fatalf("%s: %v", name, err)
	}
	if len(collection.Features) == 0 {
		p.t.Errorf("%s has no feature", name)
	}
	if _, has := collection.ExtraMembers["crs"]; has {
		p.t.Errorf("%s has a crs", name)
	}
	for i, f := range collection.Features {
		if b := f.Geometry.Bound(); b.Min[0] < -9 || b.Max[0] > 4 || b.Min[1] < 49 || b.Max[1] > 62 {
			p.t.Errorf("%s: feature %d is at %v, which is not in Britain", name, i, b)
		}
		var polygons orb.MultiPolygon
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			polygons = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			polygons = g
		}
		for _, polygon := range polygons {
			for r, ring := range polygon {
				if !ring.Closed() || (ring.Orientation() == orb.CCW) != (r == 0) {
					p.t.Errorf("%s: feature %d: ring %d is open or wound the wrong way", name, i, r)
				}
			}
		}
	}
	return body
}

// TestDemoshireKeepsToItself: it does not mix with anything real.
func TestDemoshireKeepsToItself(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	street := p.write("street.csv", "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"+
		",2025-01,Essex Police,Essex Police,0.71,51.54,On or near High Street,,,Robbery,,\n")
	p.must("import", "offences", street)
	for _, command := range [][]string{{"demoshire", "load"}, {"serve", "--demoshire", "--listen", "127.0.0.1:0"}} {
		if code, _, said := p.run(command...); code != 1 || !strings.Contains(said, "the database holds 1 offences, which nobody invented") {
			t.Errorf("%v: exit %d, %s", command, code, said)
		}
	}
}

// TestStory goes from nothing to a plan, in an invented county.
func TestStory(t *testing.T) {
	t.Parallel()
	long.Test(t)
	p := newProgram(t)
	first, again := p.figures("demoshire", "load"), p.figures("demoshire", "load")
	if a, b := marshal(t, first["made"]), marshal(t, again["made"]); a != b {
		t.Errorf("a second time makes %s, the first time %s", b, a)
	}
	for _, what := range []string{"offences", "sites"} {
		if figures := again[what].(map[string]any); figures["read"] == 0.0 || figures["unchanged"] != figures["read"] {
			t.Errorf("a second time, %s: %v", what, figures)
		}
	}
	if areas := p.must("areas"); !strings.Contains(areas, "Ostermouth") {
		t.Errorf("areas: %s", areas)
	}
	commands := map[string][]string{
		"cells.geojson":    {"cells", "--area", "Ostermouth", "--group", "robbery", "--from", "2025-01", "--to", "2025-09"},
		"model.geojson":    {"rtm", "fit", "--area", "Ostermouth", "--group", "robbery", "--train", "2025-01..2025-09", "--test", "2025-10..2025-12"},
		"zones.geojson":    {"zones", "draw", "--area", "Ostermouth", "--operation", "nte"},
		"find.geojson":     {"hotspots", "find", "--area", "Ostermouth", "--group", "nte-violence", "--clock", "nte", "--measure", "harm"},
		"spots.geojson":    {"hotspots", "spots", "--area", "Ostermouth", "--group", "nte-violence", "--clock", "nte"},
		"emerging.geojson": {"hotspots", "emerging", "--area", "Ostermouth", "--group", "nte-violence"},
		"repeats.geojson":  {"hotspots", "repeats", "--area", "Ostermouth", "--group", "robbery", "--shuffles", "99"},
		"trial.geojson":    {"hotspots", "trial", "--area", "Ostermouth", "--group", "nte-violence", "--clock", "nte", "--to", "2025-08", "--start", "2025-10-01", "--days", "30"},
		"hours.geojson":    {"hotspots", "hours", "--area", "Ostermouth", "--group", "nte-violence", "--clock", "nte"},
		"compare.geojson":  {"hotspots", "compare", "--area", "Demoshire", "--group", "robbery", "--from", "2025-07", "--to", "2025-12", "--with", "2025-01..2025-06"},
		"forecast.geojson": {"hotspots", "forecast", "--area", "Ostermouth", "--group", "robbery"},
		"evaluate.geojson": {"hotspots", "evaluate", "--area", "Ostermouth", "--group", "robbery", "--train", "2025-01..2025-09", "--test", "2025-10..2025-12"},
		"plan.geojson":     {"plan", "make", "--area", "Ostermouth", "--operation", "sceptre", "--date", "2026-01-09", "--shift", "18:00-02:00", "--units", "3", "--seed", "1"},
	}
	for name, command := range commands {
		id := p.figures(append(command, "-o", p.file(name))...)["id"]
		body := p.exported(name)
		if same := p.figures(append(command, "-o", p.file(name))...)["id"]; same != id || id == "" {
			t.Errorf("%s: id %v, and the second time %v", name, id, same)
		}
		if !bytes.Equal(body, p.exported(name)) {
			t.Errorf("%s has other bytes the second time", name)
		}
	}
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestEssex runs the README's commands on nine months of real offences.
func TestEssex(t *testing.T) {
	t.Parallel()
	long.Test(t)
	essex, offences := essexFiles(t)
	p := newProgram(t)
	p.essexAreas(essex)
	p.must("import", "areas", "--kind", "ward", filepath.Join(essex, "areas", "wards22_essex.geojson"))
	load := append([]string{"import", "offences"}, offences...)
	first, again := p.figures(load...), p.figures(load...)
	if first["read"] != 119392.0 || first["new"] != 119392.0 || first["rejected"] != 0.0 {
		t.Errorf("first time: %v of %v rows new, %v rejected", first["new"], first["read"], first["rejected"])
	}
	if again["new"] != 0.0 || again["updated"] != 0.0 || again["unchanged"] != 119392.0 {
		t.Errorf("second time: %v new, %v updated, %v unchanged", again["new"], again["updated"], again["unchanged"])
	}
	p.must("import", "sites", "--mapping", "fhrs", filepath.Join(essex, "sites", "fhrs_essex_2020-11.csv"))
	p.must("import", "sites", "--mapping", "rail", filepath.Join(essex, "sites", "rail_stations_essex.csv"))

	southend := []string{"--area", "Southend-on-Sea"}
	cells := p.figures(append([]string{"cells", "--group", "robbery", "--from", "2025-01", "--to", "2025-09", "-o", p.file("cells.geojson")}, southend...)...)
	if cells["offences"] != 176.0 {
		t.Errorf("%v robberies", cells["offences"])
	}
	model := p.must(append([]string{"rtm", "fit", "--group", "robbery", "--train", "2025-01..2025-06", "--test", "2025-07..2025-09", "-o", p.file("model.geojson")}, southend...)...)
	for _, want := range []string{"RRV", "1%", "5%", "10%", "ties", "prior ", "posterior", "forecast", "more variables were left out"} {
		if !strings.Contains(model, want) {
			t.Errorf("the model does not say %q:\n%s", want, model)
		}
	}
	// Essex's own trial had twenty spots in Southend with 41% of the harm.
	spots := p.figures(append([]string{"hotspots", "spots", "--group", "robbery", "-o", p.file("spots.geojson")}, southend...)...)
	if held := spots["held"].(float64); len(spots["spots"].([]any)) != 20 || held < 0.38 || held > 0.43 {
		t.Errorf("%d spots hold %g of the robberies", len(spots["spots"].([]any)), held)
	}
	found := p.figures(append([]string{"hotspots", "find", "--group", "robbery", "-o", p.file("find.csv")}, southend...)...)
	if found["offences"] != 176.0 || found["lattice"] != spots["lattice"] && found["cells"].(float64) >= spots["cells"].(float64) {
		t.Errorf("found %v robberies in %v cells", found["offences"], found["cells"])
	}
	if table, err := os.ReadFile(p.file("find.csv")); err != nil || !bytes.HasPrefix(table, []byte("cell,rank,count,")) || bytes.Count(table, []byte("\n")) != 1+len(found["places"].([]any)) {
		t.Errorf("the table begins %.80s: %v", table, err)
	}
	if emerging := p.must(append([]string{"hotspots", "emerging", "--group", "robbery"}, southend...)...); !strings.Contains(emerging, "the whole area: +") || !strings.Contains(emerging, "no cell has offences enough to show a change") {
		t.Errorf("emerging: %s", emerging)
	}
	code, _, stderr := p.run(append([]string{"hotspots", "repeats", "--group", "robbery", "-o", p.file("repeats.geojson")}, southend...)...)
	isOneLine(t, code, stderr, "only months are known")
	isAbsent(t, p.file("repeats.geojson"))

	draw := append([]string{"zones", "draw", "--operation", "nte", "-o", p.file("zones.geojson")}, southend...)
	code, _, stderr = p.run(draw...)
	isOneLine(t, code, stderr, "choose all hours to count where alone, labelled «hours unknown» (--all-hours)")
	isAbsent(t, p.file("zones.geojson"))
	if zones := p.must(append(draw, "--all-hours")...); !strings.Contains(zones, "hours unknown, not night-time") {
		t.Errorf("zones: %s", zones)
	}
	posting := append([]string{"plan", "make", "--operation", "sceptre", "--date", "2025-10-03", "--shift", "18:00-02:00", "--units", "3", "--seed", "1"}, southend...)
	plan := p.must(append(posting, "-o", p.file("plan.geojson"))...)
	p.must(append(posting, "-o", p.file("again.geojson"))...)
	if !bytes.Equal(p.exported("plan.geojson"), p.exported("again.geojson")) {
		t.Error("the plan has other bytes the second time")
	}
	for _, name := range []string{"cells.geojson", "model.geojson", "zones.geojson", "spots.geojson"} {
		p.exported(name)
	}
	for _, want := range []string{"no offence here carries what group knife needs, so operation sceptre uses robbery", "hours unknown, not night-time"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the plan does not say %q:\n%s", want, plan)
		}
	}
	code, _, stderr = p.run("cells", "--group", "robbery", "--area", "Victoria")
	isOneLine(t, code, stderr, `area "Victoria" may be`, "give the code")
}

// isOneLine checks that a command has failed with one line that says some words.
func isOneLine(t *testing.T, code int, stderr string, words ...string) {
	t.Helper()
	if code != 1 && code != 2 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "beatplan: ") {
		t.Errorf("exit %d, and not one line: %q", code, stderr)
	}
	for _, word := range words {
		if !strings.Contains(stderr, word) {
			t.Errorf("%q does not say %q", stderr, word)
		}
	}
}

func isAbsent(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("%s is there: %v", path, err)
	}
}

const (
	square = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"%s","name":"%s"},"geometry":{"type":"Polygon","coordinates":[[[0.7,51.5],[0.72,51.5],[0.72,51.52],[0.7,51.52],[0.7,51.5]]]}}]}`
	street = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n" +
		"a,2025-01,Essex Police,Essex Police,0.71,51.51,On or near High Street,E01,Southend 001A,Robbery,,\n" +
		"b,2025-03,Essex Police,Essex Police,0.71,51.51,On or near High Street,E01,Southend 001A,Violence and sexual offences,,\n"
)

func TestBadInput(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	area := func(code, name string) string {
		return p.write(code+".geojson", strings.NewReplacer(`"code":"%s"`, `"code":"`+code+`"`, `"name":"%s"`, `"name":"`+name+`"`).Replace(square))
	}
	p.must("import", "areas", "--kind", "district", area("D1", "Southtown"))
	p.must("import", "areas", "--kind", "ward", area("W1", "Milton"))
	p.must("import", "areas", "--kind", "ward", area("W2", "Milton"))
	p.must("import", "offences", p.write("street.csv", street))
	kept := p.kept()

	cells := func(more ...string) []string {
		return append([]string{"cells", "--area", "Southtown", "--group", "robbery"}, more...)
	}
	fit := func(more ...string) []string {
		return append([]string{"rtm", "fit", "--area", "Southtown", "--group", "robbery"}, more...)
	}
	plan := func(more ...string) []string {
		return append([]string{"plan", "make", "--area", "Southtown", "--operation", "sceptre"}, more...)
	}
	tests := map[string]struct {
		args []string
		want []string
	}{
		"a command that is none":    {[]string{"frobnicate"}, []string{"frobnicate", "see beatplan --help"}},
		"a flag that is none":       {cells("--colour", "red"), []string{"--colour"}},
		"no command":                {nil, []string{"expected one of"}},
		"half a command":            {[]string{"plan"}, []string{"make"}},
		"a flag that is missing":    {[]string{"cells", "--group", "robbery"}, []string{"--area"}},
		"a word for a number":       {plan("--date", "2025-10-03", "--shift", "18:00-02:00", "--units", "three"), []string{"--units", "three"}},
		"a missing file":            {[]string{"import", "offences", p.file("none.csv")}, []string{"no file", "none.csv"}},
		"a directory":               {[]string{"import", "offences", p.dir}, []string{"is a directory", "name the files"}},
		"a wrong header":            {[]string{"import", "offences", p.write("wrong.csv", "a,b\n1,2\n")}, []string{"wrong.csv", "no columns month"}},
		"an empty file":             {[]string{"import", "offences", p.write("empty.csv", "")}, []string{"empty.csv", "the file is empty"}},
		"no areas":                  {[]string{"import", "areas", "--kind", "ward", p.file("street.csv")}, []string{"street.csv", "not a GeoJSON feature collection"}},
		"an unknown kind":           {[]string{"import", "areas", "--kind", "parish", p.file("D1.geojson")}, []string{"parish", "district"}},
		"an unknown mapping":        {[]string{"import", "sites", "--mapping", "pubs", p.file("street.csv")}, []string{`"pubs"`, "nor a file", "fhrs, naptan, rail"}},
		"a mapping that is none":    {[]string{"import", "offences", "--mapping", p.file("street.csv"), p.file("street.csv")}, []string{"mapping", "street.csv"}},
		"one bad file of two":       {[]string{"import", "offences", p.write("more.csv", strings.Replace(street, "a,", "c,", 1)), p.file("wrong.csv")}, []string{"wrong.csv"}},
		"an unknown area":           {[]string{"cells", "--area", "Atlantis", "--group", "robbery"}, []string{`no area "Atlantis"`, "Southtown"}},
		"an ambiguous area":         {[]string{"cells", "--area", "milton", "--group", "robbery"}, []string{"W1", "W2", "give the code"}},
		"an unknown group":          {[]string{"cells", "--area", "Southtown", "--group", "piracy"}, []string{`"piracy"`, "robbery"}},
		"an empty period":           {cells("--from", "2024-01", "--to", "2024-12"), []string{"2024-01..2024-12", "2025-01"}},
		"a period that ends first":  {cells("--from", "2025-03", "--to", "2025-01"), []string{"2025-03", "2025-01"}},
		"a month that is none":      {cells("--from", "2025-13"), []string{`"2025-13"`, "YYYY-MM"}},
		"a resolution out of range": {cells("--resolution", "16"), []string{"resolution 16", "7", "12"}},
		"an unknown clock":          {cells("--clock", "teatime"), []string{`"teatime"`, "nte"}},
		"a clock without hours":     {cells("--clock", "nte"), []string{"clock nte", "--all-hours"}},
		"no directory to write to":  {cells("-o", p.file("none/cells.geojson")), []string{"none/cells.geojson", "no such file or directory", "a directory that is there"}},
		"a place not to write to":   {cells("-o", "/proc/cells.geojson"), []string{"cannot write /proc/cells.geojson", "that you may write to"}},
		"a directory to write to":   {cells("-o", p.dir), []string{"is a directory"}},
		"test overlaps training":    {fit("--train", "2025-01..2025-03", "--test", "2025-03"), []string{"2025-01..2025-03", "2025-03", "overlap"}},
		"no training period":        {fit("--train", "spring"), []string{`"spring"`, "YYYY-MM..YYYY-MM"}},
		"too little to fit":         {fit("--train", "2025-01"), []string{"a model needs 10", "take more months"}},
		"an unknown operation":      {[]string{"zones", "draw", "--area", "Southtown", "--operation", "market-garden"}, []string{`"market-garden"`, "nte"}},
		"zones without hours":       {[]string{"zones", "draw", "--area", "Southtown", "--operation", "nte", "-o", p.file("z.geojson")}, []string{"--all-hours"}},
		"no units":                  {plan("--date", "2025-10-03", "--shift", "18:00-02:00", "--units", "0"), []string{"how many units there are", "--units 4"}},
		"a date that is none":       {plan("--date", "3 October", "--shift", "18:00-02:00", "--units", "3"), []string{`"3 October"`, "YYYY-MM-DD"}},
		"a shift that is none":      {plan("--date", "2025-10-03", "--shift", "evening", "--units", "3"), []string{`"evening"`, "HH:MM-HH:MM"}},
		"an address that is none":   {[]string{"serve", "--listen", "nonsense"}, []string{`"nonsense"`, "HOST:PORT"}},
		"an address for everybody":  {[]string{"serve", "--listen", "0.0.0.0:0"}, []string{"0.0.0.0:0", "--allow-unauthenticated"}},
		"a resolution below nought": {[]string{"cells", "--area", "Essex", "--group", "all", "--resolution", "-1"}, []string{"resolution -1", "7", "12"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := p.run(tt.args...)
			isOneLine(t, code, stderr, tt.want...)
			if stdout != "" {
				t.Errorf("prints %q as well", stdout)
			}
		})
	}
	isAbsent(t, p.file("z.geojson"))
	if now := p.kept(); now != kept {
		t.Errorf("kept are now %s, and were %s", now, kept)
	}
	left, err := filepath.Glob(filepath.Join(p.dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestNoDatabase is of programs that have no database to ask, or none that answers.
func TestNoDatabase(t *testing.T) {
	t.Parallel()
	nowhere := program{t, "postgres:///nowhere?host=/nonexistent", t.TempDir()}
	private := program{t: t, dir: t.TempDir()}
	private.write("data", "a file where the data directory should be")
	for _, tt := range []struct {
		p    program
		verb string
		want []string
	}{
		{nowhere, "areas", []string{"nonexistent"}},
		{private, "areas", []string{private.file("data")}},
		{private, "migrate", []string{"migrates itself", "--database-url"}},
	} {
		code, stdout, stderr := tt.p.run(tt.verb)
		isOneLine(t, code, stderr, tt.want...)
		if stdout != "" {
			t.Errorf("%s prints %q as well", tt.verb, stdout)
		}
	}
}

// kept returns all that the database has, as far as the verbs tell.
func (p program) kept() string {
	p.t.Helper()
	ctx := p.t.Context()
	g := globals{DatabaseURL: p.url, DataDir: p.dir}
	s, err := g.open(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.close()
	coverage, err1 := s.Coverage(ctx, "")
	imports, err2 := s.ledger.Imports(ctx)
	areas, err3 := s.Areas(ctx, "")
	results := map[result.Kind][]json.RawMessage{}
	for _, kind := range []result.Kind{result.Surface, result.Model, result.ZoneSet, result.Plan} {
		summaries, err := s.Summaries(ctx, kind, "")
		if err != nil {
			p.t.Fatal(err)
		}
		results[kind] = summaries
	}
	if err := errors.Join(err1, err2, err3); err != nil {
		p.t.Fatal(err)
	}
	return marshal(p.t, []any{coverage, imports, areas, results})
}

// TestStopped ends a command by the signal that Ctrl-C sends.
func TestStopped(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"--database-url", p.url, "areas"}, &stdout, &stderr)
	isOneLine(t, code, stderr.String(), "stopped")
}

// TestServeUntilStopped starts the server as its command does, on a port that is
// free, asks it for the map and stops it. It warns where it serves as the owner of the
// database, and goes on.
func TestServeUntilStopped(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"as the owner": pgtest.URL(t), "as a role that only uses": pgtest.ServerURL(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := servedUntilStopped(t, program{t, url, t.TempDir()})
			if warned := strings.Contains(said, "role may drop its tables"); warned != (name == "as the owner") {
				t.Errorf("warned: %t; %s", warned, said)
			}
		})
	}
}

// servedUntilStopped returns what a server logs.
func servedUntilStopped(t *testing.T, p program) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	stdout, written := io.Pipe()
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		defer written.Close()
		ended <- run(ctx, []string{"--database-url", p.url, "--data-dir", p.dir, "serve", "--listen", "127.0.0.1:0"}, written, &stderr)
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	var address string
	if _, err := fmt.Sscanf(line, "the map is at %s", &address); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	for path, want := range map[string]string{"/readyz": "", "/": "<title>Beatplan</title>", "/v1/offence-groups": `"nte-violence"`} {
		response, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d, %v: %.200s", path, response.StatusCode, err, body)
		}
	}
	stop()
	if code := <-ended; code != 0 || strings.Contains(stderr.String(), `"level":"ERROR"`) || !strings.Contains(stderr.String(), `"route":"/v1/offence-groups","status":200`) {
		t.Errorf("exit %d: %s", code, &stderr)
	}
	if response, err := http.Get(address + "/readyz"); err == nil {
		response.Body.Close()
		t.Error("answers when it has been stopped")
	}
	return stderr.String()
}
