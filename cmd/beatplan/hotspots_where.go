package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/study"
)

// spotFlags are those of what builds spots.
type spotFlags struct {
	questionFlags
	allHours
	Resolution   int      `help:"H3 resolution of the cells that spots are built of." default:"11" placeholder:"N"`
	Spots        int      `help:"How many." default:"20" placeholder:"N"`
	Size         float64  `field:"area_m2" help:"Area of a spot, m²." default:"22500" placeholder:"M2"`
	Buffer       float64  `help:"Width of the ring around a spot, metres." default:"100" placeholder:"METRES"`
	Exclude      []string `help:"Categories of site around which there is no spot, and whose own offences do not count; none for none (default: those at which the group never counts: prison, hospital, police-station …)." placeholder:"NAME"`
	Around       float64  `help:"How far around them, metres." default:"100" placeholder:"METRES"`
	ExcludeCells []string `help:"H3 cells that no spot takes in." placeholder:"CELL"`
	harmCap
}

// request returns what the flags ask for, of spots so far apart.
func (f *spotFlags) request(apart float64) app.SpotsRequest {
	exclude := f.Exclude
	if len(exclude) == 1 && exclude[0] == "none" {
		exclude = []string{}
	}
	return app.SpotsRequest{
		HotspotRequest: f.on(f.Resolution, f.allHours), Spots: &f.Spots, Area: &f.Size, Apart: apart, Buffer: &f.Buffer,
		Exclude: exclude, Around: &f.Around, Cells: f.ExcludeCells, HarmCap: &f.HarmCap,
	}
}

type spotsCommand struct {
	spotFlags
	Apart float64 `help:"Least distance between spots, metres; trials take 500." default:"0" placeholder:"METRES"`
}

// Run builds the spots and exports them.
func (c spotsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (study.PatrolSpots, geo.Collection, error) {
		return s.BuildSpots(ctx, c.request(c.Apart))
	}, printSpots)
}

func printSpots(w io.Writer, spots study.PatrolSpots) {
	footing(w, spots.Footing)
	fmt.Fprintf(w, "%s: %.1f%% of it on %.3f%% of the area\n", english.Count(float64(len(spots.Spots)), "spot"), 100*spots.Held, 100*spots.AreaHeld)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "rank\tspot\tm²\toffences\tharm\tASB\tcalls\tbest hours\tcertain\tmonths in top 20\texpected"+bandNames(spots)+"\trests on")
	for _, p := range spots.Spots {
		certain := "unknown"
		if p.Certainty != nil {
			certain = fmt.Sprintf("%.0f%%", 100**p.Certainty)
		}
		fmt.Fprintf(t, "%d\t%s\t%.0f\t%.6g\t%.0f\t%.6g\t%.6g\t%s\t%s\t%d of %d\t%.1f%s\t%s\n", p.Rank, p.ID, p.Area, p.Count, p.Harm, p.ASB, p.Incidents, p.BestHours, certain, p.InTop, p.Months, *p.Expected, bands(p.Bands), p.Basis)
	}
	t.Flush()
	notes(w, spots.Notes)
	fmt.Fprintln(w, spots.ID)
}

// bandNames returns the headings of the bands of hours, none where no hour is known.
func bandNames(spots study.PatrolSpots) string {
	if len(spots.Spots) == 0 || spots.Spots[0].Bands == nil {
		return ""
	}
	return "\t06-10\t10-14\t14-18\t18-22\t22-02\t02-06"
}

func bands(b *study.HourBands) string {
	if b == nil {
		return ""
	}
	return fmt.Sprintf("\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f", b.From06, b.From10, b.From14, b.From18, b.From22, b.From02)
}

type emergingCommand struct {
	hotspotFlags
	harmCap
}

// Run tells which cells rise or fall and exports them.
func (c emergingCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (app.EmergingHotspots, geo.Collection, error) {
		return s.FindEmerging(ctx, app.EmergingRequest{HotspotRequest: c.request(), HarmCap: &c.HarmCap})
	}, printEmerging)
}

func printEmerging(w io.Writer, emerging app.EmergingHotspots) {
	footing(w, emerging.Footing)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "month\toffences\tharm\t")
	for _, m := range emerging.Months {
		fmt.Fprintf(t, "%s\t%.6g\t%.0f\t\n", m.Month, m.Offences, m.Harm)
	}
	t.Flush()
	fmt.Fprintf(w, "the whole area: %+.3g a month (Sen), tau %.2f, p %.2g\n", emerging.Trend.Sen, emerging.Trend.Tau, emerging.Trend.P)
	fmt.Fprintf(w, "the last %d months have %.0f%% of the offences; of the cells with an offence: %s\n", emerging.Settings.Recent, 100*emerging.Settings.Share, tally(emerging.Changes))
	fmt.Fprintf(w, "classes: %s\n", tally(emerging.Classes))
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "class\tchange\tcell\toffences\trecent\taround\tharm\tq")
	for _, p := range emerging.Places[:min(shownRows, len(emerging.Places))] {
		fmt.Fprintf(t, "%s\t%s\t%s\t%.6g\t%.6g\t%.6g\t%.0f\t%.2g\n", p.Class, p.Change, p.Cell, p.Count, p.Recent, p.Around, p.Harm, p.Q)
	}
	t.Flush()
	for _, p := range emerging.Places {
		if p.Change == hotspot.Rising {
			fmt.Fprintf(w, "%s %s: %s\n", p.Cell, p.Change, p.Sentence)
		}
	}
	notes(w, emerging.Notes)
	fmt.Fprintln(w, emerging.ID)
}

type repeatsCommand struct {
	timedFlags
	Metres    []float64 `help:"Edges of the bands of distance." default:"0,1,100,200,400,800" placeholder:"METRES"`
	Days      []int     `help:"Edges of the bands of time." default:"0,3,7,14,28" placeholder:"DAYS"`
	Near      float64   `help:"How near a near repeat is, metres." default:"200" placeholder:"METRES"`
	NearDays  int       `help:"And how soon, days." default:"14" placeholder:"DAYS"`
	Manhattan bool      `help:"Measure along the axes of the grid, as streets of a grid would have one go, not as the crow flies."`

	Shuffles int    `help:"How many random permutations of the days to test against." default:"999" placeholder:"N"`
	Seed     uint64 `help:"Another seed deals them otherwise." default:"1" placeholder:"N"`
}

// Run tests for near repeats and exports the offences that are some.
func (c repeatsCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (study.NearRepeats, geo.Collection, error) {
		return s.FindRepeats(ctx, app.RepeatsRequest{
			HotspotRequest: c.request(), Metres: c.Metres, Days: c.Days, Near: &c.Near, NearDays: &c.NearDays, Shuffles: &c.Shuffles, Seed: &c.Seed, Manhattan: c.Manhattan,
		})
	}, printRepeats)
}

func printRepeats(w io.Writer, repeats study.NearRepeats) {
	footing(w, repeats.Footing)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "metres\tdays\tpairs\texpected\tratio\tp\t")
	for _, b := range repeats.Bands {
		fmt.Fprintf(t, "%g-%g\t%d-%d\t%d\t%.1f\t%.2f\t%.3g\t\n", b.FromM, b.ToM, b.FromDays, b.ToDays, b.Observed, b.Expected, b.Ratio, b.P)
	}
	t.Flush()
	fmt.Fprintf(w, "%s: %s\n", english.Count(float64(repeats.Dated), "offence"), tally(repeats.Roles))
	fmt.Fprintln(w, repeats.Verdict)
	notes(w, repeats.Notes)
	fmt.Fprintln(w, repeats.ID)
}
