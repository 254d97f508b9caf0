package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/study"
)

type hotspotsCommands struct {
	Find     findCommand     `cmd:"" help:"Rank the cells of an area, and say which stand out."`
	Spots    spotsCommand    `cmd:"" help:"Build patrol spots, with what is known of each."`
	Hours    hoursCommand    `cmd:"" help:"Say when offences happened, and how well that is known."`
	Emerging emergingCommand `cmd:"" help:"Say which places rise or fall beside the rest of the area."`
	Repeats  repeatsCommand  `cmd:"" help:"Test whether offences are followed by others near by."`
	Compare  compareCommand  `cmd:"" help:"Say whether a period changed against an earlier one."`
	Forecast forecastCommand `cmd:"" help:"Say how many offences the cells expect in months to come."`
	Evaluate evaluateCommand `cmd:"" help:"Try rankings of the cells on later months."`
	Trial    trialCommands   `cmd:"" help:"Trials of patrols: draw one by lot, judge it, or compare areas without one."`
}

// questionFlags are the flags of every question about hotspots.
type questionFlags struct {
	Area    string `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Group   string `required:"" help:"Offence group; see beatplan groups." placeholder:"NAME"`
	Clock   string `help:"A clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»." default:"all" placeholder:"NAME"`
	Measure string `help:"What makes a place hot: count or harm (days of imprisonment, Cambridge Crime Harm Index of 2016); find also ranks by a rate, per-resident or per-street-km." default:"count" placeholder:"NAME"`
	period
	tabular
}

// allHours is the flag of commands that can do without times of day.
type allHours struct {
	AllHours bool `help:"Where hours are unknown, count at all hours, labelled so."`
}

// on returns what the flags ask for, on cells of a resolution.
func (f questionFlags) on(resolution int, all allHours) app.HotspotRequest {
	return app.HotspotRequest{
		Area: f.Area, Group: f.Group, From: f.From, To: f.To, Clock: f.Clock, AllHours: all.AllHours, Resolution: resolution, Measure: f.Measure,
	}
}

// onCells asks on cells of a resolution, and answers.
func onCells[T any](ctx context.Context, g *globals, out *output, f questionFlags, resolution int, ask func(*session) (T, geo.Collection, error), text func(io.Writer, T)) error {
	if err := geo.CheckResolution(resolution); err != nil {
		return usage{err}
	}
	return answerRows(ctx, g, out, f.tabular, ask, text)
}

// hotspotFlags are those of questions about cells.
type hotspotFlags struct {
	questionFlags
	allHours
	resolution
}

func (f hotspotFlags) request() app.HotspotRequest { return f.on(f.Resolution, f.allHours) }

// timedFlags are those of questions that are nothing without times of day: at all
// hours they say why.
type timedFlags struct {
	questionFlags
	AllHours bool `hidden:""`
	resolution
}

func (f timedFlags) request() app.HotspotRequest {
	return f.on(f.Resolution, allHours{f.AllHours})
}

// harmCap is the flag of commands whose harm one offence must not make alone.
type harmCap struct {
	HarmCap float64 `help:"The most of all harm that one offence may have, as a share; 0 is any." default:"0.1" placeholder:"SHARE"`
}

type findCommand struct {
	hotspotFlags
	Kernel    string `help:"Kernel of the density: quartic or gaussian." default:"quartic" placeholder:"NAME"`
	Bandwidth string `help:"Bandwidth of the density in metres, or rule: from the spread of the offences." default:"200" placeholder:"METRES"`
	Rates     bool   `help:"Add rates per resident and per street km, where people and streets are loaded."`
	Against   string `help:"Another offence group, whose density to hold this one against (dual kernel density)." placeholder:"NAME"`
	harmCap
}

// Run ranks the cells and exports them.
func (c findCommand) Run(ctx context.Context, g *globals, out *output) error {
	return onCells(ctx, g, out, c.questionFlags, c.Resolution, func(s *session) (study.Hotspots, geo.Collection, error) {
		return s.FindHotspots(ctx, app.FindRequest{
			HotspotRequest: c.request(), Kernel: c.Kernel, Bandwidth: c.Bandwidth, HarmCap: &c.HarmCap, Rates: c.Rates, Against: c.Against,
		})
	}, printHotspots)
}

func printHotspots(w io.Writer, found study.Hotspots) {
	footing(w, found.Footing)
	if k := found.Concentration; k != nil {
		fmt.Fprintf(w, "%.2g%% of the cells hold half of it, %.2g%% hold 80%%; Gini %.3f\n", 100*k.Half, 100*k.Most, k.Gini)
	}
	ranked := slices.DeleteFunc(slices.Clone(found.Places), func(p study.Place) bool { return p.Rank == 0 }) // the others have nothing
	shown := min(shownRows, len(ranked))
	printPlaces(w, found.Measure, ranked[:shown])
	hot := slices.DeleteFunc(slices.Clone(found.Places[shown:]), func(p study.Place) bool { return p.Stands != hotspot.HotSpot })
	if n := min(shownHot, len(hot)); n > 0 {
		fmt.Fprintf(w, "hot cells further down: %d of %d\n", n, len(hot))
		printPlaces(w, found.Measure, hot[:n])
	}
	fmt.Fprintf(w, "a km²: density by a %s kernel of %.0f m\n", found.Settings.Kernel, found.Settings.Bandwidth)
	fmt.Fprintf(w, "cells: %s\n", tally(found.Standing))
	fmt.Fprintf(w, "a cell is hot where its excess_q is at most %g: it has more offences than %s\n", found.Settings.Rate, expectedFrom(found.Measure))
	if k := found.Clusters; len(k) > 0 {
		fmt.Fprintf(w, "the hot cells make %s; the first, of %s, has %s and %s of harm\n",
			english.Count(float64(len(k)), "hotspot"), english.Count(float64(k[0].Cells), "cell"), english.Count(k[0].Count, "offence"), english.Count(math.Round(k[0].Harm), "day"))
	}
	notes(w, found.Notes)
	fmt.Fprintln(w, found.ID)
}

// printPlaces prints a table of cells.
func printPlaces(w io.Writer, m hotspot.Measure, places []study.Place) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "rank\tcell"+rateHead(m)+"\toffences\taround\tharm\ta km²\tGi*\texcess_q\tstands out")
	for _, p := range places {
		rank := "-" // hot by offences, without anything of the measure
		if p.Rank > 0 {
			rank = strconv.Itoa(p.Rank)
		}
		fmt.Fprintf(t, "%s\t%s%s\t%.6g\t%.6g\t%.0f\t%.0f\t%.2f\t%.2g\t%s\n", rank, p.Cell, rateCells(m, p), p.Count, p.Around, p.Harm, p.Density, p.GiStar, p.Excess, p.Stands)
	}
	t.Flush()
}

// expectedFrom says what excess_q holds the offences of a cell against.
func expectedFrom(m hotspot.Measure) string {
	switch m {
	case hotspot.PerResident:
		return "expected from its residents"
	case hotspot.PerStreet:
		return "expected from its streets"
	}
	return "expected from its surroundings"
}

// rateHead returns the columns of a measure that is a rate; nothing of another.
func rateHead(m hotspot.Measure) string {
	switch m {
	case hotspot.PerResident:
		return "\tper 1,000\tresidents"
	case hotspot.PerStreet:
		return "\tper km\tstreet km"
	}
	return ""
}

// rateCells returns a place's entries in them.
func rateCells(m hotspot.Measure, p study.Place) string {
	switch m {
	case hotspot.PerResident:
		return fmt.Sprintf("\t%.1f\t%.0f", *p.PerResident, *p.Residents)
	case hotspot.PerStreet:
		return fmt.Sprintf("\t%.1f\t%.2f", *p.PerStreet, *p.StreetKM)
	}
	return ""
}

// shownRows is how many rows of a table a command prints; the file has all.
const shownRows = 20

// shownHot is how many hot cells the command prints that are not among those rows.
const shownHot = 10

// tally prints how many there are of each, by name.
func tally[K ~string](counts map[K]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[name], name))
	}
	return strings.Join(parts, ", ")
}

// footing prints what an answer about hotspots rests on.
func footing(w io.Writer, f study.Footing) {
	fmt.Fprintf(w, "%s, %s, %s to %s, %s, by %s\n", f.Area.Name, f.Group, f.From, f.To, f.Hours, f.Measure)
	empty := fmt.Sprintf("%.1f%%", 100*f.ZeroShare)
	if f.ZeroShare < 1 && empty == "100.0%" {
		empty = "over 99.9%"
	}
	fmt.Fprintf(w, "%s and %s of harm in %s of lattice %s, %s of them empty\n",
		english.Count(f.Offences, "offence"), english.Count(math.Round(f.Harm), "day"), english.Count(float64(f.Cells), "cell"), f.Lattice, empty)
	if f.Unplaced > 0 {
		fmt.Fprintf(w, "%d more of the group have no position, anywhere in the data\n", f.Unplaced)
	}
}
