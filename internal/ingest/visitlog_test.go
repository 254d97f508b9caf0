package ingest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/ingest"
	"beatplan/meeting"
)

func TestVisitLog(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	const head = "From,Minutes,Unit,Agency,Place,Lost,Officers,People engaged,Searches\n"
	got, err := ingest.VisitLog(strings.NewReader(head+"2025-07-04 20:00,15,N-1,Police,HS-001,,2,12,\n2025-07-04T21:00:00Z,30,N-1,Police,,an arrest,,,\n"), zone)
	if err != nil {
		t.Fatal(err)
	}
	want := []meeting.Visit{
		{Unit: "N-1", Agency: "Police", Funding: "core", Place: "HS-001", From: time.Date(2025, 7, 4, 19, 0, 0, 0, time.UTC), Minutes: 15, Officers: 2, Outputs: map[string]int{"people-engaged": 12}, Source: "file"},
		{Unit: "N-1", Agency: "Police", Funding: "core", Lost: "an arrest", From: time.Date(2025, 7, 4, 21, 0, 0, 0, time.UTC), Minutes: 30, Officers: 1, Outputs: map[string]int{}, Source: "file"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, tt := range map[string]struct{ file, says string }{
		"no header":     {"", "the file is empty"},
		"a column":      {"from,minutes,unit,agency,officer name\n", `column "officer-name": there are from, minutes`},
		"twice":         {"from,minutes,unit,agency,unit\n", `column "unit" is there twice`},
		"missing":       {"from,minutes,unit\n", `no column "agency"`},
		"a time":        {head + "tea,15,N-1,Police,HS-001,,,,\n", `line 2, from: "tea"`},
		"no number":     {head + "2025-07-04 20:00,long,N-1,Police,HS-001,,,,\n", `line 2, minutes: "long": write a whole number`},
		"too long":      {head + "2025-07-04 20:00,1441,N-1,Police,HS-001,,,,\n", "line 2, minutes 1441: from 1 to 1440"},
		"no place":      {head + "2025-07-04 20:00,15,N-1,Police,,,,,\n", "line 2, place: say where"},
		"a ragged line": {head + "2025-07-04 20:00\n", "wrong number of fields"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ingest.VisitLog(strings.NewReader(tt.file), zone); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want %s", err, tt.says)
			}
		})
	}
}

func TestFixes(t *testing.T) {
	t.Parallel()
	fixes, err := ingest.Fixes(strings.NewReader("unit,time,longitude,latitude\nN-1,2025-07-04T20:00:00Z,0.5,51.5\n"), time.UTC)
	if err != nil || len(fixes) != 1 || fixes[0].Is[1] != 51.5 || fixes[0].Unit != "N-1" {
		t.Errorf("%v, error %v", fixes, err)
	}
	if _, err := ingest.Fixes(strings.NewReader("unit,time,longitude,latitude\nN-1,2025-07-04T20:00:00Z,51.5,NaN\n"), time.UTC); err == nil || !strings.Contains(err.Error(), `line 2, latitude: "NaN"`) {
		t.Errorf("%v", err)
	}
}

func FuzzVisitLog(f *testing.F) {
	f.Add("from,minutes,unit,agency,place\n2025-07-04 20:00,15,N-1,Police,HS-001\n")
	f.Fuzz(func(t *testing.T, file string) {
		visits, err := ingest.VisitLog(strings.NewReader(file), time.UTC)
		for _, v := range visits {
			if err == nil && v.Validate() != nil {
				t.Errorf("%+v: %v", v, v.Validate())
			}
		}
	})
}
