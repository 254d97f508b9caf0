package crime_test

import (
	"fmt"
	"time"

	"beatplan/crime"
)

// friday is the evening of Friday 3 October 2025.
var friday = time.Date(2025, 10, 3, 18, 0, 0, 0, time.UTC)

// named is a clock that everybody has.
func named(name string) crime.Clock {
	c, err := crime.NamedClock(name)
	if err != nil {
		panic(err)
	}
	return c
}

// month reads a month that is written right.
func month(s string) crime.Month {
	m, err := crime.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

func ExampleParseMonth() {
	fmt.Println(crime.ParseMonth("2025-10"))
	_, err := crime.ParseMonth("October")
	fmt.Println(err)
	// Output:
	// 2025-10 <nil>
	// month "October": write it YYYY-MM
}

func ExampleMonthOf() {
	fmt.Println(crime.MonthOf(friday), crime.MonthOf(friday)+3)
	// Output: 2025-10 2026-01
}

func ExampleMonth_Start() {
	fmt.Println(month("2025-10").Start(time.UTC).Format(time.DateOnly))
	// Output: 2025-10-01
}

func ExampleMonth_Days() {
	fmt.Println(month("2024-02").Days().Len(), month("2025-02").Days())
	// Output: 29 1-28
}

func ExampleDays_Len() {
	weekend := crime.Days(0b1111)
	fmt.Println(weekend.Len(), weekend)
	// Output: 4 1-4
}

func ExamplePeriod_Validate() {
	fmt.Println(crime.Period{From: month("2025-04"), To: month("2025-01")}.Validate())
	// Output: period from 2025-04 to 2025-01 ends before it begins
}

func ExamplePeriod_Months() {
	fmt.Println(crime.Period{From: month("2025-01"), To: month("2025-12")}.Months())
	// Output: 12
}

func ExamplePeriod_Overlaps() {
	spring := crime.Period{From: month("2025-03"), To: month("2025-05")}
	summer := crime.Period{From: month("2025-06"), To: month("2025-08")}
	half := crime.Period{From: month("2025-01"), To: month("2025-06")}
	fmt.Println(spring.Overlaps(summer), spring.Overlaps(half), summer.Overlaps(half))
	// Output: false true true
}

// October has an hour more where clocks go back.
func ExamplePeriod_Duration() {
	october := crime.Period{From: month("2025-10"), To: month("2025-10")}
	london, err := time.LoadLocation("Europe/London")
	fmt.Println(october.Duration(london)-october.Duration(time.UTC), err)
	// Output: 1h0m0s <nil>
}

func ExampleClockRule_Clock() {
	c, err := crime.ClockRule{Name: "evenings", Rule: "daily 18:00-22:00"}.Clock()
	fmt.Println(c.Hours(), err)
	// Output: 28 <nil>
}

func ExampleClockRule_Validate() {
	fmt.Println(crime.ClockRule{Name: "evenings", Rule: "daily 18:00-22:00"}.Validate())
	fmt.Println(crime.ClockRule{Name: "evenings", Rule: "after dark"}.Validate())
	// Output:
	// <nil>
	// rule: "after dark": write days and whole hours, as in «Thu-Sun 19:00-05:00, eves 19:00-05:00»
}

func ExampleClockNames() {
	fmt.Println(crime.ClockNames())
	// Output: [all nte day night]
}

func ExampleNamedClock() {
	nte, err := crime.NamedClock("nte")
	fmt.Println(nte.Rule, err)
	_, err = crime.NamedClock("evenings")
	fmt.Println(err)
	// Output:
	// Thu-Sun 19:00-05:00, eves 19:00-05:00 <nil>
	// no clock "evenings"; there are all, nte, day, night
}

// A rule says that eves of bank holidays count; a calendar says when they are.
func ExampleClock_On() {
	christmas := crime.Event{Kind: crime.BankHoliday, Name: "Christmas Day", From: time.Date(2025, 12, 25, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 12, 26, 0, 0, 0, 0, time.UTC)}
	eve := time.Date(2025, 12, 24, 22, 0, 0, 0, time.UTC) // a Wednesday
	nte := named("nte")
	fmt.Println(nte.Takes(eve), nte.On([]crime.Event{christmas}, time.UTC).Takes(eve))
	// Output: false true
}

func ExampleClock_OfCalendar() {
	fmt.Println(named("nte").OfCalendar(), named("night").OfCalendar())
	// Output: true false
}

func ExampleClock_Dates() {
	christmas := crime.Event{Kind: crime.BankHoliday, Name: "Christmas Day", From: time.Date(2025, 12, 25, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 12, 26, 0, 0, 0, 0, time.UTC)}
	for _, begins := range named("nte").On([]crime.Event{christmas}, time.UTC).Dates() {
		fmt.Println(begins.Format("Mon 2 January 15:04"))
	}
	// Output: Wed 24 December 19:00
}

func ExampleClock_Empty() {
	fmt.Println(crime.Clock{}.Empty(), named("night").Empty())
	// Output: true false
}

func ExampleClock_Takes() {
	night := named("night")
	fmt.Println(night.Takes(friday), night.Takes(friday.Add(-time.Minute)))
	// Output: true false
}

func ExampleClock_All() {
	fmt.Println(named("all").All(), named("nte").All())
	// Output: true false
}

// Four nights of ten hours.
func ExampleClock_Hours() {
	fmt.Println(named("nte").Hours())
	// Output: 40
}

// A burglary found on Saturday at 09:00, of a house left on Friday at 17:00: most of that
// time was night.
func ExampleClock_Share() {
	o := crime.Offence{From: friday.Add(-time.Hour), To: friday.Add(15 * time.Hour), Precision: crime.Interval}
	share, known := named("night").Share(o, time.UTC)
	fmt.Println(share, known)
	o.Precision = crime.InMonth
	_, known = named("night").Share(o, time.UTC)
	fmt.Println(known)
	// Output:
	// 0.75 true
	// false
}

func ExampleHourOfWeek() {
	fmt.Println(crime.HourOfWeek(friday), "of", crime.HoursInWeek)
	// Output: 114 of 168
}

func ExampleHourShares() {
	for begins, share := range crime.HourShares(friday.Add(45*time.Minute), friday.Add(105*time.Minute)) {
		fmt.Println(begins.Format("15:04"), share)
	}
	// Output:
	// 18:45 0.25
	// 19:00 0.75
}

func ExampleClock_HoursOfDay() {
	taken := named("nte").HoursOfDay()
	fmt.Println(taken[4], taken[5], taken[18], taken[19])
	// Output: true false false true
}

func ExampleParseEventKind() {
	fmt.Println(crime.ParseEventKind("Bank holiday"))
	_, err := crime.ParseEventKind("strike")
	fmt.Println(err)
	// Output:
	// bank-holiday <nil>
	// no kind of event "strike"; there are fixture, festival, payday, school-term, holiday-eve, bank-holiday
}

func ExampleEvent_Overlaps() {
	match := crime.Event{Kind: crime.Fixture, From: friday, To: friday.Add(2 * time.Hour)}
	fmt.Println(match.Overlaps(friday.Add(time.Hour), friday.Add(5*time.Hour)), match.Overlaps(friday.Add(2*time.Hour), friday.Add(5*time.Hour)))
	// Output: true false
}

func ExampleEves() {
	boxing := crime.Event{Kind: crime.BankHoliday, Name: "Boxing Day", From: time.Date(2025, 12, 26, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 12, 27, 0, 0, 0, 0, time.UTC)}
	for _, e := range crime.Eves([]crime.Event{boxing}, time.UTC) {
		fmt.Println(e.Name, e.From.Format("Mon 2 January"))
	}
	// Output: Eve of Boxing Day Thu 25 December
}

// Thirty offences at midnight sharp, and one or two at any other time: nobody knows when
// the thirty happened.
func ExampleMinutes_Add() {
	var m crime.Minutes
	midnight := time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC)
	m.Add(midnight, 30)
	for i := range 40 {
		m.Add(midnight.Add(time.Duration(13+i*31)*time.Minute), 1)
	}
	for _, heap := range m.Heaps() {
		fmt.Println(heap)
	}
	// Output: 30 of 70 offences are at 00:00 to the minute
}

func ExampleMinutes_Heaps() {
	var m crime.Minutes
	for hour := range 24 { // rounding to whole hours makes no heap
		m.Add(time.Date(2025, 10, 3, hour, 0, 0, 0, time.UTC), 20)
	}
	fmt.Println(len(m.Heaps()))
	m.Add(time.Date(2025, 10, 3, 12, 0, 0, 0, time.UTC), 100)
	fmt.Println(m.Heaps()[0])
	// Output:
	// 0
	// 120 of 580 offences are at 12:00 to the minute
}

func ExampleHeap_Note() {
	fmt.Println(crime.Heap{Minute: 0, Offences: 30, Of: 70}.Note())
	// Output: 30 of 70 offences are at 00:00 to the minute, far more than at any other minute: many systems enter that when the time is not known, so the hours of these count as unknown
}

// atNoon are twelve offences at noon and three at other times.
func atNoon() []crime.Offence {
	var all []crime.Offence
	for i := range 15 {
		at := time.Date(2025, 10, 1+i, 12, 0, 0, 0, time.UTC)
		if i >= 12 {
			at = at.Add(time.Duration(i) * 17 * time.Minute)
		}
		all = append(all, crime.Offence{Type: "Robbery", From: at, To: at, Precision: crime.Instant})
	}
	return all
}

func ExampleHeaps() {
	fmt.Println(crime.Heaps(atNoon(), time.UTC))
	// Output: [12 of 15 offences are at 12:00 to the minute]
}

func ExampleWithoutHours() {
	offences := atNoon()
	months := 0
	for _, o := range crime.WithoutHours(offences, crime.Heaps(offences, time.UTC), time.UTC) {
		if o.Precision == crime.InMonth {
			months++
		}
	}
	fmt.Println(months, "of", len(offences), "are known by their month alone")
	// Output: 12 of 15 are known by their month alone
}

func ExampleInHeap() {
	offences := atNoon()
	heaps := crime.Heaps(offences, time.UTC)
	fmt.Println(crime.InHeap(offences[0], heaps, time.UTC), crime.InHeap(offences[14], heaps, time.UTC))
	// Output: true false
}

func ExampleBreak_Validate() {
	fmt.Println(crime.Break{Name: "lockdown-1", Title: "First lockdown", From: "2020-03-23", To: "2020-07-04"}.Validate())
	fmt.Println(crime.Break{Name: "lockdown-1", Title: "First lockdown", From: "2020-07-04", To: "2020-03-23"}.Validate())
	// Output:
	// <nil>
	// to 2020-03-23: it is before from 2020-07-04
}

func ExampleBreak_Touches() {
	lockdown := crime.Break{Name: "lockdown-1", Title: "First lockdown", From: "2020-03-23", To: "2020-07-04"}
	fmt.Println(lockdown.Touches("2020-07-04", "2020-12-31"), lockdown.Touches("2020-07-05", "2020-12-31"))
	// Output: true false
}

func ExampleBreak_Days() {
	fmt.Println(crime.Break{Title: "First lockdown", From: "2020-03-23", To: "2020-07-04"}.Days())
	// Output: First lockdown (2020-03-23 to 2020-07-04)
}

func ExampleBreakNotes() {
	lockdown := crime.Break{Name: "lockdown-1", Title: "First lockdown", From: "2020-03-23", To: "2020-07-04"}
	year := func(from, to string) crime.Period { return crime.Period{From: month(from), To: month(to)} }
	for _, note := range crime.BreakNotes([]crime.Break{lockdown}, year("2019-04", "2020-03"), year("2020-04", "2021-03")) {
		fmt.Println(note)
	}
	// Output: First lockdown (2020-03-23 to 2020-07-04) is in 2020-04..2021-03: a change may be its doing
}
