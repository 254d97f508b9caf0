package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/meeting"
	"beatplan/report"
	"beatplan/report/markdown"
)

// holds fails where a document, written as text, lacks a word.
func holds(t *testing.T, d report.Document, words ...string) string {
	t.Helper()
	b, err := markdown.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	text := d.Marking + "\n" + strings.ReplaceAll(string(b), "**", "")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not on the page:\n%s", w, text)
		}
	}
	return text
}

// Every list can be printed, and what it holds is on the page under a marking.
func TestPapers(t *testing.T) {
	t.Parallel()
	actions := []meeting.Action{action("A1", meeting.AtRisk)}
	zone := time.UTC
	r := register()
	concern := r.Concern(happened(), visits(), 20, zone)
	chronology, found := r.Chronology("r:1", happened(), visits(), zone)
	if !found {
		t.Fatal("no chronology of the Anchor")
	}
	if _, found := r.Chronology("r:77", nil, nil, zone); found {
		t.Error("a chronology of a place that is not in the register")
	}
	day := time.Date(2025, 1, 6, 0, 0, 0, 0, zone) // a Monday
	var calls []crime.IncidentRecord
	for i := range 12 {
		c := crime.IncidentRecord{}
		c.From, c.Precision, c.Disposal = day.AddDate(0, 0, i), crime.Instant, crime.LocalAuthority
		if i%4 == 0 {
			c.Disposal = crime.CommunityPolicing
		}
		calls = append(calls, c)
	}
	triage := meeting.TriageOf("Town", day, calls)
	if triage.Calls != 7 || triage.All != 12 || triage.Weeks != 2 {
		t.Errorf("%d of %d calls in %d weeks", triage.Calls, triage.All, triage.Weeks)
	}
	triage.Premises, triage.Places = concern, meeting.TopPlaces(happened(), 15)
	bare := triage
	bare.Premises, bare.Places = nil, nil
	planned := []meeting.PlannedPlace{{Place: "r:1", Name: "The Anchor", Target: 30, Planned: 20, Visits: 2}}
	tests := map[string]struct {
		page  report.Document
		words []string
	}{
		"actions":       {meeting.ActionList{Actions: actions}.Document(), []string{"Lamp 14 lit again", "OFFICIAL-SENSITIVE"}},
		"dashboard":     {meeting.DashboardOf(actions, "2025-10-25").Document(), []string{"Actions on 2025-10-25", "100.0%"}},
		"suggestions":   {meeting.Suggestions{Problems: []meeting.ProblemAddress{{Place: "St Wyn", Reason: "a hospital"}}}.Document(), []string{"St Wyn", "needs an owner"}},
		"visits":        {meeting.VisitList{Visits: visits()}.Document(), []string{"custody", "Council"}},
		"triage":        {triage.Document(), []string{"Local authority", "The Anchor", "Top fifteen places", "Quay"}},
		"bare triage":   {bare.Document(), []string{"No premises of the register is behind them.", "No location is given."}},
		"public triage": {triage.Public().Document(), []string{"OFFICIAL", "Other owners"}},
		"premises":      {meeting.PremisesList{Area: "Town", From: "2025-01-01", To: "2025-01-31", Premises: concern, Places: triage.Places}.Document(), []string{"The Anchor", "Top fifteen places", "23:00"}},
		"chronology":    {chronology.Document(), []string{"The Anchor: chronology", "last visit: 2025-01-02", "10 min by Police: 1 warning", "2025-01-03 22:00"}},
		"delivery":      {meeting.DeliveryOf("plan-1", planned, visits()).Document(), []string{"Delivery", "The Anchor"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := holds(t, tt.page, tt.words...)
			if public := strings.HasPrefix(name, "public"); public && strings.Contains(text, "The Anchor") {
				t.Error("a public edition names premises")
			}
		})
	}
}

func strands(t *testing.T, last int) (meeting.StrandTable, meeting.Tally, meeting.Periods) {
	t.Helper()
	to := crime.Month(12*2025 + 8)
	p := meeting.Periods{Before: meeting.Year(to - 12), After: meeting.Year(to), Zone: time.UTC, Loaded: func(m crime.Month) bool { return m <= to }}
	counts := meeting.MonthCounts{}
	for m := p.Before.From; m <= p.After.To; m++ {
		counts[m] = 20
	}
	counts[to] = last
	nte := meeting.Tally{Row: meeting.StrandRow{Name: "nte", Title: "Night-time economy", Measure: "fewer"}, Counts: counts}
	rare := meeting.Tally{Row: meeting.StrandRow{Name: "rare", Title: "Rare"}, Counts: meeting.MonthCounts{to: 3}}
	unknown := meeting.Tally{Row: meeting.StrandRow{Name: "knife", Title: "Knife crime"}, Unknown: "no flag says so"}
	table, err := meeting.Strands("Town", p, []meeting.Tally{nte, rare, unknown}, []meeting.Tally{rare})
	if err != nil {
		t.Fatal(err)
	}
	return table, nte, p
}

// A year against the year before, what cannot be told, and what a public edition withholds.
func TestStrandTable(t *testing.T) {
	t.Parallel()
	table, _, p := strands(t, 20)
	if r := table.Strands[0]; *r.Before != 240 || *r.After != 240 || r.Percent != "0%" || r.Verdict != "comparable (and stable)" {
		t.Errorf("%+v", r)
	}
	if m := table.Strands[1].Months; len(m) != 24 || *m[0] != 0 || *m[23] != 3 {
		t.Errorf("%d months", len(m))
	}
	if r := table.Strands[2]; r.After != nil || r.Note != "no flag says so" {
		t.Errorf("%+v", r)
	}
	if got := table.Summary(); !strings.Contains(got, "comparable: Night-time economy") || !strings.Contains(got, "not known: Knife crime") {
		t.Error(got)
	}
	if n := table.Notes; len(n) != 1 || n[0] != "no measure of success is set for Rare and Knife crime" {
		t.Errorf("%q", n)
	}
	holds(t, table.Document(), "Strands", "Offence types", "240")
	public := table.Public()
	if r := public.Strands[1]; r.After != nil {
		t.Errorf("a public edition has %d offences", *r.After)
	}
	if r := public.Strands[0]; r.Months != nil || table.Strands[0].Months == nil {
		t.Error("a public edition has the counts of months, or took them from the police's")
	}
	if public.Document().Marking != "OFFICIAL" {
		t.Errorf("a public edition is %s", public.Document().Marking)
	}
	p.Loaded = func(m crime.Month) bool { return m != p.Before.From }
	part, err := meeting.Strands("Town", p, []meeting.Tally{{Row: meeting.StrandRow{Name: "nte"}, Counts: meeting.MonthCounts{p.After.To: 7}}}, nil)
	if err != nil || part.Strands[0].Before != nil || *part.Strands[0].After != 7 || part.Strands[0].Months[0] != nil || *part.Strands[0].Months[23] != 7 || !strings.HasPrefix(part.Notes[0], "not loaded whole: 2023-10") {
		t.Errorf("%+v: %q (%v)", part.Strands, part.Notes, err)
	}
	if got := (meeting.StrandTable{}).Summary(); got != "no strand is set" {
		t.Error(got)
	}
}

// The quarterly paper has the report's headings, says what nobody has set, and the public
// edition names no owner, no risk and no small count.
func TestQuarter(t *testing.T) {
	t.Parallel()
	table, tally, p := strands(t, 20)
	quarter := crime.Period{From: p.After.To - 2, To: p.After.To}
	done := action("A1", meeting.Completed)
	done.Evidence, done.Risks = "Lit on 20 October.", "the cable"
	var all []meeting.QuarterStrand
	for i, r := range table.Strands {
		s := meeting.QuarterStrand{Strand: crime.Strand{Name: r.Name, Title: r.Title, Version: 1, Definition: "What we mean"}, Row: r, Actions: []meeting.Action{done}}
		if i == 0 {
			s.Count(tally, quarter, p)
		}
		all = append(all, s)
	}
	if all[0].Quarter == nil || *all[0].Quarter != 60 || all[0].PerDay < 0.6 || all[0].PerDay > 0.7 {
		t.Errorf("%+v", all[0])
	}
	few := 3
	all[1].Quarter = &few
	searched := 12
	q := meeting.Quarter{
		Area: "Town", Edition: meeting.PoliceEdition, From: quarter.From, To: quarter.To, Trends: table, Strands: all, Searches: &searched,
		Return: meeting.ReturnOf("2025-07-01", "2025-09-30", visits()), Dashboard: meeting.DashboardOf([]meeting.Action{done}, "2025-09-30"),
		Risks: []string{"the cable"}, Case: &done, Date: time.Date(2025, 9, 30, 0, 0, 0, 0, time.UTC), Missing: []string{"2025-09-22"},
	}
	text := holds(t, q.Document(), "Night-time economy", "July to September 2025: 60 offences, 0.7 a day.", "Twelve months: 240 against 240 (0%): comparable (and stable).", "3 against 0: comparable (too few to tell).",
		"No aim is set for Night-time economy.", "1 completed", "12 stop and searches", "the cable", "Quay Street: Lamp 14 lit again, led by Council. Lit on 20 October.", "Not all of the quarter is loaded.", "No flag says so.")
	if !strings.Contains(text, "Risks") {
		t.Error("a police edition has risks")
	}
	if notes := q.Table().Notes; notes[len(notes)-1] != "not all is loaded of the weeks from 2025-09-22" {
		t.Errorf("%q", notes)
	}
	public := q.Public()
	if public.Strands[1].Quarter != nil || public.Strands[0].Quarter == nil || public.Strands[0].Actions[0].Owner != "" || q.Strands[0].Actions[0].Owner == "" || len(public.Risks) != 0 {
		t.Errorf("%+v", public.Strands)
	}
	if text := holds(t, public.Document(), "Night-time economy"); strings.Contains(text, "the cable") {
		t.Error("a public edition has a risk")
	}
	empty := meeting.Quarter{Area: "Town", Edition: meeting.PoliceEdition, From: quarter.From, To: quarter.To, Return: meeting.ReturnOf("2025-07-01", "2025-09-30", nil)}
	holds(t, empty.Document(), "No action has a risk written against it.", "write the case study here", "No visit is logged of this quarter.", "there is nothing to compare", "No action is set.")
}

func ExampleMissingWeeks() {
	january := crime.Month(12 * 2025)
	fmt.Println(meeting.MissingWeeks(crime.Period{From: january, To: january}, time.UTC, func(day time.Time) bool { return day.Day() < 20 || day.Day() > 27 }))
	// Output: [2025-01-20 2025-01-27]
}

func ExampleChange() {
	for _, counts := range [][2]int{{205, 261}, {100, 100}, {2, 3}} {
		said, err := meeting.Change(counts[0], counts[1], 28, true)
		fmt.Println(said, err)
	}
	// Output:
	// Comparable: 261 against 205 <nil>
	// Comparable: 100 against 100 <nil>
	// Comparable (too few to tell): under 5 against under 5 <nil>
}

// A partner edition has no intelligence, no owner, no small count and nothing of an action
// at an address that was left out.
func TestPageForPartners(t *testing.T) {
	t.Parallel()
	secret := action("A9", meeting.InProgress)
	secret.Does, secret.Zone, secret.Place = "Fence at 4 Mill Cottages", "", "4 Mill Cottages"
	last := meeting.Meeting{ID: "1", Title: "Group", Date: "2025-09-04", Closed: true, Decisions: []meeting.Decision{{Kind: meeting.ActionSet, Of: "A9", Words: "Fence at 4 Mill Cottages"}, {Kind: meeting.Otherwise, Words: "Meet monthly"}}}
	p := meeting.Page{
		Meeting: meeting.Meeting{ID: "2", Title: "Group", Date: "2025-10-02", Chair: "A. Chair"}, Edition: meeting.PoliceEdition, AreaName: "Town", DataTo: "2025-09-30", Invented: true,
		Last: &last, Since: []meeting.SinceLine{{Decided: "Fence at 4 Mill Cottages", Done: "in progress: at number 4"}, {Decided: "Meet monthly", Done: "done"}},
		Planned: 100, Delivered: 80, Return: meeting.ReturnOf("2025-09-04", "2025-10-02", visits()),
		Areas:   []meeting.AreaLine{{Name: "Quay Street, Town", Tier: "primary", Harm: 30_000, Share: 0.2, Hectares: 12, Changed: "Comparable: 9 against 8"}, {Name: "Mill", Tier: "tertiary", Harm: 100, Share: 0.1, Hectares: 3}},
		Gone:    []string{"Pier Hill, Town (primary)", "Mere (tertiary)"},
		LeftOut: []string{"St Wyn"}, Actions: []meeting.Action{action("A1", meeting.Completed), secret}, Items: []string{"opioid theft: it did not come"},
	}
	police := holds(t, p.Document(), "OFFICIAL-SENSITIVE", "Thursday 2 October 2025", "80%", "of planned minutes delivered", "Since 4 September", "St Wyn", "did it come here?", "Fence at 4 Mill Cottages", "Street lighting", "70.0% is elsewhere", "30,000", "2,500", "data to 30 September 2025, 2 days old", "Agreed last time, drawn no more:", "Pier Hill (primary) and Mere (tertiary).")
	if strings.Contains(police, "Counts under five are not printed") {
		t.Error("a police edition prints all counts")
	}
	if strings.Contains(police, "Quay Street, Town") {
		t.Error("the page of a town says at each place that it is there")
	}
	partner := holds(t, p.ForPartners([]string{"A9"}).Document(), "OFFICIAL", "Counts under five are not printed.", "An action at an address, with its owner", "No other output of 5 or more")
	for _, not := range []string{"Mill Cottages", "number 4", "St Wyn", "Street lighting", "opioid", "1 warning"} {
		if strings.Contains(partner, not) {
			t.Errorf("%q is in a partner edition:\n%s", not, partner)
		}
	}
	if r := p.ForPartners(nil).Return; r.All.Patrols != nil || len(r.Lines) > 0 || p.Return.All.Patrols == nil || len(p.Return.Lines) == 0 {
		t.Errorf("of few patrols partners are told %+v, and the police %+v", r, p.Return)
	}
	if p.Last.Decisions[0].Of != "A9" || p.Actions[0].Owner == "" {
		t.Error("the page itself has changed")
	}
	p.Meeting.Closed, p.Meeting.Decisions = true, []meeting.Decision{{Kind: meeting.Otherwise, Words: "Agreed as drawn"}}
	holds(t, p.Document(), "Agreed as drawn")
	holds(t, meeting.Page{Meeting: meeting.Meeting{ID: "1", Title: "Group", Date: "2025-09-04"}, Edition: meeting.PartnerEdition}.Document(), "This is the first meeting", "No focus areas are drawn.", "No action is set.", "data to no day")
}

// Nobody logged a visit: the page says that none is known of, and not that there were none.
// An action that is late says so where it is listed, and a day of another year has its year.
func TestPageSaysWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	late, later := action("A1", meeting.NotStarted), action("A2", meeting.NotStarted)
	late.Due, later.Due = "2025-09-30", "2026-01-15"
	p := meeting.Page{
		Meeting: meeting.Meeting{ID: "2", Title: "Group", Date: "2025-10-09"}, Edition: meeting.PoliceEdition, AreaName: "Town", DataTo: "2025-09-30",
		Last: &meeting.Meeting{ID: "1", Title: "Group", Date: "2025-07-10", Closed: true}, Return: meeting.ReturnOf("2025-07-10", "2025-10-09", nil),
		Actions: []meeting.Action{late, later},
	}
	for edition, page := range map[string]meeting.Page{"police": p, "partner": p.ForPartners(nil)} {
		said := holds(t, page.Document(), "no visit is logged since then", "Not started, overdue", "15 Jan 2026")
		if strings.Contains(said, "visits. No") || strings.Count(said, "overdue") != 1 || strings.Contains(said, "30 Sep 2025") {
			t.Errorf("%s edition:\n%s", edition, said)
		}
	}
}

// Areas stand by the days that are taken for their operation: where those are not the days
// recorded, both are printed. Every area is asked of, the last of many in one line.
func TestPageAsksOfEveryArea(t *testing.T) {
	t.Parallel()
	p := meeting.Page{Meeting: meeting.Meeting{ID: "2", Title: "Group", Date: "2026-12-03"}, Edition: meeting.PoliceEdition, AreaName: "Town", DataTo: "2025-09-30"}
	for n := range 12 {
		p.Areas = append(p.Areas, meeting.AreaLine{Name: fmt.Sprintf("Street %d, Town", n+1), Tier: "tertiary", Harm: 20_633, Taken: 20_633, Share: 0.01, Hectares: 5})
	}
	text := holds(t, p.Document(), "data to 30 September 2025, 14 months old")
	if strings.Count(text, "Street 12") != 2 || strings.Contains(text, "The last") || strings.Contains(text, "Days that rank") {
		t.Errorf("not all of twelve areas are asked of once, or days rank that are those recorded:\n%s", text)
	}
	p.Areas[3].Taken = 9_001
	for n := range 3 {
		p.Areas = append(p.Areas, meeting.AreaLine{Name: fmt.Sprint("Lane ", n+1), Tier: "tertiary", Harm: 100, Share: 0.01, Hectares: 5})
	}
	holds(t, p.Document(), "20,633", "9,001", "Days that rank", "areas stand in their order", "The last three areas of the table, as drawn")
}

func TestMeetingValidate(t *testing.T) {
	t.Parallel()
	good := meeting.Meeting{Title: "Group", Date: "2025-10-02", Decisions: []meeting.Decision{{Kind: meeting.ZonesAgreed, Of: "zones-1", Words: "agreed"}}}
	tests := map[string]struct {
		change func(*meeting.Meeting)
		want   string
	}{
		"as it should be": {func(*meeting.Meeting) {}, ""},
		"no title":        {func(m *meeting.Meeting) { m.Title = "" }, "title: "},
		"no date":         {func(m *meeting.Meeting) { m.Date = "2 October" }, `date "2 October": `},
		"another kind":    {func(m *meeting.Meeting) { m.Decisions[0].Kind = "vote" }, `decisions/0/kind "vote": `},
		"of nothing":      {func(m *meeting.Meeting) { m.Decisions[0].Of = "" }, "decisions/0/of: name the zones"},
		"no words":        {func(m *meeting.Meeting) { m.Decisions[0].Words = " " }, "decisions/0/words: "},
	}
	for name, tt := range tests {
		m := good
		m.Decisions = []meeting.Decision{good.Decisions[0]}
		tt.change(&m)
		if err := m.Validate(); (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// The meeting before is the latest closed one of the same title and area.
func TestLast(t *testing.T) {
	t.Parallel()
	m := func(id, title, date string, closed bool) meeting.Meeting {
		return meeting.Meeting{ID: id, Title: title, Area: "D1", Date: date, Closed: closed}
	}
	all := []meeting.Meeting{m("1", "Group", "2025-08-01", true), m("2", "Group", "2025-09-01", true), m("3", "Group", "2025-09-15", false), m("4", "Other", "2025-09-20", true), m("5", "Group", "2025-11-01", true)}
	got, found := meeting.Last(all, m("6", "Group", "2025-10-01", false))
	if !found || got.ID != "2" {
		t.Errorf("%+v, %t", got, found)
	}
	if _, found := meeting.Last(all, m("6", "None", "2025-10-01", false)); found {
		t.Error("a meeting that was never held before has one before it")
	}
}

func TestVisitValidate(t *testing.T) {
	t.Parallel()
	good := meeting.Visit{Unit: "EP12", Agency: "Police", Funding: meeting.Core, Place: "HS-001", From: at(0), Minutes: 15, Officers: 2, Outputs: map[string]int{"warnings": 1}}
	tests := map[string]struct {
		change func(*meeting.Visit)
		want   string
	}{
		"as it should be": {func(*meeting.Visit) {}, ""},
		"lost time":       {func(v *meeting.Visit) { v.Place, v.Lost = "", "custody" }, ""},
		"no unit":         {func(v *meeting.Visit) { v.Unit = "" }, "unit: "},
		"no agency":       {func(v *meeting.Visit) { v.Agency = "" }, "agency: "},
		"another funding": {func(v *meeting.Visit) { v.Funding = "gift" }, `funding "gift": `},
		"nowhere":         {func(v *meeting.Visit) { v.Place = "" }, "place: "},
		"at no time":      {func(v *meeting.Visit) { v.From = time.Time{} }, "from: "},
		"no minutes":      {func(v *meeting.Visit) { v.Minutes = 0 }, "minutes 0: "},
		"an army":         {func(v *meeting.Visit) { v.Officers = 51 }, "officers 51: "},
		"another output":  {func(v *meeting.Visit) { v.Outputs = map[string]int{"smiles": 1} }, "outputs/smiles: "},
		"fewer than none": {func(v *meeting.Visit) { v.Outputs = map[string]int{"finds": -1} }, "outputs/finds: "},
	}
	for name, tt := range tests {
		v := good
		tt.change(&v)
		if err := v.Validate(); (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	same := good
	same.Minutes = 20 // a correction
	if diff := cmp.Diff(good.Named().ID, same.Named().ID); diff != "" || len(good.Named().ID) != 16 || good.PersonMinutes() != 30 {
		t.Errorf("%s (%d person-minutes)", diff, good.PersonMinutes())
	}
}
