package meeting_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/meeting"
)

func ExampleAction_Validate() {
	a := action("1", meeting.InProgress)
	fmt.Println(a.Validate())
	a.Due = "next week"
	fmt.Println(a.Validate())
	// Output:
	// <nil>
	// due "next week": write it YYYY-MM-DD
}

func ExampleActionFilter_Takes() {
	council := meeting.ActionFilter{Agency: "council"}
	police := meeting.ActionFilter{Agency: "Police"}
	a := action("1", meeting.AtRisk)
	fmt.Println(council.Takes(a), police.Takes(a))
	// Output: true false
}

// A pharmacy was raised for three days: two thefts there then, none in the three days before.
func ExampleItem_Came() {
	pharmacy := geo.Site{At: &orb.Point{0.5, 51.7}}
	on := func(day int) crime.Record {
		at := time.Date(2025, 10, day, 12, 0, 0, 0, time.UTC)
		return crime.Record{Offence: crime.Offence{Type: "Other theft", Precision: crime.Instant, From: at, To: at, At: &orb.Point{0.5, 51.7}}}
	}
	known := time.Date(2025, 10, 31, 0, 0, 0, 0, time.UTC)
	i := item()
	i.Hours = ""
	came, err := i.Came(meeting.Places{Sites: []geo.Site{pharmacy}}, meeting.Places{}, []crime.Record{on(3), on(4)}, known, time.UTC)
	fmt.Println(came.Sentence, err)
	// Output: 2 recorded there in 3 days, 0 in the 3 before: comparable (too few to tell) <nil>
}

func ExamplePlaces_Cells() {
	cells, err := meeting.Places{Sites: []geo.Site{{At: &orb.Point{0.5, 51.7}}}}.Cells()
	fmt.Println(len(cells), err)
	// Output: 7 <nil>
}

// Within 30 metres is at the place.
func ExamplePlaces_Holds() {
	holds := meeting.Places{Sites: []geo.Site{{At: &orb.Point{0.5, 51.7}}}}.Holds()
	fmt.Println(holds(orb.Point{0.5, 51.7001}), holds(orb.Point{0.5, 51.701})) // 11 m and 111 m north
	// Output: true false
}

func ExampleOfHome() {
	r := burglary(14, 0.7)
	fmt.Println(meeting.OfHome(r))
	r.Type = "Non-residential burglary"
	fmt.Println(meeting.OfHome(r))
	// Output:
	// true
	// false
}

func ExampleHouseholdList_Sentence() {
	fmt.Println(street(true).List("Town", []crime.Record{burglary(14, 0.5005)}).Sentence())
	// Output: 1 burglary of homes in the 14 days to 2025-10-20, no near repeats; 2 homes to visit within 100 m, 0 visited (0.0%)
}

func ExampleItem_Validate() {
	i := item()
	fmt.Println(i.Validate())
	i.Weight = 11
	fmt.Println(i.Validate())
	// Output:
	// <nil>
	// weight 11: above 1, at most 10
}

func ExampleItem_Span() {
	from, to := item().Span(time.UTC)
	fmt.Println(from.Format(time.DateTime), to.Format(time.DateTime))
	// Output: 2025-10-03 00:00:00 2025-10-06 00:00:00
}

func ExampleItem_Raises() {
	friday := time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC)
	fmt.Println(item().Raises(friday, friday.Add(4*time.Hour), []string{"robbery"}))
	afternoon := friday.Add(-6 * time.Hour)
	fmt.Println(item().Raises(afternoon, afternoon.Add(4*time.Hour), []string{"robbery"}))
	// Output:
	// true
	// false
}

func ExampleItem_State() {
	fmt.Println(item().State("2025-10-02"), item().State("2025-10-05"), item().State("2025-10-06"))
	// Output: to come valid expired
}

func ExampleItem_Grading() {
	fmt.Println(item().Grading())
	// Output: 2-B-P
}

func ExampleItem_RaisesNothing() {
	fmt.Println(item().RaisesNothing([]string{"pub"}))
	fmt.Printf("%q\n", item().RaisesNothing([]string{"pub", "pharmacy"}))
	// Output:
	// no pharmacy is loaded: this raises nothing
	// ""
}

func ExampleMeeting_Validate() {
	m := meeting.Meeting{Title: "Crime Reduction Group", Area: "E07000070", Date: "2025-10-06", Chair: "Superintendent"}
	fmt.Println(m.Validate())
	m.Date = "Monday"
	fmt.Println(m.Validate())
	// Output:
	// <nil>
	// date "Monday": write it YYYY-MM-DD
}

func ExampleDecision_Validate() {
	fmt.Println(meeting.Decision{Kind: "plan", Of: "plan-1", Words: "Approved"}.Validate())
	fmt.Println(meeting.Decision{Kind: "plan", Words: "Approved"}.Validate())
	// Output:
	// <nil>
	// of: name the plan
}

func ExampleLast() {
	group := func(id, date string, closed bool) meeting.Meeting {
		return meeting.Meeting{ID: id, Title: "Crime Reduction Group", Area: "E07000070", Date: date, Closed: closed}
	}
	all := []meeting.Meeting{group("1", "2025-08-04", true), group("2", "2025-09-01", true), group("3", "2025-10-06", false)}
	last, found := meeting.Last(all, all[2])
	fmt.Println(last.Date, found)
	_, found = meeting.Last(all, all[0])
	fmt.Println(found)
	// Output:
	// 2025-09-01 true
	// false
}

func ExampleFew() {
	fmt.Println(meeting.Few(3, false), "or", meeting.Few(3, true))
	// Output: 3 or under 5
}

// Partners are not told of actions at homes.
func ExamplePage_ForPartners() {
	p := meeting.Page{Actions: []meeting.Action{action("1", meeting.AtRisk), action("2", meeting.AtRisk)}, LeftOut: []string{"4 Mill Cottages"}}
	p = p.ForPartners([]string{"2"})
	fmt.Println(len(p.Actions), len(p.LeftOut))
	// Output: 1 0
}

// A burglary of a home is in a home, though nobody says at which kind of place.
func ExampleOffencesAt() {
	for _, h := range meeting.OffencesAt([]crime.Record{burglary(14, 0.7)}) {
		fmt.Println(h.Source, h.What, h.Home)
	}
	// Output: offence Residential burglary true
}

func ExampleCallsAt() {
	call := crime.IncidentRecord{Incident: crime.Incident{Opening: "noise", Closing: "asb", From: at(0), To: at(0), Precision: crime.Instant}}
	for _, h := range meeting.CallsAt([]crime.IncidentRecord{call}) {
		fmt.Println(h.Source, h.What, h.Count)
	}
	// Output: call asb 1
}

// A count that a partner withholds is not zero.
func ExamplePartnerCountsAt() {
	seen := 7
	for _, h := range meeting.PartnerCountsAt([]crime.PartnerCount{{Type: "assault", Count: &seen}, {Type: "assault", Below: 5}}) {
		fmt.Println(h.Source, h.What, h.Count)
	}
	// Output: partner assault 7
}

// The hospital and the shop without a name are not in the register.
func ExampleNewRegister() {
	at := &orb.Point{1, 52}
	r := meeting.NewRegister([]geo.Site{{Source: "r", ID: "1", Name: "The Bell", Category: "pub", At: at}, {Source: "r", ID: "2", Name: "St Wyn", Category: "hospital", At: at}, {Source: "r", ID: "3", Category: "shop", At: at}})
	fmt.Println(len(r.Find("The Bell")), len(r.Find("St Wyn")))
	// Output: 1 0
}

func ExampleRegister_Find() {
	for _, s := range register().Find("anchor") {
		fmt.Println(s.Key(), s.Name)
	}
	// Output:
	// r:1 The Anchor
	// r:4 The Anchor
}

func ExampleRegister_Concern() {
	for _, p := range register().Concern(happened(), visits(), 2, time.UTC) {
		fmt.Println(p.Name, p.Total(), "last visit", p.LastVisit)
	}
	// Output:
	// The Anchor 7 last visit 2025-01-02
	// The Bell 2 last visit 2025-01-03
}

func ExampleRegister_Chronology() {
	c, found := register().Chronology("r:1", happened(), visits(), time.UTC)
	for _, l := range c.Lines {
		fmt.Println(l.Date, l.Source, l.What)
	}
	fmt.Println(found)
	// Output:
	// 2025-01 offence Theft
	// 2025-01-01 01:00 call Noise
	// 2025-01-02 20:00 visit 10 min by Police: 1 warning
	// 2025-01-02 23:00 partner Refused entry
	// 2025-01-03 22:00 offence Robbery
	// true
}

func ExampleTopPlaces() {
	for _, p := range meeting.TopPlaces(happened(), 3) {
		fmt.Println(p.Place, p.Count)
	}
	// Output:
	// the anchor 9
	// Mill 4
	// Quay 2
}

// 240 offences in twelve months, 60 of them in the quarter.
func ExampleQuarterStrand_Count() {
	var s meeting.QuarterStrand
	s.Count(meeting.Tally{Counts: doubled()}, crime.Period{From: march2020 - 2, To: march2020}, periods(always))
	fmt.Printf("%d offences, %.2f a day\n", *s.Quarter, s.PerDay)
	// Output: 60 offences, 0.66 a day
}

func ExampleQuarter_Public() {
	q := meeting.Quarter{Area: "Town", Edition: "police", Risks: []string{"too few officers"}, Strands: []meeting.QuarterStrand{{Actions: []meeting.Action{action("1", meeting.AtRisk)}}}}
	q.Trends.Strands = []meeting.StrandRow{{Title: "Night-time economy"}}
	p := q.Public()
	fmt.Println(p.Edition, len(p.Risks), p.Strands[0].Actions[0].Owner == "")
	// Output: public 0 true
}

// A pair for half an hour is an hour.
func ExampleReturnOf() {
	r := meeting.ReturnOf("2025-10-03", "2025-10-04", []meeting.Visit{
		{Agency: "Police", Funding: meeting.Core, Place: "HS-001", From: at(0), Minutes: 30, Officers: 2, Outputs: map[string]int{"searches": 3}},
		{Agency: "Police", Funding: meeting.Core, From: at(60), Minutes: 45, Officers: 2, Lost: "an arrest"},
	})
	fmt.Println(r.All.Hours, "hours on", *r.All.Patrols, "patrol;", r.All.OutputWords())
	fmt.Println(r.Lost[0].Hours, "hours lost to", r.Lost[0].Why)
	// Output:
	// 1 hours on 1 patrol; 3 searches
	// 1.5 hours lost to an arrest
}

func ExampleReturn_Public() {
	r := meeting.ReturnOf("2025-10-03", "2025-10-04", []meeting.Visit{
		{Agency: "Police", Funding: meeting.Core, Place: "HS-001", From: at(0), Minutes: 30, Officers: 2, Outputs: map[string]int{"searches": 3, "people-engaged": 12}},
	}).Public()
	fmt.Println(r.All.OutputWords())
	// Output: 12 people engaged
}

func ExampleReturnLine_PatrolWords() {
	patrols := 12
	fmt.Println(meeting.ReturnLine{Patrols: &patrols}.PatrolWords())
	fmt.Println(meeting.ReturnLine{}.PatrolWords())
	// Output:
	// 12
	// under 5
}

func ExampleReturnLine_OutputWords() {
	fmt.Println(meeting.ReturnLine{Outputs: map[string]int{"searches": 3, "finds": 1}}.OutputWords())
	// Output: 3 searches and 1 find
}

func ExampleDeliveryOf() {
	planned := []meeting.PlannedPlace{{Place: "HS-001", Name: "Quay", Target: 30, Planned: 20, Visits: 2}}
	d := meeting.DeliveryOf("plan-1", planned, []meeting.Visit{
		{Place: "HS-001", From: at(0), Minutes: 15, Officers: 2}, {Place: "Mill", From: at(30), Minutes: 5, Officers: 2},
	})
	fmt.Println(d.Delivered, "minutes at its spots,", d.Elsewhere, "elsewhere")
	// Output: 15 minutes at its spots, 5 elsewhere
}

func ExampleDelivery_Sentence() {
	fmt.Println(meeting.Delivery{Target: 2880, Planned: 2640, Delivered: 1980, Visits: 99, Due: 132}.Sentence())
	// Output: 1980 min of 2640 planned, of 2880 wanted; 99 of 132 visits
}

func ExampleDelivery_Minutes() {
	fmt.Println(meeting.Delivery{Target: 2880, Planned: 2640, Delivered: 1980, Visits: 99, Due: 132}.Minutes())
	// Output: 1980 min of 2640 planned, of 2880 wanted
}

func ExampleRiskiest() {
	var cells []crime.CellValue
	var pubs []geo.Site
	for i, risk := range []float64{9, 7, 2, 1} {
		p := orb.Point{0.7 + 0.01*float64(i), 51.5}
		cell, err := geo.CellAt(p, 10)
		if err != nil {
			fmt.Println(err)
			return
		}
		cells = append(cells, crime.CellValue{Cell: cell, Risk: &risk})
		pubs = append(pubs, geo.Site{Name: fmt.Sprintf("Pub %d", i+1), Category: "pub", At: &p})
	}
	fmt.Println(meeting.Riskiest(cells, 10, 0.5, pubs, 5))
	// Output: map[pub:[Pub 1 Pub 2]] <nil>
}

// Six minutes inside a spot are a visit; four are not.
func ExampleStays() {
	var fixes []meeting.Fix
	for m := range 7 {
		fixes = append(fixes, meeting.Fix{Unit: "EB21", At: at(m), Is: orb.Point{-1, 51}})
	}
	for m := 10; m < 15; m++ {
		fixes = append(fixes, meeting.Fix{Unit: "EB21", At: at(m), Is: orb.Point{1, 51}})
	}
	for _, v := range meeting.Stays(fixes, spot) {
		fmt.Println(v.Unit, v.Place, v.Minutes, "min")
	}
	// Output: EB21 W 6 min
}

func ExampleReturnTemplate_Validate() {
	t := meeting.ReturnTemplate{Name: "monthly", Title: "Monthly", Columns: []meeting.ReturnColumn{{Of: "month"}, {Of: "person-hours"}}}
	fmt.Println(t.Validate())
	t.Columns[0].Of = "mileage"
	fmt.Println(t.Validate())
	// Output:
	// <nil>
	// columns/0/of: no column "mileage"; there are day, week, month, agency, funding, unit, area, place, activity, person-hours, patrols, lost-hours, lost-to, people-engaged, searches, finds, arrests, dispersals, fixed-penalties, warnings, cpw, cpn, alcohol-seized, licensing-visits, sweeps, referrals
}

func ExampleReturnTemplate_Asks() {
	t := meeting.ReturnTemplate{Columns: []meeting.ReturnColumn{{Of: "month"}, {Of: "person-hours"}}}
	fmt.Println(t.Asks("lost-to", "month"), t.Asks("unit"))
	// Output: true false
}

// filed is a return by month of two visits.
func filed() meeting.FiledReturn {
	t := meeting.ReturnTemplate{Name: "monthly", Title: "Monthly", Columns: []meeting.ReturnColumn{{Of: "month"}, {Of: "person-hours"}, {Of: "searches"}}}
	visit := func(day int, searches int) meeting.ReportedVisit {
		v := meeting.Visit{Unit: "EB21", Agency: "Police", Place: "HS-001", From: at(0).AddDate(0, 0, day), Minutes: 30, Officers: 2, Outputs: map[string]int{"searches": searches}}
		return meeting.ReportedVisit{Visit: v, Day: v.From}
	}
	return meeting.FileReturn(t, "2025-10-03", "2025-11-03", []meeting.ReportedVisit{visit(0, 3), visit(31, 9)})
}

func ExampleFileReturn() {
	for _, row := range filed().Rows {
		fmt.Println(strings.Join(row, " | "))
	}
	// Output:
	// 2025-10 | 1.0 | 3
	// 2025-11 | 1.0 | 9
	// all | 2.0 | 12
}

func ExampleFiledReturn_Public() {
	for _, row := range filed().Public().Table().Rows {
		fmt.Println(strings.Join(row, " | "))
	}
	// Output: all | 2.0 | 12
}

func ExampleOwnerName() {
	fmt.Println(meeting.OwnerName(crime.CommunityPolicing))
	// Output: Community Policing Team
}

// calls are twelve, one a day from Monday 6 January 2025, every fourth for the community
// policing team and the others for the council.
func calls() (monday time.Time, all []crime.IncidentRecord) {
	monday = time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC)
	for i := range 12 {
		c := crime.IncidentRecord{}
		c.From, c.Precision, c.Disposal = monday.AddDate(0, 0, i), crime.Instant, crime.LocalAuthority
		if i%4 == 0 {
			c.Disposal = crime.CommunityPolicing
		}
		all = append(all, c)
	}
	return monday, all
}

func ExampleTriageOf() {
	monday, all := calls()
	t := meeting.TriageOf("Town", monday, all)
	fmt.Println(t.Calls, "of", t.All, "calls were in the week")
	for _, o := range t.Owners {
		fmt.Printf("%s: %d, %.1f%%\n", o.Owner, o.Week, o.WeekShare)
	}
	// Output:
	// 7 of 12 calls were in the week
	// Community Policing Team: 2, 28.6%
	// Local authority: 5, 71.4%
	// Control room, for Local Policing Team: 0, 0.0%
	// No further action: 0, 0.0%
}

func ExampleTriage_Public() {
	monday, all := calls()
	for _, o := range meeting.TriageOf("Town", monday, all).Public().Owners {
		fmt.Println(o.Owner, o.Week)
	}
	// Output: Other owners 7
}

func ExampleInWeek() {
	monday, all := calls()
	fmt.Println(meeting.InWeek(all[6], monday, monday.AddDate(0, 0, 7)), meeting.InWeek(all[7], monday, monday.AddDate(0, 0, 7)))
	// Output: true false
}

// Thirds, rounded alone, would sum to 99.9.
func ExampleShares() {
	fmt.Println(meeting.Shares([]int{1, 1, 1}))
	// Output: [33.4 33.3 33.3]
}

// The same visit, reported twice, is one, whether it was made or skipped.
func ExampleVisit_Key() {
	v := meeting.Visit{Unit: "EB21", Place: "HS-001", From: at(0), Minutes: 15}
	again := v
	again.Minutes = 16
	other := v
	other.Unit = "EB22"
	skipped := v
	skipped.Lost = "an arrest"
	fmt.Println(v.Key() == again.Key(), v.Key() == other.Key(), v.Key() == skipped.Key())
	// Output: true false true
}

func ExampleVisit_Named() {
	v := meeting.Visit{Unit: "EB21", Place: "HS-001", From: at(0), Minutes: 15}
	fmt.Println(v.ID == "", v.Named().ID != "")
	// Output: true true
}

func ExampleVisit_Validate() {
	v := meeting.Visit{Unit: "EB21", Agency: "Police", Funding: meeting.Core, Place: "HS-001", From: at(0), Minutes: 15, Officers: 2, Source: meeting.FromForm}
	fmt.Println(v.Validate())
	v.Officers = 60
	fmt.Println(v.Validate())
	// Output:
	// <nil>
	// officers 60: from 1 to 50
}

func ExampleDayOf() {
	fmt.Println(meeting.DayOf("2025-09-30"))
	// Output: 30 September 2025
}

func ExampleShortDay() {
	fmt.Println(meeting.ShortDay("2025-08-15", "2025-09-30"), "·", meeting.ShortDay("2025-08-15", "2026-01-05"))
	// Output: 15 Aug · 15 Aug 2025
}
