// Package sample has a document with everything that a page may hold, for the tests
// of those that write it.
package sample

import (
	"time"

	"github.com/paulmach/orb"

	"beatplan/report"
)

// Everything returns a document with every block.
func Everything() report.Document {
	cell := func(x, y float64) orb.Polygon {
		return orb.Polygon{{{x, y}, {x + 0.001, y + 0.0005}, {x + 0.001, y + 0.0012}, {x, y + 0.0017}, {x - 0.001, y + 0.0012}, {x - 0.001, y + 0.0005}, {x, y}}}
	}
	m := report.Map{
		Bound: orb.Bound{Min: orb.Point{0.710, 51.536}, Max: orb.Point{0.717, 51.540}}, Height: 60, Most: 90,
		Features: []report.MapFeature{
			{Geometry: cell(0.712, 51.537), Style: report.Filled, Colour: report.Shade(3, 5)},
			{Geometry: cell(0.714, 51.537), Style: report.Filled, Colour: report.Shade(1, 5)},
			{Geometry: orb.LineString{{0.705, 51.5372}, {0.713, 51.5378}, {0.720, 51.5374}}, Style: report.Road, Name: "Quay Street"},
			{Geometry: orb.LineString{{0.7125, 51.535}, {0.7128, 51.542}}, Style: report.Street, Name: "Heron Lane"},
			{Geometry: orb.Polygon{{{0.7105, 51.5365}, {0.716, 51.5365}, {0.716, 51.5395}, {0.7105, 51.5395}, {0.7105, 51.5365}}}, Style: report.Dashed, Name: "s.34"},
			{Geometry: orb.Polygon{{{0.7105, 51.5365}, {0.712, 51.5365}, {0.712, 51.5375}, {0.7105, 51.5375}, {0.7105, 51.5365}}}, Style: report.Hatched, Name: "s.60"},
			{Geometry: cell(0.712, 51.537), Style: report.Edge, Colour: report.Primary},
		},
		Marks: []report.MapMark{
			{At: orb.Point{0.7128, 51.5381}, Sign: "1", Shape: report.Round},
			{At: orb.Point{0.7142, 51.5377}, Sign: "7", Shape: report.Square},
			{At: orb.Point{0.7152, 51.5390}, Sign: "P", Shape: report.Plate, Name: "Police station"},
		},
		Classes: report.Classes{Title: "days of harm a hex", Least: []string{"0", "250", "500", "1,000", "2,500+"}},
		Source:  "© OpenStreetMap contributors", Alt: "Quay Street and the streets around it.",
	}
	var hours report.Hours
	for h := range hours.Week {
		if h%24 > 20 {
			hours.Week[h] = float64(h / 12)
			hours.Peak[h] = h > 110
		}
	}
	stop := report.Stop{ID: "u1-s01", Sign: "1", Name: "Station Parade", Where: "by the station", Manner: "Engage · Explain", Do: report.Plain("Speak to staff. Last train is ").And(report.Bold("00:40"), report.Plain(".")), Minutes: 20}
	post := stop
	post.Shape, post.Shaded, post.Sign = report.Square, true, "7"
	rest := report.Stop{Sign: "II", Shape: report.Ring, Name: "Break", Do: report.Plain("OM-2 stays out."), Minutes: 45, Shaded: true, NoBoxes: true}
	return report.Document{
		Title: "Everything", Marking: "OFFICIAL-SENSITIVE", Date: time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC),
		Pages: []report.Page{{
			ID:   "one",
			Head: report.Head{Title: "Quay Street", Tag: "Primary", Accent: report.Primary, Lines: []string{"Night-time economy focus area, Ostermouth"}, Right: []report.Text{report.Plain("Set 12, version 3")}},
			Blocks: []report.Block{
				report.Paragraph{Style: report.Lead, Text: report.Plain("Two late venues, one kebab house and one taxi rank empty into the same 300 m of street between midnight and three.")},
				report.Columns{Share: 0.6, Left: []report.Block{m}, Right: []report.Block{
					report.Paragraph{Style: report.Boxed, Title: "s.34 dispersal", Sign: "- - -", Text: report.Plain("In the dashed line you may direct a person to leave.")},
					report.Table{Columns: []report.Column{{Width: 1}, {Width: 1, Right: true}}, Rows: []report.Row{{Cells: []report.Cell{{Text: report.Muted("Recorded")}, {Text: report.Bold("261")}}}}},
				}},
				report.Paragraph{Style: report.Banner, Text: report.Bold("Anywhere else: being in this place is not by itself reasonable grounds for a search.")},
				report.Heading{Number: 1, Text: "When", Note: "half falls in 10 of 168 hours"},
				hours,
				report.Figures{{Value: "75%", Text: "of planned minutes delivered"}, {Value: "412", Text: "people engaged"}, {Value: "4 of 8", Text: "actions completed"}},
				report.Columns{
					Left:  []report.Block{report.Bars{Height: 26, Bars: []report.Upright{{Label: "1", Value: 88}, {Label: "2", Value: 150}, {Label: "3", Value: 160, Hollow: true}}}},
					Right: []report.Block{report.Spans{Limit: 243, Spans: []report.Span{{Label: "This plan", Value: 231, Low: 200, High: 260, Main: true}, {Label: "At random", Value: 148}}}},
				},
				report.Table{Columns: []report.Column{{Head: "action", Width: 3}, {Head: "share", Width: 2}, {Head: "status", Width: 1}}, Rows: []report.Row{
					{Cells: []report.Cell{{Text: report.Plain("Lamp 14 lit again"), Mark: report.PrimaryMark}, {Text: report.Plain("31.0%"), Bar: &report.Bar{Share: 0.8, Colour: report.Primary}}, {Text: report.Bold("At risk"), Mark: report.AtRisk}}},
					{Cells: []report.Cell{{Text: report.Plain("All")}, {Text: report.Plain("100%")}}, Total: true},
				}},
				report.Answers{Prompts: []report.Prompt{{Text: "Quay Street primary", Choices: []string{"yes", "no"}}, {Text: "Who takes lamp 14:"}}, Blank: 1},
			},
			Foot: report.Foot{Left: report.Bold("What it rests on: ").And(report.Plain("January to September 2025.")), Right: "Demoshire is invented"},
		}, {
			ID:   "two",
			Head: report.Head{Call: "OM-1", Title: "Friday 3 October 2025, 20:00–04:00", Lines: []string{"Constable pair on foot"}},
			Blocks: []report.Block{
				report.Rounds{Boxes: []string{"people engaged", "searches", "finds", "warnings"}, Bands: []report.Band{
					{Time: []string{"20–21"}, Tags: []string{"s.34 from 21:00"}, Stops: []report.Stop{stop, stop}}, {Time: []string{"22:15", "23:00"}, Stops: []report.Stop{rest}}, {Time: []string{"02:00", "03:15"}, Stops: []report.Stop{post}},
				}},
				report.Timeline{
					Title: "Harm expected", Note: "days", Expect: []float64{8, 9, 20, 30}, Hours: []string{"20", "21"}, Count: "Units on the street", Counts: []int{1, 1, 0, 1},
					Rows: []report.TimelineRow{{Label: "OM-1", Note: "foot", On: report.Stretch{To: 2}, Away: []report.Stretch{{From: 1, To: 1.5, Label: "break"}}, Held: []report.Stretch{{From: 1.5, To: 2, Label: "rank"}}}},
				},
			},
		}},
	}
}
