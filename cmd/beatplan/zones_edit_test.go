package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestZonesOfAMeeting goes through a meeting on the command line: areas are drawn, changed,
// struck out, included, agreed by a second person, and briefed from.
func TestZonesOfAMeeting(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	p.must("import", "areas", "--kind", "district", p.write("area.geojson", strings.ReplaceAll(square, "%s", "Southtown")))
	rows, _, _ := strings.Cut(street, "\n")
	rows += "\n"
	add := func(name string, lon, lat float64, each int) {
		for month := 1; month <= 3; month++ {
			for i := range 2 * each {
				rows += fmt.Sprintf("%s%.4f%d%d,2025-%02d,Essex Police,Essex Police,%.4f,%.4f,On or near %s,,,Violence and sexual offences,,\n", name, lon, month, i, month, lon+0.0006*float64(i%2), lat, name)
			}
		}
	}
	add("High Street", 0.703, 51.503, 30)
	add("Station Road", 0.710, 51.510, 20)
	add("Quay Lane", 0.716, 51.516, 12)
	for i := range 19 { // here and there
		add("Long Lane", 0.7005+0.001*float64(i), 51.5195, 1)
	}
	p.must("import", "offences", p.write("street.csv", rows))

	last := func(said string) string {
		lines := strings.Fields(said)
		return lines[len(lines)-1]
	}
	expect := func(said string, want ...string) string {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("no %q in:\n%s", w, said)
			}
		}
		return said
	}
	drawn := expect(p.must("zones", "draw", "--area", "Southtown", "--operation", "nte", "--all-hours", "--any-place", "--budget", "3/3/4"), "primary  High Street", "primary  Station Road", "primary  Quay Lane", "draft")
	first := last(drawn)
	edited := last(expect(p.must("zones", "edit", first, "--tier", "Z-02=secondary", "--rename", "Z-03=The Quay", "--why", "the club has closed"),
		"version 2; changes from "+first, "Station Road: primary → secondary", "The Quay: was called Quay Lane"))
	struck := last(expect(p.must("zones", "strike", edited, "Z-03", "--why", "a fairground"), "The Quay: gone, was primary", "struck out"))
	expect(p.must("zones", "strikes", "--area", "Southtown"), "1: The Quay struck for nte by analyst", "a fairground")
	undone := last(expect(p.must("zones", "undo", struck), "version 4", "The Quay: new, primary"))
	expect(p.must("zones", "strikes"), "no place is struck out")
	again := p.must("zones", "strike", undone, "The Quay", "--why", "a fairground")
	place, _, _ := strings.Cut(regexp.MustCompile(`L-\d+ +The Quay`).FindString(again), " ")
	included := last(expect(p.must("zones", "include", last(again), place, "--why", "the licensee asked"), "Quay Lane: new, tertiary"))
	expect(p.must("zones", "versions", included), "version 1: "+first, "version 6: "+included, "tier: the club has closed", "include: the licensee asked")

	for args, want := range map[string]string{
		"zones edit " + included + " --tier Z-01=tertiary": "edits/0/why: High Street from primary to tertiary: give the reason",
		"zones edit " + included:                           "nothing to change",
		"zones edit " + first + " --delete Z-01":           "has been edited since, last by analyst: edit its newest version, " + included,
		"zones strike " + included + " Z-01":               "missing flags: --why",
		"zones strike " + included + " Z-77 --why closed":  `no area "Z-77" in this set; there are Z-01`,
		"zones difference " + first:                        "name a set to hold it against",
	} {
		if code, _, stderr := p.run(strings.Fields(args)...); code == 0 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit %d, %s, want %q", args, code, stderr, want)
		}
	}

	p.must("propose", included, "--why", "for the group")
	if code, _, stderr := p.run("approve", included, "--why", "agreed", "--despite", "a test"); code != 1 || !strings.Contains(stderr, "analyst") {
		t.Errorf("approved by who made it: exit %d, %s", code, stderr)
	}
	if code, _, stderr := p.run("approve", included, "--why", "agreed", "--as", "A. Sergeant"); code != 1 || !strings.HasPrefix(stderr, "beatplan: --despite: its newest data are of 2025-") {
		t.Errorf("old data are approved without a word: exit %d, %s", code, stderr)
	}
	if code, _, stderr := p.run("approve", included, "--why", "agreed", "--despite", "nothing newer is there", "--as", "A. Sergeant"); code != 0 {
		t.Fatal(stderr)
	}
	expect(p.must("zones", "approved", "--operation", "nte"), "Southtown", included, "approved by A. Sergeant (unverified)")
	next := expect(p.must("zones", "draw", "--area", "Southtown", "--operation", "nte", "--all-hours", "--any-place"), "is in, as people included it: the licensee asked", "changes from "+included+" (approved)")
	expect(p.must("zones", "difference", last(next)), "changes from "+included+" (approved)", "Station Road: secondary → primary")

	expect(p.must("zones", "card", included, "Station Road", "--on", "2025-04-04"), "Station Road, secondary (Z-02 of "+included+", approved)", "no legal power that is loaded is in force here on 2025-04-04", "reasonable grounds")
	for _, edition := range []string{"police", "partner"} {
		p.must("zones", "brief", "Z-02", "--set", included, "--edition", edition, "--on", "2025-04-04", "-o", p.file("brief.html"))
		page, err := os.ReadFile(p.file("brief.html"))
		if err != nil || strings.Contains(string(page), "the club has closed") != (edition == "police") {
			t.Errorf("%s: error %v, or the reason for the tier is in the wrong edition", edition, err)
		}
		expect(string(page), "Station Road", "version 6", "(unverified)")
	}

	p.must("zones", "strikes", "add", "--area", "Southtown", "--operation", "nte", "--name", "Depot", "--why", "private land", "--outline",
		p.write("depot.geojson", `{"type":"Polygon","coordinates":[[[0.705,51.516],[0.707,51.516],[0.707,51.518],[0.705,51.518],[0.705,51.516]]]}`))
	listed := expect(p.must("zones", "strikes"), "Depot struck for nte by analyst")
	number := listed[strings.LastIndex(listed[:strings.Index(listed, ": Depot")], "\n")+1 : strings.Index(listed, ": Depot")]
	expect(p.must("zones", "strikes", "lift", number, "--why", "sold"), "Depot struck", "lifted by analyst", "sold")
}
