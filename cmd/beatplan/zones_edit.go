package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/zones"
)

// A perTier is a flag of three numbers, written 3/3/4: primary, secondary, tertiary.
type perTier zones.PerTier[int]

// UnmarshalText reads it.
func (p *perTier) UnmarshalText(text []byte) error {
	var extra string
	if n, _ := fmt.Sscanf(string(text)+" ", "%d/%d/%d%s", &p.Primary, &p.Secondary, &p.Tertiary, &extra); n != 3 || p.Primary < 0 || p.Secondary < 0 || p.Tertiary < 0 {
		return fmt.Errorf("%q: write three numbers of areas, primary/secondary/tertiary, as 3/3/4", text)
	}
	return nil
}

// of returns the numbers of a flag, nil where it is not given.
func (p *perTier) of() *zones.PerTier[int] { return (*zones.PerTier[int])(p) }

// budgets are the flags that say how many areas there are.
type budgets struct {
	Budget      *perTier `help:"Primary, secondary and tertiary areas of a district (default: the operation's)." placeholder:"3/3/4"`
	ForceBudget *perTier `help:"The same of all districts together (default: 10/15/20)." placeholder:"10/15/20"`
}

type editZonesCommand struct {
	naming
	Rename     map[string]string `help:"Give an area another name." placeholder:"ZONE=NAME" mapsep:"none"`
	Tier       map[string]string `help:"Give an area another tier; needs --why." placeholder:"ZONE=TIER"`
	Outline    map[string]string `help:"Give an area the outline in a GeoJSON file; - is standard input." placeholder:"ZONE=FILE"`
	Merge      map[string]string `help:"Merge an area with another that it touches, which goes into it." placeholder:"ZONE=ZONE"`
	Delete     []string          `help:"Take an area out of this set; a later drawing may bring it back." placeholder:"ZONE"`
	Add        map[string]string `help:"Add an area of this name with the outline in a GeoJSON file; needs --why." placeholder:"NAME=FILE" mapsep:"none"`
	AddTier    string            `help:"Tier of the areas that are added." default:"tertiary" placeholder:"TIER"`
	AllowLarge bool              `help:"Take outlines of more than 10,000 points."`
	Why        string            `help:"The reason, which is kept." placeholder:"TEXT"`
	budgets
	exporting
}

// Run makes a new version of a zone set.
func (c editZonesCommand) Run(ctx context.Context, g *globals, out *output) error {
	edits, err := c.edits()
	if err != nil {
		return err
	}
	return editZones(ctx, g, out, c.ID, c.exporting, app.ZoneEditsRequest{Edits: edits, Why: c.Why})
}

// edits returns the edits that the flags ask for: of a kind by area, in the order of the
// flags above.
func (c editZonesCommand) edits() ([]app.ZoneEdit, error) {
	var edits []app.ZoneEdit
	for _, zone := range slices.Sorted(maps.Keys(c.Rename)) {
		edits = append(edits, app.ZoneEdit{Kind: "rename", Zone: zone, Name: c.Rename[zone]})
	}
	for _, zone := range slices.Sorted(maps.Keys(c.Tier)) {
		edits = append(edits, app.ZoneEdit{Kind: "tier", Zone: zone, Tier: zones.Tier(c.Tier[zone])})
	}
	for _, zone := range slices.Sorted(maps.Keys(c.Outline)) {
		outline, err := outlineIn(c.Outline[zone])
		if err != nil {
			return nil, err
		}
		edits = append(edits, app.ZoneEdit{Kind: "outline", Zone: zone, Outline: outline, AllowLarge: c.AllowLarge})
	}
	for _, zone := range slices.Sorted(maps.Keys(c.Merge)) {
		edits = append(edits, app.ZoneEdit{Kind: "merge", Zone: zone, With: c.Merge[zone]})
	}
	for _, zone := range c.Delete {
		edits = append(edits, app.ZoneEdit{Kind: "delete", Zone: zone})
	}
	for _, name := range slices.Sorted(maps.Keys(c.Add)) {
		outline, err := outlineIn(c.Add[name])
		if err != nil {
			return nil, err
		}
		edits = append(edits, app.ZoneEdit{Kind: "add", Name: name, Tier: zones.Tier(c.AddTier), Outline: outline, AllowLarge: c.AllowLarge})
	}
	if c.Budget != nil || c.ForceBudget != nil {
		edits = append(edits, app.ZoneEdit{Kind: "budget", Budget: c.Budget.of(), ForceBudget: c.ForceBudget.of()})
	}
	if len(edits) == 0 {
		return nil, usage{fmt.Errorf("nothing to change: see beatplan zones edit --help")}
	}
	return edits, nil
}

// outlineIn reads the geometry in a GeoJSON file: of itself, or of its one feature.
func outlineIn(path string) (json.RawMessage, error) {
	read := func() ([]byte, error) { return os.ReadFile(path) }
	if path == "-" {
		read = func() ([]byte, error) { return io.ReadAll(os.Stdin) }
	}
	body, err := read()
	if err != nil {
		return nil, fault.New(fault.Invalid, "outline: %w", err)
	}
	var g struct {
		Geometry json.RawMessage `json:"geometry"`
		Features []struct {
			Geometry json.RawMessage `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(body, &g); err != nil {
		return nil, fault.New(fault.Invalid, "outline in %s: not GeoJSON: %w", path, err)
	}
	switch {
	case len(g.Features) > 1:
		return nil, fault.New(fault.Invalid, "outline in %s: %d features, and one is an outline", path, len(g.Features))
	case len(g.Features) == 1:
		return g.Features[0].Geometry, nil
	case g.Geometry != nil:
		return g.Geometry, nil
	}
	return body, nil
}

type strikeZoneCommand struct {
	naming
	Zone string `arg:"" help:"Id or name of the area."`
	Why  string `required:"" help:"The reason, which is kept, and said by later drawings." placeholder:"TEXT"`
	exporting
}

// Run strikes an area out.
func (c strikeZoneCommand) Run(ctx context.Context, g *globals, out *output) error {
	return editZones(ctx, g, out, c.ID, c.exporting, app.ZoneEditsRequest{Edits: []app.ZoneEdit{{Kind: "strike", Zone: c.Zone, Why: c.Why}}})
}

type includePlaceCommand struct {
	naming
	Place string `arg:"" help:"Id of the place that was left out, as L-02."`
	Why   string `required:"" help:"The reason, which is kept, and said by later drawings." placeholder:"TEXT"`
	exporting
}

// Run includes a place that was left out.
func (c includePlaceCommand) Run(ctx context.Context, g *globals, out *output) error {
	return editZones(ctx, g, out, c.ID, c.exporting, app.ZoneEditsRequest{Edits: []app.ZoneEdit{{Kind: "include", Place: c.Place, Why: c.Why}}})
}

type undoZonesCommand struct {
	naming
	Why string `help:"The reason, which is kept." placeholder:"TEXT"`
	exporting
}

// Run takes the last version back, with what it struck out and included.
func (c undoZonesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return editZones(ctx, g, out, c.ID, c.exporting, app.ZoneEditsRequest{Edits: []app.ZoneEdit{{Kind: "undo"}}, Why: c.Why})
}

// editZones makes a new version and prints it, and what changed.
func editZones(ctx context.Context, g *globals, out *output, id string, to exporting, r app.ZoneEditsRequest) error {
	return answerFeatures(ctx, g, out, to, func(s *session) (zonesDocument, document, error) {
		set, body, err := s.EditZones(ctx, id, r)
		return zonesDocument{ZoneSetResult: set, body: body}, written(body), err
	}, func(w io.Writer, set zonesDocument) {
		printZones(w, set)
		fmt.Fprintf(w, "version %d; changes from %s:\n", set.Version, set.Parent)
		printChanges(w, set.Changes)
		fmt.Fprintln(w, set.Decision)
		fmt.Fprintln(w, set.ID)
	})
}

func printChanges(w io.Writer, changes []app.ZoneChange) {
	if len(changes) == 0 {
		fmt.Fprintln(w, "  nothing")
	}
	for _, c := range changes {
		fmt.Fprintln(w, "  "+c.Words)
	}
}

type zoneVersionsCommand struct{ naming }

// Run lists the versions of a zone set.
func (c zoneVersionsCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Versions []app.ZoneSetResult `json:"versions"`
	}
	return answerAlone(ctx, g, out, func(s *session) (list, error) {
		bodies, err := s.ZoneSetVersions(ctx, c.ID)
		all := list{make([]app.ZoneSetResult, len(bodies))}
		for i, body := range bodies {
			if err == nil {
				err = json.Unmarshal(body, &all.Versions[i])
			}
		}
		return all, err
	}, func(w io.Writer, all list) {
		for _, s := range all.Versions {
			fmt.Fprintf(w, "version %d: %s, %s, %s\n", s.Version, s.ID, number(s.Zones, "zone"), s.Decision)
			for _, e := range s.Edits {
				if e.Why != "" {
					fmt.Fprintf(w, "  %s: %s\n", e.Kind, e.Why)
				}
			}
			if s.Version > 1 {
				printChanges(w, s.Changes)
			}
		}
	})
}

type zoneDifferenceCommand struct {
	naming
	Against string `help:"The earlier set (default: the approved one of the same area and operation, or else the one that it was edited from)." placeholder:"ID"`
}

// Run says what changes from one zone set to another.
func (c zoneDifferenceCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (app.ZoneDifference, error) {
		return s.ZoneSetDifference(ctx, c.ID, c.Against)
	}, printDifference)
}

func printDifference(w io.Writer, d app.ZoneDifference) {
	fmt.Fprintf(w, "changes from %s (%s), which holds %.1f%% of the harm, to %s, which holds %.1f%%:\n",
		d.Against, d.Decision.Status, 100*d.HarmShare[0], d.ZoneSet, 100*d.HarmShare[1])
	printChanges(w, d.Changes)
}

type zoneCardCommand struct {
	naming
	Zone string `arg:"" help:"Id or name of the area."`
	On   string `help:"A policing day, 06:00 to 06:00 (default: today)." placeholder:"YYYY-MM-DD"`
}

// Run shows the card of an area.
func (c zoneCardCommand) Run(ctx context.Context, g *globals, out *output) error {
	if c.On == "" {
		c.On = time.Now().Format(time.DateOnly)
	}
	return answerAlone(ctx, g, out, func(s *session) (app.ZoneCard, error) { return s.ZoneCard(ctx, c.ID, c.Zone, c.On) }, printCard)
}

func printCard(w io.Writer, c app.ZoneCard) {
	fmt.Fprintf(w, "%s, %s (%s of %s, %s)\n", c.Name, c.Tier, c.Zone, c.ZoneSet, c.Decision.Status)
	for _, line := range c.Card {
		fmt.Fprintln(w, "  "+line)
	}
	for _, p := range c.Powers {
		fmt.Fprintf(w, "in force on %s: %s %s, %s, by %s: %s %s\n", c.On, p.Name, p.Reference, p.Span, p.Authority, p.Says, p.Who)
	}
	if len(c.Powers) == 0 {
		fmt.Fprintf(w, "no legal power that is loaded is in force here on %s\n", c.On)
	}
	for _, p := range c.Expired {
		fmt.Fprintf(w, "%s: %s %s, %s, of import %d; no card prints it\n", p.Standing, p.Name, p.Reference, p.Span, p.Import)
	}
	fmt.Fprintln(w, c.Grounds)
}

type approvedZonesCommand struct {
	Operation string `required:"" help:"See beatplan operations." placeholder:"NAME"`
	exporting
}

// Run shows the approved focus areas of every district.
func (c approvedZonesCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (app.FocusAreas, document, error) {
		all, err := s.FocusAreas(ctx, c.Operation)
		view, _ := all.Members["focus_areas"].(app.FocusAreas)
		return view, collected(func() (geo.Collection, error) { return all, nil }), err
	}, func(w io.Writer, view app.FocusAreas) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "district\tprimary\tsecondary\ttertiary\thectares\tfrom the months\tset")
		for _, d := range view.Districts {
			if d.ZoneSet == "" {
				fmt.Fprintf(t, "%s\t\t\t\t\t\tnone is approved\n", d.District.Name)
				continue
			}
			of := ""
			if d.Of.Code != d.District.Code {
				of = " of " + d.Of.Name
			}
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%.1f\t%s to %s\t%s%s, %s\n", d.District.Name, d.Tiers[zones.Primary], d.Tiers[zones.Secondary], d.Tiers[zones.Tertiary],
				d.Hectares, d.From, d.To, d.ZoneSet, of, d.Decision)
		}
		t.Flush()
	})
}

type strikesCommands struct {
	List listStrikesCommand `cmd:"" default:"withargs" help:"List the places that people struck out or included."`
	Add  addStrikeCommand   `cmd:"" help:"Strike a place out, or include it, without a set."`
	Lift liftStrikeCommand  `cmd:"" help:"Lift such a decision: later drawings go by the data again."`
}

type listStrikesCommand struct {
	listing
	Operation string `help:"Of one operation." placeholder:"NAME"`
	Lifted    bool   `help:"Those that were lifted as well."`
	exporting
}

// Run lists what people decided of places.
func (c listStrikesCommand) Run(ctx context.Context, g *globals, out *output) error {
	type list struct {
		Strikes []result.PlaceDecision `json:"strikes"`
	}
	return answerFeatures(ctx, g, out, c.exporting, func(s *session) (list, document, error) {
		found, err := s.Strikes(ctx, c.Area, c.Operation, c.Lifted)
		all := list{[]result.PlaceDecision{}}
		for _, f := range found.Features {
			d, _ := f.Properties.(result.PlaceDecision)
			all.Strikes = append(all.Strikes, d)
		}
		return all, collected(func() (geo.Collection, error) { return found, nil }), err
	}, func(w io.Writer, all list) {
		if len(all.Strikes) == 0 {
			fmt.Fprintln(w, "no place is struck out or included by people")
		}
		for _, d := range all.Strikes {
			printStrike(w, d)
		}
	})
}

func printStrike(w io.Writer, d result.PlaceDecision) {
	fmt.Fprintf(w, "%d: %s %s for %s by %s on %s: %s", d.ID, d.Name, d.Verdict, d.Operation, d.By, d.At.Format("2 January 2006"), d.Why)
	if !d.InForce() {
		fmt.Fprintf(w, "; lifted by %s on %s: %s", d.LiftedBy, d.LiftedAt.Format("2 January 2006"), d.LiftedWhy)
	}
	fmt.Fprintln(w)
}

type addStrikeCommand struct {
	Area      string `required:"" help:"That it is decided for: a code, a name, or kind:name." placeholder:"NAME"`
	Operation string `required:"" help:"See beatplan operations." placeholder:"NAME"`
	Verdict   string `help:"struck or included." default:"struck" placeholder:"NAME"`
	Name      string `required:"" help:"What the place is called." placeholder:"TEXT"`
	Outline   string `required:"" help:"A GeoJSON file; - is standard input." placeholder:"FILE"`
	Why       string `required:"" help:"The reason, which is kept." placeholder:"TEXT"`
}

// Run keeps a decision on a place.
func (c addStrikeCommand) Run(ctx context.Context, g *globals, out *output) error {
	outline, err := outlineIn(c.Outline)
	if err != nil {
		return err
	}
	return answerAlone(ctx, g, out, func(s *session) (result.PlaceDecision, error) {
		return s.Strike(ctx, app.StrikeRequest{
			Area: c.Area, Operation: c.Operation, Verdict: result.Verdict(strings.ToLower(c.Verdict)), Name: c.Name, Why: c.Why, Outline: outline,
		})
	}, printStrike)
}

type liftStrikeCommand struct {
	ID  int64  `arg:"" help:"Number of the decision."`
	Why string `required:"" help:"The reason, which is kept." placeholder:"TEXT"`
}

// Run lifts a decision on a place.
func (c liftStrikeCommand) Run(ctx context.Context, g *globals, out *output) error {
	return answerAlone(ctx, g, out, func(s *session) (result.PlaceDecision, error) {
		return s.LiftStrike(ctx, c.ID, app.LiftRequest{Why: c.Why})
	}, printStrike)
}
