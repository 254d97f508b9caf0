package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/app"
)

type hoursCommand struct {
	timedFlags
	harmCap
}

// Run says when offences happened and exports that.
func (c hoursCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (app.Hours, geo.Collection, error) {
		hours, features, err := s.TellHours(ctx, app.HoursRequest{HotspotRequest: c.request(), HarmCap: &c.HarmCap})
		if c.csv() && err == nil {
			features = hours.Rows()
		}
		return hours, features, err
	}, printHours)
}

func printHours(w io.Writer, h app.Hours) {
	footing(w, h.Footing)
	fmt.Fprintf(w, "clock %s: %s", h.Clock, h.Rule)
	if len(h.Dates) > 0 {
		fmt.Fprintf(w, " (%s)", strings.Join(h.Dates, ", "))
	}
	fmt.Fprintf(w, "\n%s with known hours; %.0f%% of them are known only to an interval of more than six hours\n", english.Count(float64(h.Timed), "offence"), 100*h.LongShare)
	fmt.Fprintf(w, "%s at the hours of the clock: %.6g; at other hours: %.6g\n", h.Measure, h.Sum, h.Outside)
	if h.SpanHalf != nil {
		fmt.Fprintf(w, "half of the intervals are at most %.1f hours long, and nine in ten at most %.1f hours\n", *h.SpanHalf, *h.SpanMost)
	}
	if h.Sum == 0 {
		fmt.Fprintln(w, "nothing happened at hours of the clock: no result")
	} else {
		printWeek(w, h.Week)
	}
	if p := h.Peak; p != nil {
		fmt.Fprintf(w, "peak %s: %d of %d hours hold %.0f%%; %.0f%% of that may have happened outside the peak, and %.0f%% is from intervals of more than six hours; ",
			hoursFrom(p.From, p.To), p.Hours, p.Of, 100*p.Share, 100*p.Guesswork, 100*p.Long)
		if p.Clear {
			fmt.Fprintf(w, "it stands out (p %.2g)\n", p.P)
		} else {
			fmt.Fprintf(w, "it does not stand out (p %.2g)\n", p.P)
		}
	}
	if d := h.Direction; d != nil {
		fmt.Fprintf(w, "mean %s, standard deviation %.1f hours (R %.2f)\n", timeOfDay(d.Mean), d.SD, d.R)
	}
	notes(w, h.Notes)
	fmt.Fprintln(w, h.ID)
}

// hoursFrom writes hours of the day from one to another.
func hoursFrom(from, to int) string { return fmt.Sprintf("%02d:00 to %02d:00", from, to) }

// timeOfDay writes an hour of the day, 0 to 24.
func timeOfDay(hour float64) string {
	minutes := int(math.Round(hour*60)) % (24 * 60)
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// printWeek prints a row for each policing day, and a column for each hour from
// the one at which it begins. The darkest sign is the highest hour.
func printWeek(w io.Writer, week []float64) {
	const signs = " .:-=+*#%@"
	highest := 0.
	for _, v := range week {
		highest = max(highest, v)
	}
	fmt.Fprint(w, "policing day ")
	for hour := range 24 {
		fmt.Fprintf(w, "%02d ", (hour+crime.DayBegins)%24)
	}
	fmt.Fprintln(w, "  sum")
	for day, name := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		fmt.Fprintf(w, "%-13s", name)
		sum := 0.
		for hour := range 24 {
			v := week[(day*24+hour+crime.DayBegins)%len(week)]
			sum += v
			sign := signs[int(math.Ceil(v/highest*float64(len(signs)-1)))]
			fmt.Fprintf(w, "%c%c ", sign, sign)
		}
		fmt.Fprintf(w, "%6.6g\n", math.Round(sum*10)/10)
	}
}
