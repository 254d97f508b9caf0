package ingest_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

func people(t testing.TB, text string, p ingest.PeopleTable) *ingest.File[geo.Figure] {
	t.Helper()
	return ingest.People(ingest.Body("people.csv", strings.NewReader(text)), t.TempDir(), p)
}

// said writes figures as area measure=value, a missing one with nothing after it.
func said(figures []geo.Figure) []string {
	var lines []string
	for _, f := range figures {
		value := f.Class
		if f.Value != nil {
			value = strconv.FormatFloat(*f.Value, 'g', -1, 64)
		}
		lines = append(lines, f.AreaCode+" "+f.Measure+"="+value)
	}
	return lines
}

func TestPeople(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		table ingest.PeopleTable
		text  string
		want  []string
	}{
		"numbers and words": {
			ingest.PeopleTable{},
			"Name,LSOA 21 Code,Residents,Rural?\nHarwich 1,E01015814,\"1,378\",Urban\n",
			[]string{"E01015814 name=Harwich 1", "E01015814 residents=1378", "E01015814 rural=Urban"},
		},
		"missing is not 0": {
			ingest.PeopleTable{},
			"code,a,b,c,d,e,f\nE01015814,,*,..,n/a,[c],x\nE01015815,0,-1.5,1e3,2,3,0\n",
			[]string{
				"E01015814 a=", "E01015814 b=", "E01015814 c=", "E01015814 d=", "E01015814 e=", "E01015814 f=",
				"E01015815 a=0", "E01015815 b=-1.5", "E01015815 c=1000", "E01015815 d=2", "E01015815 e=3", "E01015815 f=0",
			},
		},
		"classes that look like marks": {
			ingest.PeopleTable{},
			"code,class\nE01015814,C\nE01015815,X\nE01015816,3\n",
			[]string{"E01015814 class=C", "E01015815 class=X", "E01015816 class=3"},
		},
		"the first column of codes": {
			ingest.PeopleTable{}, "lsoa,ward\nE01015814,E05002212\n", []string{"E01015814 ward=E05002212"},
		},
		"the column that is named": {
			ingest.PeopleTable{AreaColumn: "Ward"}, "lsoa,ward\nE01015814,E05002212\n", []string{"E05002212 lsoa=E01015814"},
		},
		"codes of another form": {
			ingest.PeopleTable{}, "n,Area Code\n1,DEMO-W01\n", []string{"DEMO-W01 n=1"},
		},
		"a column without a name": {
			ingest.PeopleTable{}, ",code,n\n0,E01015814,7\n", []string{"E01015814 n=7"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := people(t, tt.text, tt.table)
			rows, err := read(f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, said(rows)); diff != "" {
				t.Errorf("(-want +got):\n%s%v", diff, rejects(t, f))
			}
		})
	}
}

func TestPeopleOfACensus(t *testing.T) {
	t.Parallel()
	rows, err := read(people(t, "code,n\nE01015814,7\n", ingest.PeopleTable{Year: 2021}))
	seven := 7.0
	if diff := cmp.Diff([]geo.Figure{{AreaCode: "E01015814", Measure: "n", Year: 2021, Value: &seven}}, rows); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestPeopleRejects(t *testing.T) {
	t.Parallel()
	f := people(t, "Code,Residents\nE01015814,1\n,2\nE01015814,3\nE01015815,many\nE01015816\nE01015817,4\n", ingest.PeopleTable{})
	rows, err := read(f)
	if diff := cmp.Diff([]string{"E01015814 residents=1", "E01015817 residents=4"}, said(rows)); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	want := [][]string{
		{"3", "no Code", "", "2"},
		{"4", "Code E01015814 again", "E01015814", "3"},
		{"5", `Residents: no number: "many"`, "E01015815", "many"},
		{"6", "1 fields, and the header has 2", "E01015816"},
	}
	if diff := cmp.Diff(want, rejects(t, f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPeopleThatAreNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		table      ingest.PeopleTable
		text, want string
	}{
		"empty":              {ingest.PeopleTable{}, "", "the file is empty"},
		"no codes":           {ingest.PeopleTable{}, "place,n\nHarwich,1\n", "cannot tell which of place,n holds the area codes: name the column (area_column)"},
		"no such column":     {ingest.PeopleTable{AreaColumn: "ward"}, "place,n\nHarwich,1\n", `no column "ward": say which of place,n holds the area codes (area_column)`},
		"a measure twice":    {ingest.PeopleTable{}, "code,n,N\nE01015814,1,2\n", "its header has column n twice"},
		"compressed, broken": {ingest.PeopleTable{}, zipped(t, "code,n\nE01015814,1\n")[:25], "the file is cut short or damaged"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(people(t, tt.text, tt.table))
			isOneLine(t, err, fault.Invalid, "people.csv", tt.want)
			if len(rows) > 0 {
				t.Errorf("%v", rows)
			}
		})
	}
}

// TestEssexPeople reads the tables as their publishers wrote them.
func TestEssexPeople(t *testing.T) {
	t.Parallel()
	const areas = 1111
	for pattern, measures := range map[string]int{
		"people/census2021_*.csv": 4, "people/imd2025_*.csv": 24, "people/ruc21_*.csv": 3, "areas/lookup_*.csv": 5,
	} {
		for _, s := range essex(t, pattern) {
			if got := count(t, ingest.People(s, "", ingest.PeopleTable{})); got != areas*measures {
				t.Errorf("%s: %d figures, want %d", s.Name, got, areas*measures)
			}
		}
	}
}

func FuzzPeople(f *testing.F) {
	f.Add("Name,LSOA 21 Code,Residents\nHarwich 1,E01015814,\"1,378\"\n", "")
	f.Add("code,n\nE01015814,*\nE01015815,x\n", "code")
	f.Fuzz(func(t *testing.T, text, column string) {
		file := ingest.People(ingest.Body("people.csv", strings.NewReader(text)), "", ingest.PeopleTable{AreaColumn: column})
		rows, err := read(file)
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q", err)
		}
		seen := map[[2]string]bool{}
		for _, r := range rows {
			id := [2]string{r.AreaCode, r.Measure}
			if r.AreaCode == "" || r.Measure == "" || seen[id] || r.Value != nil && r.Class != "" {
				t.Errorf("%+v (again: %t)", r, seen[id])
			}
			seen[id] = true
		}
	})
}
