package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
)

type forecastCommand struct {
	Area     string  `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Group    string  `required:"" help:"Offence group; see beatplan groups." placeholder:"NAME"`
	From     string  `help:"First month to forecast (default: the one after the training months)." placeholder:"YYYY-MM"`
	To       string  `help:"Last month to forecast (default: three months in all)." placeholder:"YYYY-MM"`
	Train    string  `help:"Months to learn from (default: all that are loaded before)." placeholder:"YYYY-MM..YYYY-MM"`
	Clock    string  `help:"A clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»." default:"all" placeholder:"NAME"`
	AllHours bool    `help:"Where hours are unknown, count at all hours, labelled so."`
	Measure  string  `help:"What cells are ranked by: count or harm (days of imprisonment, Cambridge Crime Harm Index of 2016)." default:"count" placeholder:"NAME"`
	Share    float64 `help:"Share of the cells to list, the best first." default:"0.01" placeholder:"SHARE"`
	resolution
	tabular
}

// Run forecasts the offences of an area's cells and exports the best cells.
func (c forecastCommand) Run(ctx context.Context, g *globals, out *output) error {
	if err := geo.CheckResolution(c.Resolution); err != nil {
		return err
	}
	return answerRows(ctx, g, out, c.tabular, func(s *session) (app.Forecast, geo.Collection, error) {
		return s.ForecastHotspots(ctx, app.ForecastRequest{
			HotspotRequest: app.HotspotRequest{
				Area: c.Area, Group: c.Group, From: c.From, To: c.To, Clock: c.Clock, AllHours: c.AllHours, Resolution: c.Resolution, Measure: c.Measure,
			},
			Train: c.Train, Share: c.Share,
		})
	}, printForecast)
}

// shownCells is how many cells of a forecast are printed; the file has all.
const shownCells = 20

func printForecast(w io.Writer, f app.Forecast) {
	footing(w, f.Footing)
	fmt.Fprintln(w, f.Verdict)
	expected := f.Total.Offences.Mean
	if f.Measure == hotspot.ByHarm {
		expected = f.Total.Harm.Mean
	}
	if expected > 0 {
		printExpected(w, f)
	}
	notes(w, f.Notes)
	fmt.Fprintln(w, f.ID)
}

// printExpected prints what the best shares of the area and the best cells expect.
func printExpected(w io.Writer, f app.Forecast) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "best share of the area\tkm²\toffences expected\t80%\tshare of all")
	for _, h := range f.Held {
		fmt.Fprintf(t, "%g%%\t%.3g\t%.3g\t%d to %d\t%.0f%%\n", 100*h.Share, h.KM2, h.Offences.Mean, h.Offences.Low80, h.Offences.High80, 100*h.HeldOf)
	}
	t.Flush()
	fmt.Fprintln(t, "rank\tcell\toffences expected\t80%\tdays of harm\tin the training months\tabout")
	for _, c := range f.Cells[:min(shownCells, len(f.Cells))] {
		fmt.Fprintf(t, "%d\t%s\t%.2f\t%d to %d\t%.0f\t%.6g\t%s\n", c.Rank, c.Cell, c.Offences.Mean, c.Offences.Low80, c.Offences.High80, c.Harm.Mean, c.Seen, often(c.OneIn))
	}
	t.Flush()
	if n := len(f.Cells); n > shownCells {
		fmt.Fprintf(w, "and %d more: -o FILE writes all\n", n-shownCells)
	}
}

// often says how often there is an offence, of the weeks to one.
func often(weeks float64) string {
	switch {
	case weeks == 0:
		return "-"
	case weeks < 1:
		return fmt.Sprintf("%.2g a week", 1/weeks)
	}
	return fmt.Sprintf("one in %.2g weeks", weeks)
}
