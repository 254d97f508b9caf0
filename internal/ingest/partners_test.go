package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/internal/ingest"
)

const (
	countsMapping = `
name: emergency-department
kind: partner-counts
columns:
  venue: Venue
  area: LSOA
  type: Reason
  from: When
  count: Attendances
types: {Assault: assault}
suppressed: {small: 8}
`
	countsHeader = "Venue,LSOA,Reason,When,Attendances\n"
)

func counts(t testing.TB, text, mappingText string) *ingest.File[crime.PartnerCount] {
	t.Helper()
	return ingest.MappedPartnerCounts(ingest.Body("ed.csv", strings.NewReader(text)), t.TempDir(), mapping(t, mappingText), zone(t), utc("2025-12-31 00:00"))
}

func TestMappedPartnerCount(t *testing.T) {
	t.Parallel()
	rows, err := read(counts(t, countsHeader+"The Bell,,Assault,Mar-25,12\n,E01015814,Assault,07/06/2025,<5\n", countsMapping))
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	twelve := 12
	want := []crime.PartnerCount{{
		Key: rows[0].Key, Source: "emergency-department", Type: "assault", Venue: "The Bell",
		From: utc("2025-03-01 00:00"), To: utc("2025-03-31 23:00"), Precision: crime.InMonth, Count: &twelve,
	}, {
		Key: rows[1].Key, Source: "emergency-department", Type: "assault", AreaCode: "E01015814",
		From: utc("2025-06-06 23:00"), To: utc("2025-06-07 23:00"), Precision: crime.Interval, Below: 5, Quality: []string{crime.QualitySuppressed},
	}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPartnerCountValues says what becomes of a count, and that one which is not
// known never becomes 0.
func TestPartnerCountValues(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"0": "0", "12": "12", "\"1,204\"": "1204", "3.0": "3",
		"*": "?", "<5": "? below 5", "< 5": "? below 5", "<=4": "? below 5", "≤4": "? below 5", "Under 5": "? below 5", "less than 5": "? below 5",
		"up to 4": "? below 5", "1-4": "? below 5", "1 to 4": "? below 5", "small": "? below 8",
		"": "rejected", "-1": "rejected", "2.5": "rejected", "few": "rejected", "NaN": "rejected", "1e99": "rejected",
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			f := counts(t, countsHeader+"The Bell,,Assault,2025-03,"+field+"\n", countsMapping)
			rows, err := read(f)
			if err != nil {
				t.Fatal(err)
			}
			got := "rejected"
			if len(rows) == 1 {
				got = "?"
				if rows[0].Count != nil {
					got = fmt.Sprint(*rows[0].Count)
				}
				if rows[0].Below > 0 {
					got += fmt.Sprint(" below ", rows[0].Below)
				}
				if marked := slices.Contains(rows[0].Quality, crime.QualitySuppressed); marked != (rows[0].Count == nil) {
					t.Errorf("marked %v", rows[0].Quality)
				}
			}
			if got != want {
				t.Errorf("%s, want %s; %q", got, want, rejects(t, f))
			}
		})
	}
}

func TestPartnerCountKeys(t *testing.T) {
	t.Parallel()
	key := func(row string) crime.Digest {
		t.Helper()
		rows, err := read(counts(t, countsHeader+row, countsMapping))
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		return rows[0].Key
	}
	bell := key("The Bell,,Assault,2025-03,12\n")
	for row, same := range map[string]bool{
		"The Bell,,Assault,2025-03,13\n":  true,
		"The Bell,,Assault,Mar-25,<5\n":   true,
		"The Bell,,assault,03/2025,1\n":   true,
		"The Ship,,Assault,2025-03,12\n":  false,
		"The Bell,,Assault,2025-04,12\n":  false,
		"The Bell,,Falls,2025-03,12\n":    false,
		"The Bell,E1,Assault,2025-03,1\n": false,
	} {
		if got := key(row) == bell; got != same {
			t.Errorf("%q is another number for the same: %t", row, got)
		}
	}
}

func TestEveryRowCountsOne(t *testing.T) {
	t.Parallel()
	rows, err := read(counts(t, "Venue,LSOA,Reason,When\nThe Bell,,Assault,07/06/2025 23:10\n", strings.Replace(countsMapping, "  count: Attendances\n", "", 1)))
	if err != nil || len(rows) != 1 || rows[0].Count == nil || *rows[0].Count != 1 || rows[0].Precision != crime.Instant {
		t.Errorf("%+v, %v", rows, err)
	}
}

func FuzzMappedPartnerCounts(f *testing.F) {
	f.Add("The Bell,,Assault,Mar-25,12\n")
	f.Add(",E01015814,,07/06/2025,1 – 4\n,,,45746.5,*\n")
	m, zone := mapping(f, countsMapping), zone(f)
	f.Fuzz(func(t *testing.T, row string) {
		rows, err := read(ingest.MappedPartnerCounts(ingest.Body("ed.csv", strings.NewReader(countsHeader+row)), "", m, zone, utc("2025-12-31 00:00")))
		if err != nil {
			return
		}
		for _, c := range rows {
			suppressed := slices.Contains(c.Quality, crime.QualitySuppressed)
			if c.To.Before(c.From) || suppressed != (c.Count == nil) || c.Count != nil && (*c.Count < 0 || c.Below != 0) || c.Below < 0 {
				t.Errorf("%q became %+v", row, c)
			}
		}
	})
}
