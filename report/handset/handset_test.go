package handset_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"beatplan/report/handset"
	"beatplan/report/sheet"
)

const hostile = `=A1 "O'Neill's", bar; <b>é & 日本 \n` + "\u0007 of a long street with a long name that no line holds"

// read returns a plan of a July night, in British Summer Time, with two stops and a break.
func read(t *testing.T) sheet.Plan {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	name, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	document := fmt.Sprintf(`{"type":"FeatureCollection","plan":{"schema":"patrol-plan/1","id":"p-1","district":"Ostermouth","period":{"start":"2025-07-04T20:00:00+01:00","end":"2025-07-05T04:00:00+01:00"}},
"features":[{"type":"Feature","id":"unit-1","geometry":{"type":"LineString","coordinates":[[0.71,51.538],[0.714,51.539]]},"properties":{"kind":"route","unit":"unit-1","name":"Unit 1 (2 constables, on foot)","role":"constable","mode":"foot","shift_start":"2025-07-04T20:00:00+01:00","shift_end":"2025-07-05T04:00:00+01:00","breaks":[{"from":"2025-07-05T00:30:00+01:00","to":"2025-07-05T01:15:00+01:00","minutes":45}]}},
{"type":"Feature","id":"u1-s01","geometry":{"type":"Point","coordinates":[0.712,51.5381]},"properties":{"kind":"patrol_stop","unit":"unit-1","seq":1,"area":"HS-001","name":%s,"arrive":"2025-07-04T20:10:00+01:00","depart":"2025-07-04T20:30:00+01:00","arrive_window":["2025-07-04T20:05:00+01:00","2025-07-04T20:40:00+01:00"],"visit_no":1,"4E":["Engage","Explain"],"4P":"Prevent","do":["walk it"],"why":["rank 1"],"powers":[{"kind":"dispersal","name":"Dispersal","authority":"Essex Police","reference":"D1","from":"2025-07-04T18:00:00+01:00","text":"t","says":"s"}]}},
{"type":"Feature","id":"u1-e01","geometry":{"type":"Point","coordinates":[0.713,51.5382]},"properties":{"kind":"engagement_stop","unit":"unit-1","seq":2,"premises_id":"fhrs:1","premises_type":"pub","name":"The Bell","arrive":"2025-07-05T02:10:00+01:00","depart":"2025-07-05T02:18:00+01:00","why":[]}}]}`, name)
	p, err := sheet.ReadPlan([]byte(document), zone)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSameStops finds the same stops, in the same order and at the same times, in each
// form, and the same bytes each time.
func TestSameStops(t *testing.T) {
	p := read(t)
	want := "u1-s01 2025-07-04T19:10:00Z, u1-e01 2025-07-05T01:10:00Z"
	forms := map[string]struct {
		write func(sheet.Plan) ([]byte, error)
		read  func(*testing.T, []byte) string
	}{
		"gpx": {handset.GPX, readGPX}, "ics": {handset.Calendar, readCalendar}, "csv": {handset.CSV, readCSV},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			body, err := form.write(p)
			if err != nil {
				t.Fatal(err)
			}
			if got := form.read(t, body); got != want {
				t.Errorf("stops %s, want %s", got, want)
			}
			again, err := form.write(read(t))
			if err != nil || !bytes.Equal(body, again) {
				t.Errorf("written again it differs: %v", err)
			}
		})
	}
}

// TestFilesSayTheDecision: nobody patrols by a file of a plan that was withdrawn, or was never
// approved, without being told.
func TestFilesSayTheDecision(t *testing.T) {
	t.Parallel()
	for decided, want := range map[string]struct{ words, status string }{
		"":          {"Draft", "TENTATIVE"},
		"proposed":  {"Proposed", "TENTATIVE"},
		"approved":  {"Approved 4 Jul 2025 (unverified)", "CONFIRMED"},
		"withdrawn": {"Withdrawn 4 Jul 2025 (unverified)", "CANCELLED"},
	} {
		p := read(t)
		p.Decision = sheet.Decision{Status: decided, At: p.Start}
		for form, write := range map[string]struct {
			write func(sheet.Plan) ([]byte, error)
			says  string
			times int
		}{
			"gpx": {handset.GPX, "<desc>" + want.words + "</desc>", 1},
			"ics": {handset.Calendar, "\r\nSTATUS:" + want.status + "\r\n", 3},
			"csv": {handset.CSV, "," + want.words + "\r\n", 3},
		} {
			body, err := write.write(p)
			if err != nil || strings.Count(string(body), write.says) != write.times {
				t.Errorf("%s, %s: want %d times %q (%v) in\n%s", decided, form, write.times, write.says, err, body)
			}
		}
	}
}

func readGPX(t *testing.T, body []byte) string {
	var doc struct {
		Points []struct {
			Name string    `xml:"name"`
			Time time.Time `xml:"time"`
		} `xml:"rte>rtept"`
		Track []struct{} `xml:"trk>trkseg>trkpt"`
	}
	if err := xml.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(body, []byte("<?xml")) || len(doc.Track) != 2 {
		t.Errorf("no header, or %d points of the way", len(doc.Track))
	}
	var stops []string
	for _, p := range doc.Points {
		id, _, _ := strings.Cut(p.Name, " ")
		stops = append(stops, id+" "+p.Time.Format(time.RFC3339))
	}
	return strings.Join(stops, ", ")
}

func readCalendar(t *testing.T, body []byte) string {
	for line := range strings.SplitSeq(strings.TrimSuffix(string(body), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\n\u0007") {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(string(body), "\r\n ", "")
	if n := strings.Count(unfolded, "BEGIN:VEVENT"); n != 3 {
		t.Errorf("%d events, want two stops and a break", n)
	}
	if !strings.Contains(unfolded, "UID:p-1.unit-1-break-1@beatplan\r\nDTSTAMP:20250704T190000Z\r\nDTSTART:20250704T233000Z") {
		t.Errorf("no break at 00:30 BST in\n%s", unfolded)
	}
	if !strings.Contains(unfolded, `O'Neill's"\, bar\; <b>é & 日本 \\n`) {
		t.Errorf("the name is not escaped in\n%s", unfolded)
	}
	var stops []string
	for _, event := range regexp.MustCompile(`UID:p-1\.(u1-\w+)@beatplan\r\n.*\r\nDTSTART:(\w+)`).FindAllStringSubmatch(unfolded, -1) {
		at, err := time.Parse("20060102T150405Z", event[2])
		if err != nil {
			t.Fatal(err)
		}
		stops = append(stops, event[1]+" "+at.Format(time.RFC3339))
	}
	return strings.Join(stops, ", ")
}

func readCSV(t *testing.T, body []byte) string {
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4 {
		t.Fatalf("%d rows, want a head, two stops and a break", len(rows))
	}
	var stops []string
	for _, row := range rows[1:] {
		if strings.HasPrefix(row[7], "=") {
			t.Errorf("a name begins as a formula does: %s", row[7])
		}
		if row[0] == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, row[8])
		if err != nil {
			t.Fatal(err)
		}
		stops = append(stops, row[0]+" "+at.UTC().Format(time.RFC3339))
	}
	if rows[1][17] != "dispersal D1" || rows[1][16] != "walk it" {
		t.Errorf("powers %q, what to do %q", rows[1][17], rows[1][16])
	}
	return strings.Join(stops, ", ")
}
