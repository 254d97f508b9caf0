package meeting_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/meeting"
	"beatplan/report"
)

// Four visits of 15 minutes by pairs are 2.0 person-hours in any form, over two months and
// a week that begins in the one and ends in the other.
func TestFileReturn(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	visit := func(day time.Time, place, funding string, searches int) meeting.ReportedVisit {
		v := meeting.Visit{
			Unit: "EB21", Agency: "=Police", Funding: funding, Place: place, From: day.UTC(), Minutes: 15, Officers: 2, Outputs: map[string]int{"searches": searches},
		}
		return meeting.ReportedVisit{Visit: v.Named(), Day: day, Area: "Ostermouth"}
	}
	midnight := time.Date(2025, 7, 1, 0, 30, 0, 0, zone) // the day before in UTC
	visits := []meeting.ReportedVisit{
		visit(midnight, "HS-001", "core", 0), visit(midnight.Add(time.Hour), "HS-002", "funded", 3),
		visit(midnight.Add(-2*time.Hour), "HS-002", "funded", 2), visit(midnight.Add(-3*time.Hour), "HS-001", "funded", 0),
	}
	visits[0].Spot = "Pier (HS-001)"
	lost := visit(midnight.Add(3*time.Hour), "", "core", 0)
	lost.Lost, lost.Minutes = "an arrest", 90
	visits = append(visits, lost)
	tests := map[string]struct {
		columns []meeting.ReturnColumn
		want    string
	}{
		"all in one":       {[]meeting.ReturnColumn{{Of: "person-hours", Heading: "Officer hours"}}, "Officer hours\n2.0\n"},
		"the figure first": {[]meeting.ReturnColumn{{Of: "patrols"}, {Of: "month"}}, "patrols,month\n2,2025-06\n2,2025-07\n4,all\n"},
		"by week":          {[]meeting.ReturnColumn{{Of: "week"}, {Of: "person-hours"}}, "week,person-hours\n2025-06-30,2.0\nall,2.0\n"},
		"by day and payer": {
			[]meeting.ReturnColumn{{Of: "day"}, {Of: "funding"}, {Of: "person-hours"}, {Of: "searches"}},
			"day,funding,person-hours,searches\n2025-06-30,funded,1.0,2\n2025-07-01,core,0.5,0\n2025-07-01,funded,0.5,3\nall,,2.0,5\n",
		},
		"with what was lost": {
			[]meeting.ReturnColumn{{Of: "agency"}, {Of: "area"}, {Of: "person-hours"}, {Of: "lost-hours"}, {Of: "lost-to"}},
			"agency,area,person-hours,lost-hours,lost-to\n'=Police,Ostermouth,2.0,3.0,an arrest 3.0\nall,,2.0,3.0,an arrest 3.0\n",
		},
		"by activity": {
			[]meeting.ReturnColumn{{Of: "activity"}, {Of: "unit"}, {Of: "person-hours"}, {Of: "lost-hours"}},
			"activity,unit,person-hours,lost-hours\nlost to an arrest,EB21,0.0,3.0\npatrol,EB21,2.0,0.0\nall,,2.0,3.0\n",
		},
		"by place": {[]meeting.ReturnColumn{{Of: "place"}, {Of: "patrols"}}, "place,patrols\nHS-001,1\nHS-002,2\nPier (HS-001),1\nall,4\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			template := meeting.ReturnTemplate{Name: "ours", Version: 1, Title: "Ours", Columns: tt.columns}
			if err := template.Validate(); err != nil {
				t.Fatal(err)
			}
			got, err := meeting.FileReturn(template, "2025-06-01", "2025-07-31", visits).Table().CSV()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever the template, its last row is what the fixed return adds up to, its other rows
// add up to that, and the standard template is the fixed return.
func TestTemplatesAddUp(t *testing.T) {
	t.Parallel()
	for _, template := range meeting.DefaultReturnTemplates() {
		if err := template.Validate(); err != nil {
			t.Errorf("%s: %v", template.Name, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var visits []meeting.ReportedVisit
		var plain []meeting.Visit
		for n := range rapid.IntRange(0, 20).Draw(t, "visits") {
			day := at(0).AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "day"))
			v := meeting.Visit{
				Unit: fmt.Sprint(n), Agency: rapid.SampledFrom([]string{"Police", "Council"}).Draw(t, "agency"), Funding: rapid.SampledFrom([]string{"core", "funded"}).Draw(t, "funding"),
				Place: "HS-001", From: day, Minutes: 30 * rapid.IntRange(1, 9).Draw(t, "half hours"), Officers: 2,
				Outputs: map[string]int{"searches": rapid.IntRange(0, 9).Draw(t, "searches")}, Lost: rapid.SampledFrom([]string{"", "", "a call"}).Draw(t, "lost"),
			}.Named()
			visits, plain = append(visits, meeting.ReportedVisit{Visit: v, Day: day}), append(plain, v)
		}
		fixed := meeting.ReturnOf("2025-10-01", "2025-11-30", plain)
		template := meeting.ReturnTemplate{Name: "ours", Title: "Ours"}
		figures := []string{"person-hours", "patrols", "searches"}
		for _, of := range append(figures, rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"day", "week", "month", "agency", "funding", "unit", "activity", "place", "area"}), 1, -1, rapid.ID).Draw(t, "columns")...) {
			template.Columns = append(template.Columns, meeting.ReturnColumn{Of: of})
		}
		rows := meeting.FileReturn(template, "2025-10-01", "2025-11-30", visits).Rows
		want := []string{fmt.Sprintf("%.1f", fixed.All.Hours), fmt.Sprint(*fixed.All.Patrols), fmt.Sprint(fixed.All.Outputs["searches"])}
		if got := rows[len(rows)-1][:3]; !slices.Equal(got, want) {
			t.Fatalf("all are %q, want %q", got, want)
		}
		for i := range figures {
			sum := 0.0
			for _, row := range rows[:len(rows)-1] {
				x, err := strconv.ParseFloat(row[i], 64)
				if err != nil {
					t.Fatal(err)
				}
				sum += x
			}
			if all, _ := strconv.ParseFloat(want[i], 64); sum != all {
				t.Fatalf("%s: rows add up to %g, want %s", figures[i], sum, want[i])
			}
		}
		standard := meeting.FileReturn(meeting.DefaultReturnTemplates()[1], "2025-10-01", "2025-11-30", visits)
		if diff := cmp.Diff(fixed.Table(), standard.Table()); diff != "" {
			t.Fatalf("the standard template (-want +got):\n%s", diff)
		}
	})
}

// The public edition has one row, and says of few that they are few: not that there is none.
func TestPublicReturn(t *testing.T) {
	t.Parallel()
	v := meeting.Visit{Unit: "A", Agency: "Police", Funding: "core", Place: "HS-001", From: at(0), Minutes: 60, Officers: 2, Outputs: map[string]int{"searches": 12, "finds": 3}}
	template := meeting.ReturnTemplate{Name: "ours", Title: "Ours"}
	for _, of := range strings.Fields("agency funding person-hours patrols searches arrests finds lost-hours lost-to") {
		template.Columns = append(template.Columns, meeting.ReturnColumn{Of: of})
	}
	filed := meeting.FileReturn(template, "2025-10-03", "2025-10-03", []meeting.ReportedVisit{{Visit: v, Day: at(0)}})
	public := filed.Public()
	if diff := cmp.Diff([][]string{{"all", "", "2.0", "under 5", "12", "under 5", "under 5", "", ""}}, public.Rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if written, err := json.Marshal(public); err != nil || !strings.Contains(string(written), `"patrols":null`) {
		t.Errorf("the JSON of the public edition says how few patrols there were: %s (%v)", written, err)
	}
	for edition, tt := range map[string]struct {
		of      meeting.FiledReturn
		marking string
		notes   []string
	}{
		"police": {filed, "OFFICIAL-SENSITIVE", []string{"Nothing is reported of arrests, lost-to."}},
		"public": {public, "OFFICIAL", []string{"Left out of the public edition: funding, lost-hours, lost-to."}},
	} {
		d := tt.of.Document()
		var notes []string
		for _, block := range d.Pages[0].Blocks {
			if p, is := block.(report.Paragraph); is {
				notes = append(notes, fmt.Sprint(p.Text))
			}
		}
		if diff := cmp.Diff(tt.notes, notes); diff != "" || d.Marking != tt.marking {
			t.Errorf("the %s edition is marked %s (-want +got):\n%s", edition, d.Marking, diff)
		}
	}
}

// Two columns under one heading cannot be told apart.
func TestOneHeading(t *testing.T) {
	t.Parallel()
	template := meeting.ReturnTemplate{Name: "ours", Title: "Ours", Columns: []meeting.ReturnColumn{{Of: "patrols"}, {Of: "arrests", Heading: "patrols"}}}
	if err := template.Validate(); err == nil || !strings.HasPrefix(err.Error(), "columns/1/heading: a column is headed patrols already") {
		t.Errorf("error %v, want one that names the heading", err)
	}
}

// A row of visits of no plan says so.
func TestReturnOfNoPlan(t *testing.T) {
	t.Parallel()
	v := meeting.Visit{Unit: "A", Agency: "Police", Funding: "core", Place: "HS-001", From: at(0), Minutes: 60, Officers: 2}
	template := meeting.ReturnTemplate{Name: "ours", Title: "Ours", Columns: []meeting.ReturnColumn{{Of: "area"}, {Of: "patrols"}}}
	got := meeting.FileReturn(template, "2025-10-03", "2025-10-03", []meeting.ReportedVisit{{Visit: v, Day: at(0)}}).Rows
	if diff := cmp.Diff([][]string{{"no plan", "1"}, {"all", "1"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A return of more columns than paper has room for has them as rows.
func TestAWideReturnIsTurnedOnPaper(t *testing.T) {
	t.Parallel()
	v := meeting.Visit{Unit: "A", Agency: "Police", Funding: "core", Place: "HS-001", From: at(0), Minutes: 60, Officers: 2, Outputs: map[string]int{"searches": 12}}
	filed := meeting.FileReturn(meeting.DefaultReturnTemplates()[1], "2025-10-03", "2025-10-03", []meeting.ReportedVisit{{Visit: v, Day: at(0)}})
	table, is := filed.Public().Document().Pages[0].Blocks[0].(report.Table)
	if !is || len(table.Columns) != 2 {
		t.Fatalf("%d columns, want what and how many", len(table.Columns))
	}
	var rows []string
	for _, r := range table.Rows {
		rows = append(rows, fmt.Sprint(r.Cells[0].Text, ": ", r.Cells[1].Text))
	}
	if got := strings.Join(rows, ", "); !strings.HasPrefix(got, "person-hours: 2.0, patrols: under 5, people-engaged: under 5, searches: 12, ") {
		t.Errorf("rows %s", got)
	}
}
