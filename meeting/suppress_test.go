package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/meeting"
)

// Whatever the counts, no small one is printed, and in every link of which the sum is
// known either nothing is withheld, or more than one count that are not all 1. What is
// withheld beside small counts is no more than one of each link, unless others ask it.
func TestSuppress(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.IntRange(0, 12), 2, 8).Draw(t, "counts")
		counts := make([]*int, len(numbers))
		all := make([]int, len(numbers))
		for i := range numbers {
			counts[i], all[i] = &numbers[i], i
		}
		part := rapid.SliceOfNDistinct(rapid.IntRange(0, len(numbers)-1), 2, -1, rapid.ID[int]).Draw(t, "a part that is linked")
		withheld := meeting.Suppress(counts, [][]int{all, part})
		for i, n := range numbers {
			if n > 0 && n < meeting.Small && !withheld[i] {
				t.Fatalf("%d of %v is printed", n, numbers)
			}
			if n == 0 && withheld[i] {
				t.Fatalf("a 0 of %v is withheld", numbers)
			}
		}
		for _, link := range [][]int{all, part} {
			hidden, sum, printed := 0, 0, 0
			for _, i := range link {
				if withheld[i] {
					hidden, sum = hidden+1, sum+numbers[i]
				} else if numbers[i] > 0 {
					printed++
				}
			}
			if printed > 0 && hidden > 0 && (hidden == 1 || sum == hidden) {
				t.Fatalf("of %v, %d withheld in %v sum to %d: they can be worked out", numbers, hidden, link, sum)
			}
		}
	})
}

// Three arsons among thirty offences of a strand's two types: neither the type, nor the
// other type, nor the strand that is their sum gives the three away.
func TestPublicStrandCannotBeWorkedOut(t *testing.T) {
	t.Parallel()
	counts := []crime.MonthlyCount{
		{Month: march2020, Kind: crime.Offence{Type: "Burglary"}, Offences: 3},
		{Month: march2020, Kind: crime.Offence{Type: "Robbery"}, Offences: 27},
		{Month: march2020, Kind: crime.Offence{Type: "Vehicle crime"}, Offences: 40},
		{Month: march2020 - 12, Kind: crime.Offence{Type: "Burglary"}, Offences: 30},
	}
	strand := meeting.TallyStrand(crime.Strand{Name: "taking", Title: "Taking", Groups: []string{"robbery", "burglary"}}, crime.DefaultGroups(), counts)
	table, err := meeting.Strands("Newtown", periods(always), []meeting.Tally{strand}, meeting.TallyTypes(counts))
	if err != nil {
		t.Fatal(err)
	}
	if r := table.Strands[0]; r.After == nil || *r.After != 30 {
		t.Fatalf("the strand is %+v", r)
	}
	public := table.Public()
	var printed []string
	for _, r := range slices.Concat(public.Strands, public.Types) {
		if r.After != nil {
			printed = append(printed, r.Title)
		}
		if r.Before == nil {
			t.Errorf("%s: the count of the first year is withheld without need", r.Title)
		}
		if r.After == nil && (r.Difference != nil || r.Percent != "" || r.Verdict != "" || !strings.HasPrefix(r.Note, "withheld")) {
			t.Errorf("%+v gives the count away", r)
		}
	}
	// Burglary 3 is small; Robbery 27 is next, or the sum of all types would give it; the
	// strand may then stand, since two of its types are withheld.
	if want := []string{"Taking", "Vehicle crime"}; !slices.Equal(printed, want) {
		t.Errorf("printed are %v, want %v", printed, want)
	}
}

// A public triage has no owner of fewer than five calls, nor one alone that all the others
// give away.
func TestPublicTriage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		week := rapid.SliceOfN(rapid.IntRange(0, 30), 4, 6).Draw(t, "week")
		in := meeting.Triage{Premises: []meeting.Premises{{Name: "The Anchor"}}, Places: []meeting.PlaceCount{{Place: "Quay Street", Count: 9}}}
		sum := 0
		for i, n := range week {
			in.Owners = append(in.Owners, meeting.OwnerShare{Owner: string(rune('a' + i)), Week: n, All: 10 * n})
			sum += n
		}
		got := in.Public()
		if len(got.Premises)+len(got.Places) > 0 {
			t.Fatal("a public edition has premises or places")
		}
		left := 0
		for _, o := range got.Owners {
			left += o.Week
			if o.Week > 0 && o.Week < meeting.Small && len(got.Owners) > 1 {
				t.Fatalf("%v has %d calls: %+v", o.Owner, o.Week, got.Owners)
			}
		}
		if left != sum {
			t.Fatalf("%d calls of %d are left", left, sum)
		}
	})
}
