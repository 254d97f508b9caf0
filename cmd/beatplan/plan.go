package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"beatplan/english"
	"beatplan/internal/app"
	"beatplan/planner"
)

type planCommands struct {
	Make   makeCommand       `cmd:"" help:"Make a plan for one shift."`
	Replan replanCommand     `cmd:"" help:"Plan the rest of the night anew: a unit drops out or is held up, a stop is locked, dropped, moved or added."`
	List   listPlansCommand  `cmd:"" help:"List the plans, and which are approved."`
	Show   showPlanCommand   `cmd:"" help:"Show a plan and what was decided on it."`
	Export exportPlanCommand `cmd:"" help:"Write a plan to a file."`
	Reach  reachCommand      `cmd:"" help:"Which streets can be reached from a place within some minutes: an isochrone."`
	Bench  benchCommand      `cmd:"" help:"Try the search on problems whose best answers are known. Needs no database."`
}

type makeCommand struct {
	Area      string        `required:"" help:"A code, a name, or kind:name." placeholder:"NAME"`
	Operation string        `required:"" help:"See beatplan operations." placeholder:"NAME"`
	Date      string        `required:"" help:"Day on which the shift begins." placeholder:"YYYY-MM-DD"`
	Shift     string        `required:"" help:"Local hours, past midnight if need be." placeholder:"HH:MM-HH:MM"`
	Units     int           `help:"How many units: pairs of constables, unless --crew says otherwise." placeholder:"N"`
	Crew      []string      `help:"Units of a kind: constable, pcso or warden, as in 2*constable, pcso:designated:foot:3 (officers) or constable:neighbourhood (40% of its shift is kept for calls; response: places, not a route); may be repeated." sep:"none" placeholder:"KIND"`
	Station   string        `help:"Where units begin and end: a site, or NAME@LON,LAT (default: the nearest police station that is loaded)." placeholder:"PLACE"`
	Post      []string      `help:"A place to hold: PLACE@HH:MM-HH:MM, such as a taxi rank at closing time, with *2 behind it by two units together; may be repeated." sep:"none" placeholder:"POST"`
	Double    []string      `help:"A spot that two units visit at once, by its id or name (HS-003, Quay Street); may be repeated." sep:"none" placeholder:"SPOT"`
	Must      []string      `help:"A call that must be made: PLACE, or PLACE@HH:MM-HH:MM within which; may be repeated." sep:"none" placeholder:"PLACE"`
	Profile   string        `help:"Where the data do not say at which hours harm is present: hours and how many times another they count, as in 22-02=3,18-20=0.5." placeholder:"HOURS"`
	Fair      float64       `help:"No ward has more than this share of the visits, 0 to 1; what it costs is noted." placeholder:"SHARE"`
	Best      bool          `help:"The best plan found, not one drawn among those within 2% of it."`
	Deadline  time.Duration `help:"By when the plan is to be there, the best until then, such as 20s (default: none, so that the same seed gives the same plan)." placeholder:"TIME"`
	Mode      string        `help:"How they travel: foot, cycle or vehicle." default:"vehicle" placeholder:"NAME"`
	Preset    string        `help:"How long and how often: koper or essex." default:"koper" placeholder:"NAME"`
	Seed      int64         `help:"Another seed gives another round." default:"1" placeholder:"N"`
	Travel    string        `help:"How units get about: roads (along the streets loaded), straight, or the URL of an OSRM server, in which {mode} becomes foot, bike or car (default: roads where some are loaded)." placeholder:"HOW"`
	Exempt    bool          `help:"Vehicles may go where buses and emergency vehicles may."`
	breaking
	period
	planExporting
}

// breaking sets the rule on breaks.
type breaking struct {
	BreakMinutes *int   `help:"How long the break of each unit is; 0: none (default: 45 in a shift of six hours or more)." placeholder:"N"`
	BreakWithin  string `help:"The hours in which all breaks are (default: from two hours into a unit's shift until a quarter of an hour before its end)." placeholder:"HH:MM-HH:MM"`
	BreakAtOnce  int    `help:"How many units may be on break at once (default: half of them)." placeholder:"N"`
}

// rule returns what is set; nil: nothing.
func (b breaking) rule() *app.UnitBreaks {
	if b == (breaking{}) {
		return nil
	}
	return &app.UnitBreaks{Minutes: b.BreakMinutes, Within: b.BreakWithin, AtOnce: b.BreakAtOnce}
}

// Run makes and exports the plan.
func (c makeCommand) Run(ctx context.Context, g *globals, out *output) error {
	request, err := c.request()
	if err != nil {
		return err
	}
	began := time.Now()
	request.Waited = func() time.Duration { return time.Since(began) }
	return answerPlan(ctx, g, out, c.planExporting, func(s *session) (app.PlanResult, error) {
		plan, _, err := s.MakePlan(ctx, request)
		return plan, err
	}, func(w io.Writer, plan app.PlanResult) {
		printPlan(w, plan)
		fmt.Fprintln(w, plan.Decision)
		fmt.Fprintln(w, plan.ID)
	})
}

// request reads the flags.
func (c makeCommand) request() (app.PlanRequest, error) {
	r := app.PlanRequest{
		Area: c.Area, Operation: c.Operation, Date: c.Date, Shift: c.Shift, Units: c.Units, Station: c.Station,
		Mode: c.Mode, Preset: c.Preset, From: c.From, To: c.To, Seed: c.Seed, Travel: c.Travel, Exemptions: c.Exempt,
		Profile: c.Profile, Fair: c.Fair, Best: c.Best, Deadline: c.Deadline.Seconds(), Double: c.Double, Breaks: c.rule(),
	}
	for _, text := range c.Crew {
		crew, err := readCrew(text)
		if err != nil {
			return r, usage{err}
		}
		r.Crews = append(r.Crews, crew)
	}
	for _, text := range c.Post {
		post, err := readPost(text)
		if err != nil {
			return r, usage{err}
		}
		r.Posts = append(r.Posts, post)
	}
	for _, text := range c.Must {
		must := app.MustRequest{Place: text}
		if m := hoursAtEnd.FindStringSubmatchIndex(text); m != nil {
			must = app.MustRequest{Place: text[:m[0]], Open: text[m[2]:m[3]]}
		}
		r.Must = append(r.Must, must)
	}
	if r.Units == 0 && len(r.Crews) == 0 {
		return r, usage{errors.New("say how many units there are: --units 4, or --crew 2*constable --crew pcso")}
	}
	return r, nil
}

// hoursAtEnd is @HH:MM-HH:MM behind a place.
var hoursAtEnd = regexp.MustCompile(`@(\d\d:\d\d-\d\d:\d\d)$`)

// readPost reads PLACE@HH:MM-HH:MM[*N].
func readPost(text string) (app.PostRequest, error) {
	wrong := fmt.Errorf("--post %q: write it PLACE@HH:MM-HH:MM, or with *2 behind it where two units hold it together", text)
	at := strings.LastIndex(text, "@")
	if at < 0 {
		return app.PostRequest{}, wrong
	}
	held, number, many := strings.Cut(text[at+1:], "*")
	post := app.PostRequest{Place: text[:at], Held: held}
	if many {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return post, wrong
		}
		post.Units = n
	}
	return post, nil
}

// readCrew reads [N*]ROLE[:MODE][:DUTY][:designated][:OFFICERS].
func readCrew(text string) (app.Crew, error) {
	wrong := fmt.Errorf("--crew %q: write it [N*]ROLE and what else is to be said, as in 2*constable or pcso:designated:foot:3", text)
	parts := strings.Split(text, ":")
	crew := app.Crew{Role: parts[0]}
	if number, role, many := strings.Cut(parts[0], "*"); many {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return crew, wrong
		}
		crew.Role, crew.Count = role, n
	}
	if _, err := planner.ParseRole(crew.Role); err != nil {
		return crew, fmt.Errorf("--crew %q: %w", text, err)
	}
	for _, part := range parts[1:] {
		if officers, err := strconv.Atoi(part); err == nil && officers > 0 {
			crew.Officers = officers
		} else if part == "designated" {
			crew.Designated = true
		} else if mode, err := planner.ParseMode(part); err == nil {
			crew.Mode = string(mode)
		} else if duty, err := planner.ParseDuty(part); err == nil && part != "" {
			crew.Duty = string(duty)
		} else {
			return crew, wrong
		}
	}
	return crew, nil
}

func printPlan(w io.Writer, plan app.PlanResult) {
	m := plan.Metrics
	fmt.Fprintf(w, "%s, operation %s, %s %s, %s (%s), %s\n", plan.Area.Name, plan.Operation, plan.Date, plan.Shift, english.Count(float64(plan.Units), "unit"), plan.Mode, plan.Hours)
	visited := 0
	for _, s := range m.Spots {
		if s.Visits > 0 {
			visited++
		}
	}
	fmt.Fprintf(w, "%s to %d of %s and %s; %s of %s %s covered, at most %s possible (gap %.1f%%)\n",
		english.Count(float64(m.Visits), "visit"), visited, english.Count(float64(len(m.Spots)), "spot"), english.Count(float64(m.EngagementStops), "engagement stop"), plan.Sum(m.HarmCovered), plan.Sum(m.HarmPresent), plan.Weighed(), plan.Sum(m.UpperBound), m.GapPct)
	fmt.Fprintln(w, plan.AccuracyWords())
	if m.LongStops != nil && m.OfficersThere != nil { // an old plan does not say
		fmt.Fprintf(w, "%.1f of %.1f officer-hours at places, %s of 15 minutes or more\n", *m.OfficersThere, m.OfficerHours, english.Count(float64(*m.LongStops), "stop"))
	}
	fmt.Fprintf(w, "travel %d min, %.0f%% of the shifts, by %s\n", m.TravelMinutes, 100*m.TravelShare, plan.Travel)
	notes(w, plan.Notes)
}

type replanCommand struct {
	naming
	At     string   `required:"" help:"When: what begins before it has been done." placeholder:"HH:MM"`
	Lose   []string `help:"A unit that is on duty no longer; may be repeated." sep:"none" placeholder:"UNIT"`
	Delay  []string `help:"A unit that is held up until a time; may be repeated." sep:"none" placeholder:"UNIT=HH:MM"`
	Lock   []string `help:"A stop that stays as it is, such as u3-s05; may be repeated." sep:"none" placeholder:"STOP"`
	Unlock []string `help:"A stop that is locked no longer; may be repeated." sep:"none" placeholder:"STOP"`
	Drop   []string `help:"A stop that is not made; may be repeated." sep:"none" placeholder:"STOP"`
	Move   []string `help:"A stop that another unit makes; may be repeated." sep:"none" placeholder:"STOP=UNIT"`
	Add    []string `help:"A place that must have a visit, by any unit or by one: a spot of the plan, a call or post that was dropped, a site, or NAME@LON,LAT; may be repeated." sep:"none" placeholder:"PLACE[=UNIT]"`
	planExporting
}

// Run replans and exports the plan.
func (c replanCommand) Run(ctx context.Context, g *globals, out *output) error {
	r := app.ReplanRequest{At: c.At, Lose: c.Lose, Lock: c.Lock, Free: c.Unlock, Drop: c.Drop}
	for _, text := range c.Delay {
		unit, until, found := strings.Cut(text, "=")
		if !found {
			return usage{fmt.Errorf("--delay %q: write it UNIT=HH:MM", text)}
		}
		r.Delay = append(r.Delay, app.DelayOfUnit{Unit: unit, Until: until})
	}
	for _, text := range c.Move {
		stop, unit, found := strings.Cut(text, "=")
		if !found {
			return usage{fmt.Errorf("--move %q: write it STOP=UNIT", text)}
		}
		r.Move = append(r.Move, app.MoveOfStop{Stop: stop, Unit: unit})
	}
	for _, text := range c.Add {
		place, unit, _ := strings.Cut(text, "=")
		r.Add = append(r.Add, app.AddedStop{Place: place, Unit: unit})
	}
	return answerPlan(ctx, g, out, c.planExporting, func(s *session) (app.PlanResult, error) {
		plan, _, err := s.ReplanPlan(ctx, c.ID, r)
		return plan, err
	}, func(w io.Writer, plan app.PlanResult) {
		before, after := plan.Replan.Before, plan.Replan.After
		fmt.Fprintf(w, "before: %s, %d min, %s %s covered; after: %s, %d min, %s\n",
			english.Count(float64(before.Visits), "visit"), before.Minutes, plan.Sum(before.Harm), plan.Weighed(), english.Count(float64(after.Visits), "visit"), after.Minutes, plan.Sum(after.Harm))
		fmt.Fprintln(w, plan.AccuracyWords())
		for _, lost := range plan.Replan.Lost {
			fmt.Fprintln(w, "lost: "+lost)
		}
		notes(w, plan.Notes)
		fmt.Fprintln(w, plan.Decision)
		fmt.Fprintln(w, plan.ID)
	})
}
