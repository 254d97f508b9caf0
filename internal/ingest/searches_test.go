package ingest_test

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/internal/ledger"
)

const searchHeader = "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing\n"

func searches(t *testing.T, text string) *ingest.File[crime.Search] {
	t.Helper()
	m, err := ingest.KnownMapping("stop-search")
	if err != nil {
		t.Fatal(err)
	}
	s := ingest.Body("2025-06-essex-stop-and-search.csv", strings.NewReader(text))
	s.Received = true // by a server, which keeps other files
	return ingest.MappedSearches(s, "", m, zone(t), utc("2025-12-31 00:00"))
}

// Of a search the month, the place, the object and the outcome are kept. The hour before
// midnight UTC on the last of May is June in London.
func TestSearches(t *testing.T) {
	t.Parallel()
	rows, err := read(searches(t, searchHeader+
		"Person search,2025-05-31T23:30:00+00:00,False,,51.5455,0.7077,Male,18-24,White - British,White,Misuse of Drugs Act 1971 (section 23),Controlled drugs,Arrest,True,False\n"+
		"Vehicle search,2025-06-12T10:00:00+00:00,,,,,,,,,Police and Criminal Evidence Act 1984 (section 1),Offensive weapons,A no further action disposal,,\n"))
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	june, err := crime.ParseMonth("2025-06")
	if err != nil {
		t.Fatal(err)
	}
	want := []crime.Search{
		{Key: rows[0].Key, Month: june, At: &orb.Point{0.7077, 51.5455}, Object: "Controlled drugs", Outcome: "Arrest"},
		{Key: rows[1].Key, Month: june, Object: "Offensive weapons", Outcome: "A no further action disposal"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Nothing of a rejected row is kept but its line, and the file that a server received is
// not kept at all.
func TestSearchesKeepNothingOfPeople(t *testing.T) {
	t.Parallel()
	f := searches(t, searchHeader+"Person search,on a Tuesday,False,,51.5455,0.7077,Male,18-24,White - British,White,,Controlled drugs,Arrest,True,False\n")
	if rows, err := read(f); err != nil || len(rows) != 0 {
		t.Fatal(rows, err)
	}
	files := f.Files()
	if len(files) != 1 || files[0].What != ledger.Rejects {
		t.Fatalf("kept are %+v", files)
	}
	r, err := files[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || !strings.HasPrefix(string(text), "line,reason,row\n2,") {
		t.Fatalf("%q, %v", text, err)
	}
	for _, word := range []string{"Male", "18-24", "British", "Controlled", "Arrest", "51.5"} {
		if strings.Contains(string(text), word) {
			t.Errorf("%q is kept: %s", word, text)
		}
	}
	f.DropRejects()
}

// A file of another layout needs a mapping that drops what looks personal.
func TestSearchesOfAnotherLayout(t *testing.T) {
	t.Parallel()
	of := mapping(t, "name: ours\nkind: searches\ncolumns: {from: When, longitude: X, latitude: Y, type: For}\n")
	f := ingest.MappedSearches(ingest.Body("ours.csv", strings.NewReader("When,X,Y,For,Ethnicity\n2025-06-01,0.7,51.5,Drugs,White\n")), "", of, zone(t), utc("2025-12-31 00:00"))
	if _, err := read(f); err == nil || !strings.Contains(err.Error(), "Ethnicity look personal") {
		t.Errorf("%v", err)
	}
	if _, err := ingest.ParseMapping("m", "name: ours\nkind: searches\ncolumns: {from: When}\n"); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "no position") {
		t.Errorf("%v", err)
	}
}
