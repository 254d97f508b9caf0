package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/meeting"
)

const march2020 = crime.Month(12*2020 + 2)

func periods(loaded func(crime.Month) bool) meeting.Periods {
	return meeting.Periods{Before: meeting.Year(march2020 - 12), After: meeting.Year(march2020), Loaded: loaded, Zone: time.UTC}
}

func always(crime.Month) bool { return true }

// Ten offences in each month of the first year, twenty in each of the second.
func doubled() meeting.MonthCounts {
	counts := meeting.MonthCounts{}
	for m := march2020 - 23; m <= march2020; m++ {
		counts[m] = 10
		if m > march2020-12 {
			counts[m] = 20
		}
	}
	return counts
}

// Fewer months are compared with as many before, and the table says how many can be.
func TestStrandsOfFewerMonths(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		first      crime.Month // that is loaded
		comparable int
		want       string
	}{
		"both years":           {march2020 - 23, 12, "60 120 +100%"},
		"nine months":          {march2020 - 8, 4, "- 120 "},
		"the last month alone": {march2020, 0, "- - "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loaded := func(m crime.Month) bool { return m >= tt.first && m <= march2020 }
			p := meeting.Periods{
				Before: crime.Period{From: march2020 - 17, To: march2020 - 12}, After: crime.Period{From: march2020 - 5, To: march2020}, Loaded: loaded, Zone: time.UTC,
			}
			table, err := meeting.Strands("Newtown", p, []meeting.Tally{{Counts: doubled()}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			r := table.Strands[0]
			if got := said(r.Before) + " " + said(r.After) + " " + r.Percent; got != tt.want || table.Comparable != tt.comparable {
				t.Errorf("%q, %d comparable; want %q, %d", got, table.Comparable, tt.want, tt.comparable)
			}
			if !strings.Contains(strings.Join(table.Notes, "\n"), "different seasons") {
				t.Errorf("no word on seasons: %q", table.Notes)
			}
		})
	}
}

func TestRow(t *testing.T) {
	t.Parallel()
	gap := func(m crime.Month) bool { return m != march2020-13 }
	tests := map[string]struct {
		loaded  func(crime.Month) bool
		unknown string
		want    string
	}{
		"both years":             {always, "", "120 240 120 +100% above (steady at that level)"},
		"a month is not loaded":  {gap, "", "- 240 - "},
		"the data do not say it": {always, "no flag", "- - - "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := periods(tt.loaded).Row(meeting.Tally{Counts: doubled(), Unknown: tt.unknown})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join([]string{said(r.Before), said(r.After), said(r.Difference), strings.TrimSpace(r.Percent + " " + r.Verdict)}, " ")
			if got != tt.want || r.Note != tt.unknown {
				t.Errorf("%q, note %q; want %q", got, r.Note, tt.want)
			}
		})
	}
}

func said(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

// A strand whose flag no offence carries is not one of zero offences, and an offence
// that two groups take in counts once.
func TestTallyStrand(t *testing.T) {
	t.Parallel()
	counts := []crime.MonthlyCount{
		{Month: march2020, Kind: crime.Offence{Type: "Robbery"}, Offences: 3},
		{Month: march2020, Kind: crime.Offence{Type: "Burglary"}, Offences: 5},
	}
	tests := map[string]struct {
		groups  []string
		want    int
		unknown string
	}{
		"one group":           {[]string{"burglary"}, 5, ""},
		"groups that overlap": {[]string{"robbery", "all"}, 8, ""},
		"a flag not known":    {[]string{"knife", "robbery"}, 0, "no offence loaded is flagged knife, so the strand cannot be counted"},
		"no group":            {nil, 0, "no offence group is set for the strand, so nothing is counted"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := meeting.TallyStrand(crime.Strand{Name: "x", Groups: tt.groups}, crime.DefaultGroups(), counts)
			if got.Counts[march2020] != tt.want || got.Unknown != tt.unknown {
				t.Errorf("%d, %q; want %d, %q", got.Counts[march2020], got.Unknown, tt.want, tt.unknown)
			}
		})
	}
}

// What a strand's definition leaves out and the data cannot tell is said beside the count,
// in the paper too.
func TestStrandSaysWhatItCounts(t *testing.T) {
	t.Parallel()
	counts := []crime.MonthlyCount{{Month: march2020, Kind: crime.Offence{Type: "Public order"}, Offences: 30}}
	night := crime.Strand{Name: "night-time-economy", Groups: []string{"nte-violence"}}
	tally := meeting.TallyStrand(night, crime.DefaultGroups(), counts).AtAllHours("no hour is known")
	want := "no offence loaded is flagged domestic, so domestic ones count too; counted at all hours of the day, not only at those of the operation: no hour is known"
	if tally.Row.Note != want {
		t.Errorf("%q, want %q", tally.Row.Note, want)
	}
	counts = append(counts, crime.MonthlyCount{Month: march2020, Kind: crime.Offence{Type: "Public order", Flags: []string{crime.FlagDomestic}}, Offences: 4})
	if tally := meeting.TallyStrand(night, crime.DefaultGroups(), counts); tally.Row.Note != "" || tally.Counts[march2020] != 30 {
		t.Errorf("%d, %q: want 30 and no note, where offences are flagged", tally.Counts[march2020], tally.Row.Note)
	}
}

// No public edition holds a count from 1 to 4, nor the means to work one out.
func TestPublicHoldsNoSmallCount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.IntRange(0, 12).Draw(t, "before"), rapid.IntRange(0, 12).Draw(t, "after")
		table, err := meeting.StrandsOf("before", "after", []meeting.StrandCount{{Title: "x", Before: before, After: after}})
		if err != nil {
			t.Fatal(err)
		}
		r := table.Public().Strands[0]
		small := func(n int) bool { return n > 0 && n < meeting.Small }
		if (r.Before == nil) != small(before) || (r.After == nil) != small(after) {
			t.Fatalf("%d and %d: %v and %v are printed", before, after, said(r.Before), said(r.After))
		}
		if (small(before) || small(after)) && (r.Difference != nil || r.Percent != "" || r.Verdict != "" || r.Note == "") {
			t.Fatalf("%d and %d: %+v gives one away", before, after, r)
		}
	})
}

func TestTableMarkdown(t *testing.T) {
	t.Parallel()
	got := meeting.Table{Title: "A", Header: []string{"name", "n"}, Rows: [][]string{{"a|b *c*\nd", "1"}}, Notes: []string{"<b>"}}.Markdown()
	want := "## A\n\n| name | n |\n| --- | --- |\n| a\\|b \\*c\\* d | 1 |\n\n- &lt;b>\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Parts of offences add up over months to what they are together, to the nearest whole
// number, and a strand with too few hours keeps its count of all hours.
func TestAtHours(t *testing.T) {
	t.Parallel()
	p := periods(func(crime.Month) bool { return true })
	strand := crime.Strand{Name: "x", Groups: []string{"robbery"}}
	tally := func(offences int, elsewhen float64, timeless int) meeting.Tally {
		var counts []crime.MonthlyCount
		for m := p.Before.From; m <= p.After.To; m++ {
			counts = append(counts,
				crime.MonthlyCount{Month: m, Kind: crime.Offence{Type: "Robbery"}, Offences: offences, Elsewhen: elsewhen},
				crime.MonthlyCount{Month: m, Kind: crime.Offence{Type: "Robbery"}, Offences: timeless, Elsewhen: float64(timeless), Timeless: true})
		}
		return meeting.TallyStrand(strand, crime.DefaultGroups(), counts)
	}
	atAll := tally(10, 0, 0)
	tests := map[string]struct {
		at    meeting.Tally
		after int
		note  string
	}{
		"in parts":       {tally(10, 7.6, 0), 29, "counted at nte hours, in the area by their positions; an offence that may have been at other hours too counts in part"},
		"some unknown":   {tally(10, 8, 1), 24, "; 24 of 264 offences have no hour and do not count"},
		"many unknown":   {tally(10, 8, 2), 120, "not only at those of the operation: the hours of 48 of 288 offences are not known"},
		"none is known":  {tally(0, 0, 10), 120, "not only at those of the operation: the hours of all 240 offences are not known"},
		"nothing counts": {tally(10, 10, 0), 0, "counted at nte hours"},
		"not all placed": {tally(8, 4, 0), 120, "not only at those of the operation: the positions of 24 of 120 offences are not known"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row, err := p.Row(meeting.AtHours(atAll, tt.at, "nte hours", p))
			if err != nil {
				t.Fatal(err)
			}
			if row.After == nil || *row.After != tt.after || !strings.Contains(row.Note, tt.note) {
				t.Errorf("%v, %q; want %d, %q", said(row.After), row.Note, tt.after, tt.note)
			}
		})
	}
}

// What a strand counts at its hours is a part of its types: a small count of it does not
// take theirs out of the public edition.
func TestAtHoursIsNoSum(t *testing.T) {
	t.Parallel()
	p := periods(always)
	var counts []crime.MonthlyCount
	for _, m := range []crime.Month{p.Before.From, p.After.From} {
		counts = append(counts, crime.MonthlyCount{Month: m, Kind: crime.Offence{Type: "Robbery"}, Offences: 10, Elsewhen: 7})
	}
	tally := meeting.TallyStrand(crime.Strand{Name: "x", Groups: []string{"robbery"}}, crime.DefaultGroups(), counts)
	for _, tt := range []struct {
		strand meeting.Tally
		shown  bool
	}{{tally, false}, {meeting.AtHours(tally, tally, "nte hours", p), true}} {
		table, err := meeting.Strands("x", p, []meeting.Tally{tt.strand}, meeting.TallyTypes(counts))
		if err != nil {
			t.Fatal(err)
		}
		public := table.Public()
		if public.Strands[0].After != nil || (public.Types[0].After != nil) != tt.shown {
			t.Errorf("strand %v, type %v; is the type to be shown: %t", said(public.Strands[0].After), said(public.Types[0].After), tt.shown)
		}
	}
}
