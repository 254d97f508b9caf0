package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

func events(t testing.TB, text string, kind crime.EventKind) *ingest.File[crime.Event] {
	t.Helper()
	return ingest.Events(ingest.Body("calendar", strings.NewReader(text)), t.TempDir(), ingest.Calendar{Kind: kind, Zone: london(t)})
}

const (
	bankHolidays = `{"england-and-wales":{"division":"england-and-wales","events":[` +
		`{"title":"Summer bank holiday","date":"2025-08-25","notes":"","bunting":true},{"title":"Never","date":"2025-02-30","notes":"","bunting":false}]},` +
		`"scotland":{"division":"scotland","events":[]}}`
	icalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\n%sEND:VCALENDAR\r\n"
)

// entries returns an iCalendar file of entries, each given by its lines.
func entries(of ...string) string {
	var b strings.Builder
	for _, lines := range of {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return strings.Replace(icalendar, "%s", b.String(), 1)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	event := func(kind crime.EventKind, key, name, from, to, venue string) crime.Event {
		return crime.Event{Key: key, Kind: kind, Name: name, From: utc(from), To: utc(to), Venue: venue}
	}
	tests := map[string]struct {
		kind crime.EventKind
		text string
		want []crime.Event
	}{
		"CSV by days": {"", "Date,Name,Kind\n03/10/2025,Payday,Payday\n", []crime.Event{
			event(crime.Payday, "Payday|||2025-10-02T23:00:00Z", "Payday", "2025-10-02 23:00", "2025-10-03 23:00", ""),
		}},
		"CSV, the last day is within": {"", "from,to,name,kind\n2025-09-03,2025-12-19,Autumn,school term\n", []crime.Event{
			event(crime.SchoolTerm, "Autumn|||2025-09-02T23:00:00Z", "Autumn", "2025-09-02 23:00", "2025-12-20 00:00", ""),
		}},
		"CSV by the hour": {crime.Fixture, "reference,date,time,to,name,venue\n7,2025-10-04,15:00,2025-10-04 17:00,Derby,Roots Hall\n", []crime.Event{
			event(crime.Fixture, "7", "Derby", "2025-10-04 14:00", "2025-10-04 16:00", "Roots Hall"),
		}},
		"CSV, no end": {crime.Fixture, "date,name,place\n2025-10-04 15:00,Derby,Southend\n", []crime.Event{
			event(crime.Fixture, "Derby|Southend||2025-10-04T14:00:00Z", "Derby", "2025-10-04 14:00", "2025-10-04 14:00", "Southend"),
		}},
		"GOV.UK": {"", bankHolidays, []crime.Event{
			event(crime.BankHoliday, "Summer bank holiday|||2025-08-24T23:00:00Z", "Summer bank holiday", "2025-08-24 23:00", "2025-08-25 23:00", ""),
		}},
		"iCalendar, London": {"", entries("UID:a\nSUMMARY:Derby\nLOCATION:Roots Hall\\, Southend\nCATEGORIES:FOOTBALL,Fixture\nDTSTART;TZID=Europe/London:20251004T150000\nDTEND;TZID=GMT Standard Time:20251004T170000"), []crime.Event{
			event(crime.Fixture, "a", "Derby", "2025-10-04 14:00", "2025-10-04 16:00", "Roots Hall, Southend"),
		}},
		"iCalendar, UTC and floating": {crime.Festival, entries("UID:a\nSUMMARY:Jazz\nDTSTART:20251004T150000Z\nDTEND:20251004T170000"), []crime.Event{
			event(crime.Festival, "a", "Jazz", "2025-10-04 15:00", "2025-10-04 16:00", ""),
		}},
		"iCalendar, a whole day": {crime.Festival, entries("UID:a\nSUMMARY:Carnival\nDTSTART;VALUE=DATE:20250804\nDTEND;VALUE=DATE:20250804",
			"UID:b\nSUMMARY:Outlook\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\nDTSTART:20250803T230000Z\nDTEND:20250803T230000Z"), []crime.Event{
			event(crime.Festival, "a", "Carnival", "2025-08-03 23:00", "2025-08-04 23:00", ""),
			event(crime.Festival, "b", "Outlook", "2025-08-03 23:00", "2025-08-04 23:00", ""),
		}},
		"iCalendar, durations": {crime.Festival, entries("UID:a\nSUMMARY:Fair\nDTSTART:20251004T150000Z\nDURATION:PT2H30M", "UID:b\nSUMMARY:Days\nDTSTART;VALUE=DATE:20251025\nDURATION:P2D"), []crime.Event{
			event(crime.Festival, "a", "Fair", "2025-10-04 15:00", "2025-10-04 17:30", ""),
			event(crime.Festival, "b", "Days", "2025-10-24 23:00", "2025-10-27 00:00", ""),
		}},
		"iCalendar, as programs write it": {crime.Festival, strings.ToLower("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID") + ":a\nsummary;LANGUAGE=en:Beer\\, A\\\\n\n d B\n" +
			"dtstart;tzid=\"(UTC+00:00) Dublin, Edinburgh, Lisbon, London\":20250804t120000\ndtend;TZID=/mozilla.org/20050126_1/Europe/London:20250804T130000\n" +
			"BEGIN:VALARM\nSUMMARY:Alarm\nDURATION:PT5M\nEND:VALARM\nend:vevent\nEND:VCALENDAR\n", []crime.Event{
			event(crime.Festival, "a", `Beer, A\nd B`, "2025-08-04 11:00", "2025-08-04 12:00", ""),
		}},
		"iCalendar, days": {crime.Festival, entries("UID:a\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20251025\nDTEND;VALUE=DATE:20251027", "UID:b\nSUMMARY:Day\nDTSTART;VALUE=DATE:20251026"), []crime.Event{
			event(crime.Festival, "a", "Fair", "2025-10-24 23:00", "2025-10-27 00:00", ""),
			event(crime.Festival, "b", "Day", "2025-10-25 23:00", "2025-10-27 00:00", ""),
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(events(t, tt.text, tt.kind))
			if diff := cmp.Diff(tt.want, rows); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestEventsRejects(t *testing.T) {
	t.Parallel()
	table := func(row string) string { return "from,to,name,kind\n" + row + "\n" }
	tests := map[string]struct{ text, line, reason string }{
		"no kind":           {table("2025-10-04,,Derby,"), "2", "no kind: give one (kind); there are fixture"},
		"an unknown kind":   {table("2025-10-04,,Derby,match"), "2", `no kind of event "match"`},
		"no name":           {table("2025-10-04,,,fixture"), "2", "no name"},
		"no date":           {table(",,Derby,fixture"), "2", "no date"},
		"no such date":      {table("2025-10-34,,Derby,fixture"), "2", `from: no date: "2025-10-34"`},
		"ends too early":    {table("2025-10-04,2025-10-02,Derby,fixture"), "2", "it ends 2025-10-03 00:00, before it begins 2025-10-04 00:00"},
		"twice":             {table("2025-10-04,,Derby,fixture\n2025-10-04,,Derby,fixture"), "3", "again"},
		"long ago":          {table("0025-10-04,,Derby,fixture"), "2", "is not of our time"},
		"GOV.UK, 30 Feb":    {bankHolidays, "2", `no date: "2025-02-30"`},
		"iCalendar: series": {entries("UID:a\nSUMMARY:Market\nRRULE:FREQ=WEEKLY\nDTSTART:20251004T150000Z"), "1", "it repeats: export the calendar with each date written out"},
		"cancelled":         {entries("UID:a\nSUMMARY:Market\nSTATUS:CANCELLED\nDTSTART:20251004T150000Z"), "1", "it is cancelled"},
		"no duration":       {entries("UID:a\nSUMMARY:Market\nDTSTART:20251004T150000Z\nDURATION:P"), "1", `DURATION: no duration: "P"`},
		"ends before":       {entries("UID:a\nSUMMARY:Market\nCATEGORIES:FESTIVAL\nDTSTART;VALUE=DATE:20251004\nDTEND;VALUE=DATE:20251002"), "1", "before it begins"},
		"no start":          {entries("UID:a\nSUMMARY:Market\nCATEGORIES:FESTIVAL"), "1", "no date"},
		"an unknown zone":   {entries("UID:a\nSUMMARY:Market\nDTSTART;TZID=Mars/Hellas:20251004T150000"), "1", `DTSTART: no time zone "Mars/Hellas"`},
		"a broken date":     {entries("UID:a\nSUMMARY:Market\nDTSTART:2025"), "1", `DTSTART: no date: "2025"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := events(t, tt.text, "")
			if _, err := read(f); err != nil {
				t.Fatal(err)
			}
			if got := rejects(t, f); len(got) != 1 || got[0][0] != tt.line || !strings.Contains(got[0][1], tt.reason) {
				t.Errorf("%q, want line %s: %s", got, tt.line, tt.reason)
			}
		})
	}
}

func TestEventsThatAreNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"empty":                 {"", "the file is empty"},
		"some other table":      {"a,b\n1,2\n", "not a calendar: its header has no column name, only a,b"},
		"a table without dates": {"name,kind\nDerby,fixture\n", "its header has no column date, and none from"},
		"some other JSON":       {`{"type":"FeatureCollection","features":[]}`, "not GOV.UK's bank holidays"},
		"another division":      {`{"scotland":{"events":[]}}`, "no division england-and-wales in it; there are scotland"},
		"JSON, cut short":       {bankHolidays[:60], "not GOV.UK's bank holidays: it is cut short: line"},
		"iCalendar, cut short":  {strings.TrimSuffix(entries("UID:a\nSUMMARY:Fair\nDTSTART:20251004T150000Z"), "END:VCALENDAR\r\n"), "END:VCALENDAR"},
		"iCalendar, cut within": {entries("UID:a\nSUMMARY:Fair")[:70], "not an iCalendar file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(events(t, tt.text, crime.Festival))
			isOneLine(t, err, fault.Invalid, "calendar", tt.want)
		})
	}
}

// TestBankHolidays reads what GOV.UK publishes.
func TestBankHolidays(t *testing.T) {
	t.Parallel()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	s, err := ingest.Path(filepath.Join(root, "data", "bank-holidays.json"))
	if err != nil {
		t.Skipf("%v (set BEATPLAN_SHARED)", err)
	}
	f := ingest.Events(s, "", ingest.Calendar{Zone: london(t)})
	rows, err := read(f)
	if _, rejected := f.Ended(); err != nil || rejected > 0 || len(rows) != 35 {
		t.Errorf("%d holidays, %d rejected, %v; want 32 and three on weekends", len(rows), rejected, err)
	}
	named := map[string]string{}
	for _, e := range rows {
		d := e.From.In(london(t))
		named[d.Format(time.DateOnly)] = e.Name
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if _, stood := map[string]bool{"2026-12-26": true, "2027-12-25": true, "2027-12-26": true}[d.Format(time.DateOnly)]; e.Kind != crime.BankHoliday || d.Hour() != 0 || weekend != stood {
			t.Errorf("%+v", e)
		}
	}
	for day, want := range map[string]string{
		"2027-12-25": "Christmas Day", "2027-12-27": "Christmas Day (substitute day)", "2027-12-26": "Boxing Day", "2027-12-28": "Boxing Day (substitute day)", "2025-12-25": "Christmas Day",
	} {
		if named[day] != want {
			t.Errorf("%s is %q, want %q", day, named[day], want)
		}
	}
}

func FuzzEvents(f *testing.F) {
	f.Add("date,time,to,name,kind\n2025-10-04,15:00,,Derby,fixture\n")
	f.Add(bankHolidays)
	f.Add(entries("UID:a\nSUMMARY:Fair\nCATEGORIES:FESTIVAL\nDTSTART;VALUE=DATE:20251025\nDTEND;TZID=Europe/London:20251027T010000"))
	zone := london(f)
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := read(ingest.Events(ingest.Body("calendar", strings.NewReader(text)), "", ingest.Calendar{Zone: zone}))
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q", err)
		}
		seen := map[[2]string]bool{}
		for _, e := range rows {
			id := [2]string{string(e.Kind), e.Key}
			if e.Name == "" || e.Kind == "" || e.To.Before(e.From) || seen[id] {
				t.Errorf("%+v (again: %t)", e, seen[id])
			}
			seen[id] = true
		}
	})
}
