package meeting_test

import (
	"fmt"
	"os"

	"beatplan/crime"
	"beatplan/meeting"
)

func ExampleYear() {
	fmt.Println(meeting.Year(march2020))
	// Output: 2019-04..2020-03
}

func ExamplePeriods_Missing() {
	fmt.Println(periods(func(m crime.Month) bool { return m != march2020-13 }).Missing())
	// Output: [2019-02]
}

func ExamplePeriods_Comparable() {
	fmt.Println(periods(always).Comparable(), periods(func(m crime.Month) bool { return m > march2020-8 }).Comparable())
	// Output: 12 4
}

func ExamplePeriods_Row() {
	row, err := periods(always).Row(meeting.Tally{Counts: doubled()})
	fmt.Println(*row.Before, *row.After, row.Percent, row.Verdict, err)
	row, err = periods(always).Row(meeting.Tally{Counts: doubled(), Unknown: "no offence has the flag"})
	fmt.Println(row.After == nil, row.Note, err)
	// Output:
	// 120 240 +100% above (steady at that level) <nil>
	// true no offence has the flag <nil>
}

func ExampleStrands() {
	robbery := meeting.Tally{Row: meeting.StrandRow{Name: "robbery", Title: "Robbery"}, Counts: doubled()}
	table, err := meeting.Strands("Town", periods(always), []meeting.Tally{robbery}, nil)
	for _, r := range table.Strands {
		fmt.Println(r.Title, *r.Difference, r.Verdict)
	}
	fmt.Println(err)
	// Output:
	// Robbery 120 above (steady at that level)
	// <nil>
}

func ExampleStrandsOf() {
	table, err := meeting.StrandsOf("2018/19", "2019/20", []meeting.StrandCount{{Title: "Robbery of business premises", Before: 8, After: 9}})
	fmt.Println(table.Strands[0].Percent, table.Strands[0].Verdict, err)
	// Output: +12.5% comparable <nil>
}

func ExampleStrandTable_Public() {
	table, err := meeting.StrandsOf("2018/19", "2019/20", []meeting.StrandCount{{Title: "Robbery", Before: 80, After: 90}, {Title: "Hare coursing", Before: 9, After: 3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range table.Public().Strands {
		fmt.Println(r.Title, said(r.Before), said(r.After))
	}
	// Output:
	// Robbery 80 90
	// Hare coursing 9 -
}

func ExampleStrandTable_Summary() {
	table, err := meeting.StrandsOf("2018/19", "2019/20", []meeting.StrandCount{{Title: "Robbery", Before: 80, After: 90}, {Title: "Burglary", Before: 900, After: 400}})
	fmt.Println(table.Summary(), err)
	// Output: lower: Burglary; comparable: Robbery <nil>
}

// With their sum known, one count alone could be worked out: a second is withheld too.
func ExampleSuppress() {
	counts := []int{3, 20, 11, 34}
	var all []*int
	for i := range counts {
		all = append(all, &counts[i])
	}
	fmt.Println(meeting.Suppress(all, [][]int{{0, 1, 2, 3}}))
	// Output: [true false true false]
}

func ExampleTable_CSV() {
	b, err := meeting.Table{Header: []string{"place", "visits"}, Rows: [][]string{{"=Quay", "3"}}}.CSV()
	fmt.Print(string(b), err)
	// Output:
	// place,visits
	// '=Quay,3
	// <nil>
}

func ExampleTable_Markdown() {
	fmt.Print(meeting.Table{Title: "Visits", Header: []string{"place", "visits"}, Rows: [][]string{{"Quay", "3"}}, Notes: []string{"of October"}}.Markdown())
	// Output:
	// ## Visits
	//
	// | place | visits |
	// | --- | --- |
	// | Quay | 3 |
	//
	// - of October
}

func ExampleTable_Print() {
	meeting.Table{Header: []string{"place", "visits"}, Rows: [][]string{{"Quay", "3"}, {"Mill Lane", "12"}}}.Print(os.Stdout)
	// Output:
	// place      visits
	// Quay       3
	// Mill Lane  12
}

// An offence that two groups of a strand take in counts once.
func ExampleTallyStrand() {
	strand := crime.Strand{Name: "knife-crime", Title: "Knife crime", Groups: []string{"robbery", "all"}}
	counts := []crime.MonthlyCount{{Month: march2020, Kind: crime.Offence{Type: "Robbery"}, Offences: 7}}
	fmt.Println(meeting.TallyStrand(strand, crime.DefaultGroups(), counts).Counts[march2020])
	// Output: 7
}

// monthly is ten robberies in each month of two years, of which seven were at other hours.
func monthly() (all, nights meeting.Tally) {
	p := periods(always)
	strand := crime.Strand{Name: "nights", Groups: []string{"robbery"}}
	var counts, atNight []crime.MonthlyCount
	for m := p.Before.From; m <= p.After.To; m++ {
		c := crime.MonthlyCount{Month: m, Kind: crime.Offence{Type: "Robbery"}, Offences: 10}
		counts = append(counts, c)
		c.Elsewhen = 7
		atNight = append(atNight, c)
	}
	return meeting.TallyStrand(strand, crime.DefaultGroups(), counts), meeting.TallyStrand(strand, crime.DefaultGroups(), atNight)
}

func ExampleAtHours() {
	all, nights := monthly()
	row, err := periods(always).Row(meeting.AtHours(all, nights, "nte hours", periods(always)))
	fmt.Println(*row.After, err)
	fmt.Println(row.Note)
	// Output:
	// 36 <nil>
	// counted at nte hours, in the area by their positions; an offence that may have been at other hours too counts in part
}

func ExampleTally_AtAllHours() {
	all, _ := monthly()
	row, err := periods(always).Row(all.AtAllHours("the data have no hours"))
	fmt.Println(*row.After, err)
	fmt.Println(row.Note)
	// Output:
	// 120 <nil>
	// counted at all hours of the day, not only at those of the operation: the data have no hours
}

func ExampleTallyTypes() {
	for _, t := range meeting.TallyTypes([]crime.MonthlyCount{
		{Month: march2020, Kind: crime.Offence{Type: "Robbery"}, Offences: 7}, {Month: march2020, Kind: crime.Offence{Type: "Drugs"}, Offences: 2},
	}) {
		fmt.Println(t.Row.Title, t.Counts[march2020])
	}
	// Output:
	// Drugs 2
	// Robbery 7
}
