package sheet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"beatplan/internal/pdftext"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/report"
	"beatplan/report/docx"
	"beatplan/report/html"
	"beatplan/report/pdf"
	"beatplan/report/sheet"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// document is a plan of three units on a Friday night: constables with a post and a
// break, PCSOs and wardens. Names are the caller's.
func document(name string) []byte {
	quoted, _ := json.Marshal(name)
	stop := func(id, kind, unit string, seq int, from, to, more string) string {
		return fmt.Sprintf(`{"type":"Feature","id":%q,"geometry":{"type":"Point","coordinates":[%.4f,51.5381]},"properties":{"kind":%q,"unit":%q,"seq":%d,"arrive":%q,"depart":%q,"name":%s,"4E":["Engage","Explain"],"4P":"Prevent"%s}}`,
			id, 0.712+0.0005*float64(seq), kind, unit, seq, from, to, quoted, more)
	}
	route := func(unit, more string) string {
		return fmt.Sprintf(`{"type":"Feature","id":%q,"geometry":{"type":"LineString","coordinates":[[0.71,51.538],[0.714,51.539]]},"properties":{"kind":"route","unit":%q,"mode":"foot","shift_start":"2025-10-03T20:00:00+01:00","shift_end":"2025-10-04T00:00:00+01:00","travel_min":60,"dwell_min":95,"break_min":30,"slack_min":55%s}}`, unit, unit, more)
	}
	features := []string{
		route("unit-1", `,"agency":"police","role":"constable","name":"Unit 1 (2 constables, on foot)","breaks":[{"from":"2025-10-03T21:30:00+01:00","to":"2025-10-03T22:00:00+01:00","minutes":30}]`),
		stop("u1-s01", "patrol_stop", "unit-1", 1, "2025-10-03T20:10:00+01:00", "2025-10-03T20:30:00+01:00", `,"area":"HS-001","visit_no":1,"why":["rank 1"]`),
		stop("u1-e01", "engagement_stop", "unit-1", 2, "2025-10-03T20:40:00+01:00", "2025-10-03T20:55:00+01:00", `,"premises_type":"pub","premises_id":"fhrs:1"`),
		stop("u1-s02", "patrol_stop", "unit-1", 3, "2025-10-03T22:05:00+01:00", "2025-10-03T22:20:00+01:00", `,"area":"HS-001","visit_no":2,"why":[]`),
		stop("u1-p01", "post", "unit-1", 4, "2025-10-03T23:00:00+01:00", "2025-10-03T23:45:00+01:00", `,"post_id":"rank","units":1`),
		route("unit-2", `,"agency":"police","role":"pcso"`),
		stop("u2-s01", "patrol_stop", "unit-2", 1, "2025-10-03T20:10:00+01:00", "2025-10-03T20:30:00+01:00", `,"area":"HS-002","visit_no":1`),
		route("unit-3", `,"agency":"council","role":"warden"`),
		`{"type":"Feature","id":"HS-003","geometry":null,"properties":{"kind":"area_not_covered","area":"HS-003","name":"Ferry Road","reason":"12 min away"}}`,
	}
	return []byte(`{"type":"FeatureCollection","plan":{"schema":"patrol-plan/1","id":"2025-10-03-ostermouth-1","district":"Ostermouth","period":{"start":"2025-10-03T20:00:00+01:00","end":"2025-10-04T00:00:00+01:00"}},` +
		`"basis":{"operation":"nte","group":"violence","from":"2025-01","to":"2025-09","hours":"hours known","metrics":{"harm_covered":20,"harm_present":40,"upper_bound":22,"random_mean":15,"random_low":13,"random_high":17,"harm_covered_by_units":[12,18,20],` +
		`"street":[{"from":"20:00","on_street":3,"harm_present":5}],"spot_metrics":[{"area":"HS-003","harm_present":7.5}]}},` +
		`"decision":{"status":"approved","by":"A. Sergeant","at":"2025-10-02T10:00:00Z","verified":false},"features":[` + strings.Join(features, ",") + `]}`)
}

// ground has streets, and powers in force and not.
func ground(t testing.TB) sheet.Ground {
	zone := london(t)
	at := func(day, hour int) time.Time { return time.Date(2025, 10, day, hour, 0, 0, 0, zone) }
	square := orb.MultiPolygon{{{{0.711, 51.537}, {0.716, 51.537}, {0.716, 51.54}, {0.711, 51.54}, {0.711, 51.537}}}}
	return sheet.Ground{
		Streets: []sheet.Street{{Line: orb.LineString{{0.70, 51.538}, {0.72, 51.539}}, Name: "Quay Street", Class: "primary"}},
		Powers: []geo.Power{
			{Kind: geo.Dispersal, Authority: "inspector, Ostermouth", Reference: "D/1", From: at(3, 21), To: at(5, 21), Land: square},
			{Kind: geo.Section60, Authority: "superintendent, Ostermouth", Reference: "S/1", From: at(3, 22), To: at(4, 6), Land: square},
			{Kind: geo.PSPO, Authority: "council", Reference: "P/1", Text: "No drinking on Marine Drive", From: at(1, 0), To: at(2, 12), Land: square},
			{Kind: geo.CumulativeImpact, Authority: "licensing committee", Reference: "C/1", Text: "Impact", From: at(1, 0), Land: square},
		},
		Contacts: []sheet.Contact{{For: "Tonight", Who: "duty inspector"}},
	}
}

func read(t testing.TB, name string) sheet.Plan {
	t.Helper()
	p, err := sheet.ReadPlan(document(name), london(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// textOf returns the text of a PDF, by a reader that is not ours, page by page.
func textOf(t *testing.T, d report.Document) []string {
	t.Helper()
	b, err := pdf.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(pdftext.Of(t, b), "\f"), "\f")
}

// Constables see both powers, PCSOs the dispersal that they may be designated for,
// wardens none; an expired order and an assessment are on no card.
func TestPowersAreOnTheSheetsOfThoseWhoMayUseThem(t *testing.T) {
	pages := textOf(t, sheet.Plans(read(t, "Station Parade"), ground(t)))
	if len(pages) != 4 {
		t.Fatalf("%d pages, want the commander's and three posting sheets", len(pages))
	}
	for i, want := range []map[string]bool{
		1: {"s.34 dispersal": true, "s.60 search": true, "not by itself reasonable grounds": true},
		2: {"s.34 dispersal": true, "s.60 search": false, "not by itself reasonable grounds": true},
		3: {"s.34": false, "s.60": false, "reasonable grounds": false, "dispersal": false},
	} {
		for text, there := range want {
			if strings.Contains(pages[i], text) != there {
				t.Errorf("page %d: %q there is %v, want %v", i+1, text, !there, there)
			}
		}
		if i > 0 && (strings.Contains(pages[i], "PSPO") || strings.Contains(pages[i], "Marine Drive") || strings.Contains(pages[i], "umulative")) {
			t.Errorf("page %d prints a power that is expired or none", i+1)
		}
	}
	for _, listed := range []string{"PSPO P/1", "expired", "Cumulative", "nobody: no"} {
		if !strings.Contains(pages[0], listed) {
			t.Errorf("the commander's page does not list %q:\n%s", listed, pages[0])
		}
	}
}

// Where a plan says which powers a unit may use at its stops, its sheet has those and
// no other, drawn where they are loaded.
func TestASheetHasThePowersOfItsPlan(t *testing.T) {
	knows := strings.Replace(string(document("Station Parade")), `"schema":"patrol-plan/1"`, `"schema":"patrol-plan/1","powers":{"in_force":[],"expired":[]}`, 1)
	card := `"powers":[{"kind":"s60","authority":"superintendent, Ostermouth","reference":"S/1","from":"2025-10-03T22:00:00+01:00","to":"2025-10-04T06:00:00+01:00","text":""}],"do":["walk both ends"],"there":["taxi marshals"],`
	knows = strings.Replace(knows, `"kind":"patrol_stop",`, `"kind":"patrol_stop",`+card, 1)
	p, err := sheet.ReadPlan([]byte(knows), london(t))
	if err != nil {
		t.Fatal(err)
	}
	pages := textOf(t, sheet.Plans(p, ground(t)))
	if !strings.Contains(pages[1], "s.60 search") || strings.Contains(pages[1], "s.34 dispersal") {
		t.Errorf("the first sheet has other powers:\n%s", pages[1])
	}
	if !strings.Contains(pages[1], "Walk both ends. There: taxi marshals.") {
		t.Errorf("the first sheet lacks what to do:\n%s", pages[1])
	}
	if strings.Contains(pages[2], "s.34 dispersal") {
		t.Error("the second sheet has a power that none of its stops has")
	}
}

// A partner edition has no power, no grounds for a search and no place of health.
func TestAPlanForPartners(t *testing.T) {
	knows := strings.Replace(string(document("Station Parade")), `"premises_type":"pub"`, `"premises_type":"pharmacy"`, 1)
	knows = strings.Replace(knows, `"name":"Station Parade","4E":["Engage","Explain"],"4P":"Prevent","premises_type"`, `"name":"Otter Pharmacy","4E":["Engage","Explain"],"4P":"Prevent","premises_type"`, 1)
	p, err := sheet.ReadPlan([]byte(knows), london(t))
	if err != nil {
		t.Fatal(err)
	}
	if police := strings.Join(textOf(t, sheet.Plans(p, ground(t))), ""); !strings.Contains(police, "Otter Pharmacy") || !strings.Contains(police, "s.34") {
		t.Fatal("the police edition lacks the pharmacy or s.34: this test would show nothing")
	}
	pages := textOf(t, sheet.Plans(p.ForPartners(), ground(t)))
	text := strings.Join(pages, "")
	for _, none := range []string{"s.34", "s.60", "PSPO", "Powers", "grounds", "Pharmacy", "pharmacy", "SENSITIVE", "superintendent"} {
		if strings.Contains(text, none) {
			t.Errorf("the partner edition has %q", none)
		}
	}
	for _, want := range []string{"Station Parade", "A place of health", "Call as agreed.", "OFFICIAL", "u1-e01"} {
		if !strings.Contains(text, want) {
			t.Errorf("the partner edition lacks %q", want)
		}
	}
	if again := strings.Join(textOf(t, sheet.Plans(p, ground(t))), ""); !strings.Contains(again, "Otter Pharmacy") {
		t.Error("the plan itself was changed")
	}
}

// Every form has the same stop ids, in the same order, with the same times.
func TestAllFormsCarryTheSameStops(t *testing.T) {
	p := read(t, "Station Parade")
	var want []string
	for _, u := range p.Units {
		for _, s := range u.Stops {
			if s.ID != "" {
				want = append(want, s.ID+" "+s.Arrive.Format("15:04")+"–"+s.Depart.Format("15:04"))
			}
		}
	}
	if len(want) != 5 {
		t.Fatalf("%d stops, want 5", len(want))
	}
	printed := strings.Join(textOf(t, sheet.Plans(p, ground(t))), "\n")
	page, err := html.Write(sheet.Plans(p, ground(t)))
	if err != nil {
		t.Fatal(err)
	}
	order, err := docx.Write(sheet.Order(p, ground(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	tags := regexp.MustCompile(`<[^>]*>`)
	for form, text := range map[string]string{"pdf": printed, "html": tags.ReplaceAllString(string(page), "")} {
		got := regexp.MustCompile(`u\d-[sep]\d\d \d\d:\d\d–\d\d:\d\d`).FindAllString(strings.Join(strings.Fields(text), " "), -1)
		if strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("%s has %v, want %v", form, got, want)
		}
	}
	var got []string
	for _, found := range regexp.MustCompile(`(\d\d:\d\d–\d\d:\d\d)[^u]*(u\d-[sep]\d\d)`).FindAllStringSubmatch(tags.ReplaceAllString(wordText(t, order), " "), -1) {
		got = append(got, found[2]+" "+found[1])
	}
	if strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("docx has %v, want %v", got, want)
	}
}

// The minutes of a sheet add up to the shift.
func TestTheMinutesAddUp(t *testing.T) {
	pages := textOf(t, sheet.Plans(read(t, "Station Parade"), ground(t)))
	// 20 + 15 + 15 of visits, 45 of a post, 60 of travel, 30 of break: 55 of 240 are left.
	if want := "Adds to 240 min: visits 50, posts 45, travel 60, break 30, yours for calls and writing up 55."; !strings.Contains(strings.Join(strings.Fields(pages[1]), " "), want) {
		t.Errorf("the sheet lacks %q:\n%s", want, pages[1])
	}
}

func TestTheCommandersPage(t *testing.T) {
	text := strings.Join(strings.Fields(textOf(t, sheet.Plans(read(t, "Station Parade"), ground(t)))[0]), " ")
	for _, want := range []string{
		"3 units cover 20 of the 40 days of harm expected in this shift, 50%, against 15 at random.",
		"Approved 2 Oct 2025 (unverified)", "Ferry Road", "12 min away", "7.5", "limit 22", "Friday 3 October 2025, 20:00–00:00",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
}

// Random allocations are counted where the plan says how many: a deadline leaves fewer.
func TestTheCommandersPageCountsDraws(t *testing.T) {
	p := read(t, "Station Parade")
	for draws, want := range map[int]string{2: "the mean of 2 draws of the same units", 40: "the mean of 40 draws of the same units", 0: "the mean of draws of the same units"} {
		p.Basis.Metrics.Draws = draws
		text := strings.Join(strings.Fields(textOf(t, sheet.Plans(p, ground(t)))[0]), " ")
		if !strings.Contains(text, want) {
			t.Errorf("of %d draws the page lacks %q:\n%s", draws, want, text)
		}
	}
}

// A plan that counts offences has no days of imprisonment on any of its pages.
func TestTheCommandersPageCountsOffences(t *testing.T) {
	body := strings.Replace(string(document("Station Parade")), `"basis":{`, `"basis":{"measure":"count","accuracy":{"harm_expected":240,"hit_rate":0.0042,"area":0.0000012,"pai":3500,"pei":0.0042},`, 1)
	body = strings.ReplaceAll(body, `"harm_covered":20`, `"harm_covered":0.163`)
	p, err := sheet.ReadPlan([]byte(body), london(t))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(strings.Join(textOf(t, sheet.Plans(p, ground(t))), " ")), " ")
	for _, want := range []string{"3 units cover 0.16 of the 40 offences expected in this shift", "offences, each half hour", "offences and why", "have 0.42% of the offences expected", "Offences expected are what past offences say"} {
		if !strings.Contains(strings.ReplaceAll(text, ",", ""), strings.ReplaceAll(want, ",", "")) {
			t.Errorf("the pages lack %q:\n%s", want, text)
		}
	}
	for _, days := range []string{" days expected", "days of harm", "days covered", "imprisonment"} {
		if strings.Contains(text, days) {
			t.Errorf("the pages say %q:\n%s", days, text)
		}
	}
}

// What was delivered has its unit, and the reasons beyond the sixth are counted.
func TestDelivered(t *testing.T) {
	g := ground(t)
	d := sheet.Delivered{Date: "2025-10-02", Planned: 120, Made: 95}
	for i := range 8 {
		d.Lost = append(d.Lost, sheet.Lost{Why: fmt.Sprint("cause-", i+1), Hours: float64(8 - i)})
	}
	g.Delivered = []sheet.Delivered{d}
	page := strings.Join(strings.Fields(textOf(t, sheet.Plans(read(t, "Station Parade"), g))[0]), " ")
	for _, want := range []string{"min planned", "min made", "3.0 cause-6", "and 2 more"} {
		if !strings.Contains(page, want) {
			t.Errorf("the commander's page does not say %q:\n%s", want, page)
		}
	}
}

// What the last plan covered, what is left without each unit and what a re-plan lost are on
// the commander's page, from what a plan's file has.
func TestTheCommandersPageCompares(t *testing.T) {
	body := strings.Replace(string(document("Station Parade")), `"metrics":{"harm_covered":20,`,
		`"last":{"id":"p","date":"2025-09-26","harm_covered_per_patrol_hour":1.5},"replan":{"parent":"p","at":"2025-10-03T23:10:00+01:00","what":["Unit 3 is off duty"],"lost":["Ferry Road (HS-003) has no visit instead of 1"],"before":{"harm_covered":20,"visits":9,"patrol_min":90},"after":{"harm_covered":16,"visits":7,"patrol_min":70}},`+
			`"metrics":{"harm_covered":20,"harm_covered_per_patrol_hour":2,"unit_metrics":[{"unit":"unit-1","harm_covered_without":12.6},{"unit":"unit-2","harm_covered_without":18}],`, 1)
	p, err := sheet.ReadPlan([]byte(body), london(t))
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(textOf(t, sheet.Plans(p, ground(t)))[0]), " ")
	for _, want := range []string{
		"against 15 at the rate of the last plan (2025-09-26)", "Last plan", // 20 / 2 × 1.5
		"If a unit is lost", "Unit 1 13", "Unit 2 18",
		"Replanned at 23:10: Unit 3 is off duty. 20 to 16 days covered, 9 to 7 visits, 90 to 70 minutes of patrol. Lost: Ferry Road has no visit instead of 1.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if partner := strings.Join(textOf(t, sheet.Plans(p.ForPartners(), ground(t))), " "); strings.Contains(partner, "Lost:") {
		t.Error("partners read what a re-plan lost")
	}
}

// The commander reads how many hours of persons a shift is, by agency, and how much harm is
// left; nobody reads the names by which programs know units.
func TestTheCommandersPageCountsPersons(t *testing.T) {
	body := string(document("Station Parade"))
	for unit, officers := range map[string]int{"unit-1": 2, "unit-2": 2, "unit-3": 3} {
		body = strings.Replace(body, fmt.Sprintf(`"kind":"route","unit":%q,`, unit), fmt.Sprintf(`"kind":"route","unit":%q,"officers":%d,`, unit, officers), 1)
	}
	p, err := sheet.ReadPlan([]byte(body), london(t))
	if err != nil {
		t.Fatal(err)
	}
	pages := textOf(t, sheet.Plans(p, ground(t)))
	page := strings.Join(strings.Fields(pages[0]), " ")
	for _, want := range []string{"12 unit-hours, 28 person-hours: council 12, police 16", "Not covered: 20 days, and why"} { // three units of 4 h; 40 less 20
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if all := strings.Join(pages, ""); strings.Contains(all, "unit-1") {
		t.Errorf("a page has the name of a unit for programs:\n%s", all)
	}
}

// What an operation leaves out is in no row of the table, whose title counts the spots of the
// plan: a line of its own says how much it is, and where, the most first. How well the spots
// are placed is said beside, and little is not nothing.
func TestTheCommandersPageSaysWhatIsLeftOut(t *testing.T) {
	page := func(names ...string) string {
		t.Helper()
		left := ""
		for i, name := range names {
			left += fmt.Sprintf(`,{"type":"Feature","id":"L-%02d","geometry":null,"properties":{"kind":"area_not_covered","area":"L-%02d","name":%q,"reason":"no night-time economy near","harm_present":%d}}`, i+1, i+1, name, 10+i)
		}
		body := strings.Replace(string(document("Station Parade")), `"reason":"12 min away"}}`, `"reason":"12 min away"}}`+left, 1)
		body = strings.Replace(body, `"basis":{`, `"basis":{"accuracy":{"harm_expected":240,"hit_rate":0.0042,"area":0.0000012,"pai":3500,"pei":0.0042},`, 1)
		p, err := sheet.ReadPlan([]byte(body), london(t))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(textOf(t, sheet.Plans(p, ground(t)))[0]), " ")
	}
	tests := map[string]struct {
		names []string
		want  string
	}{
		"by the most harm": {[]string{"Cedar Close", "Pantile Avenue", "Goldmer Close", "Sherwood Way", "Caroline's Close"}, "5 places with 60 days, no night-time economy near: Caroline's Close, Sherwood Way, Goldmer Close, Pantile Avenue and 1 more."},
		"some named":       {[]string{"Cedar Close", ""}, "2 places with 21 days, no night-time economy near: Cedar Close and 1 more."},
		"none named":       {[]string{"", ""}, "2 places with 21 days, no night-time economy near: none has a name."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := page(tt.names...)
			for _, want := range []string{
				"Left out, and not counted above: " + tt.want, "Not covered: 20 days, and why",
				"The spots visited have 0.42% of the harm expected in the shift on all land that the group counts on, and take 0.00012% of it: PAI 3500, PEI 0.0042.",
			} {
				if strings.Count(got, want) != 1 {
					t.Errorf("the page does not say %q once:\n%s", want, got)
				}
			}
		})
	}
}

// Each reason for which places are left out has a line of its own.
func TestTheCommandersPageKeepsReasonsApart(t *testing.T) {
	left := `"reason":"12 min away"}}`
	for i, why := range []string{"struck out", "no night-time economy near", "struck out"} {
		left += fmt.Sprintf(`,{"type":"Feature","id":"L-%02d","geometry":null,"properties":{"kind":"area_not_covered","area":"L-%02d","name":"Place %d","reason":%q,"harm_present":%d}}`, i+1, i+1, i+1, why, 10+i)
	}
	p, err := sheet.ReadPlan([]byte(strings.Replace(string(document("Station Parade")), `"reason":"12 min away"}}`, left, 1)), london(t))
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(textOf(t, sheet.Plans(p, ground(t)))[0]), " ")
	for _, want := range []string{
		"Left out, and not counted above: 1 place with 11 days, no night-time economy near: Place 2.",
		"Left out, and not counted above: 2 places with 22 days, struck out: Place 3 and Place 1.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
}

// A sheet does not say that others stay out while they are away too, and says why a plan on old
// data is approved all the same; partners do not read that.
func TestASheetSaysWhoIsAwayAndWhyItHolds(t *testing.T) {
	body := strings.Replace(string(document("Station Parade")), `"role":"pcso"`, `"role":"pcso","breaks":[{"from":"2025-10-03T21:45:00+01:00","to":"2025-10-03T22:15:00+01:00","minutes":30}]`, 1)
	body = strings.Replace(body, `"verified":false}`, `"why":"agreed (despite: the weather) (despite: its newest data are 45 days old: nothing newer is out)","verified":false}`, 1)
	p, err := sheet.ReadPlan([]byte(body), london(t))
	if err != nil {
		t.Fatal(err)
	}
	pages := textOf(t, sheet.Plans(p, ground(t)))
	words := func(page string) string { return strings.Join(strings.Fields(page), " ") }
	if got := words(pages[1]); !strings.Contains(got, "Unit 2 away too; the others stay out.") {
		t.Errorf("the first sheet does not say that Unit 2 is away too:\n%s", got)
	}
	const why = "Approved all the same: its newest data are 45 days old: nothing newer is out."
	for i, page := range pages {
		if !strings.Contains(words(page), why) {
			t.Errorf("page %d does not say why the plan holds:\n%s", i+1, page)
		}
	}
	if partner := words(strings.Join(textOf(t, sheet.Plans(p.ForPartners(), ground(t))), "")); strings.Contains(partner, why) {
		t.Error("partners read why the plan holds")
	}
}

// Who asks on a screen reads why a stop is made; partners do not, since reasons quote
// intelligence.
func TestReasonsAreForThePolice(t *testing.T) {
	p := read(t, "Station Parade")
	p.Units[0].Stops[0].Why = []string{"intelligence item 7: knives"}
	for edition, plan := range map[sheet.Edition]sheet.Plan{sheet.Police: p, sheet.Partner: p.ForPartners()} {
		page, err := html.Write(sheet.Plans(plan, ground(t)))
		if err != nil {
			t.Fatal(err)
		}
		if has := bytes.Contains(page, []byte("intelligence item 7")); has != (edition == sheet.Police) {
			t.Errorf("the %s edition has the reasons: %v", edition, has)
		}
	}
}

// Names come from registers and maps, which hold anything.
func TestNamesFromOutside(t *testing.T) {
	for _, name := range []string{strings.Repeat("Long name ", 18), strings.Repeat("x", 180), "<b>Bar & Grill</b>", "", `"quoted" \ back`} {
		p := read(t, name)
		d := sheet.Plans(p, ground(t))
		if _, err := pdf.Write(d); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		page, err := html.Write(d)
		if err != nil || bytes.Contains(page, []byte("<b>Bar")) {
			t.Errorf("%q: error %v, or it became markup", name, err)
		}
		if _, err := docx.Write(sheet.Order(p, ground(t)), nil); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for i, page := range textOf(t, sheet.Plans(read(t, "酒場"), ground(t))) {
		if text := strings.Join(strings.Fields(page), " "); !strings.Contains(text, "this font lacks: U+9152, U+5834") && i != 3 { // wardens have no stop
			t.Errorf("sheet %d does not say what it lacks:\n%s", i+1, page)
		}
	}
}

func TestAPlanWithoutStops(t *testing.T) {
	p, err := sheet.ReadPlan([]byte(`{"plan":{"id":"p","district":"D","period":{"start":"2025-10-03T20:00:00+01:00","end":"2025-10-04T00:00:00+01:00"}},
		"features":[{"id":"u","geometry":null,"properties":{"kind":"route","unit":"unit-1","shift_start":"2025-10-03T20:00:00+01:00","shift_end":"2025-10-04T00:00:00+01:00"}}]}`), london(t))
	if err != nil {
		t.Fatal(err)
	}
	pages := textOf(t, sheet.Plans(p, sheet.Ground{}))
	if len(pages) != 2 || !strings.Contains(pages[1], "No stop is planned for this unit.") {
		t.Errorf("%d pages; the last is %q", len(pages), pages[len(pages)-1])
	}
	if strings.Contains(strings.Join(pages, ""), "NaN") {
		t.Error("a page says NaN")
	}
	if _, err := sheet.ReadPlan([]byte(`{}`), london(t)); err == nil {
		t.Error("what is no plan was read")
	}
	if _, err := sheet.ReadPlan([]byte(`[`), london(t)); err == nil {
		t.Error("what is no JSON was read")
	}
}
