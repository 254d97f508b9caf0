package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/internal/fault"
	"beatplan/meeting"
	"beatplan/zones"
)

// paging fills a page in.
type paging struct {
	*App
	page     *meeting.Page
	small    bool      // counts under five are withheld
	from, to time.Time // since the last meeting, as far as offences are loaded
	set      keptZones // the newest of the area
	sets     []ZoneSetResult
}

func (b *paging) fill(ctx context.Context) error {
	p := b.page
	var err error
	if b.sets, err = b.ZoneSets(ctx, p.Meeting.Area); err != nil {
		return err
	}
	if len(b.sets) > 0 {
		if b.set, err = b.zonesOf(ctx, b.sets[0].ID); err != nil {
			return err
		}
	}
	if err := b.window(); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{b.actionsOf, b.sinceLast, b.areas, b.itemsOf} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// window sets the days from the last meeting to this one.
func (b *paging) window() error {
	if b.page.Last == nil {
		return nil
	}
	var err error
	if b.from, b.to, err = b.span(b.page.Last.Date, b.page.Meeting.Date); err != nil {
		return err
	}
	b.to = b.to.AddDate(0, 0, -1) // the meeting's own day is not over
	return nil
}

// actionsOf takes the actions that are open, and those that were completed since the
// last meeting.
func (b *paging) actionsOf(ctx context.Context) error {
	l, err := b.ActionList(ctx, meeting.ActionFilter{})
	if err != nil {
		return err
	}
	changes, err := latest(ctx, b.store, actions().kind)
	if err != nil {
		return err
	}
	of := []string{b.page.Meeting.ID}
	if b.page.Last != nil {
		of = append(of, b.page.Last.ID)
	}
	for _, action := range l.Actions {
		if away, err := b.actionElsewhere(ctx, action); err != nil {
			return err
		} else if away {
			continue
		}
		recent := slices.Contains(of, action.Meeting) || b.page.Last != nil && changes[action.ID].At.After(b.from)
		if action.Status != meeting.Completed || recent {
			b.page.Actions = append(b.page.Actions, action)
		}
	}
	return nil
}

// sinceLast says of each decision of the last meeting what was done and what changed.
func (b *paging) sinceLast(ctx context.Context) error {
	p := b.page
	if p.Last == nil {
		return nil
	}
	visits, err := b.store.Visits(ctx, b.from, b.to, "")
	if err != nil {
		return err
	}
	if visits, err = b.visitsHere(ctx, visits); err != nil {
		return err
	}
	p.Return = meeting.ReturnOf(p.Last.Date, p.Meeting.Date, visits)
	for i, d := range p.Last.Decisions {
		l := meeting.SinceLine{Decided: d.Words}
		switch d.Kind {
		case meeting.Otherwise:
			l.Done = "No action was set for it: ask today"
		case meeting.PlanApproved:
			err = b.planSince(ctx, i, d, &l)
		case meeting.ActionSet:
			err = b.actionSince(ctx, d, &l)
		case meeting.ZonesAgreed:
			err = b.zoneSince(ctx, d, visits, &l)
		}
		if err != nil {
			return err
		}
		p.Since = append(p.Since, l)
	}
	return nil
}

func (b *paging) planSince(ctx context.Context, at int, d meeting.Decision, l *meeting.SinceLine) error {
	delivered, err := b.Delivery(ctx, d.Of)
	if err != nil {
		return err
	}
	again, err := b.replanned(ctx, at)
	if err != nil {
		return err
	}
	if p := b.page; !again {
		p.Planned, p.Target, p.Delivered = p.Planned+delivered.Planned, p.Target+delivered.Target, p.Delivered+delivered.Delivered
	}
	l.Done = delivered.Sentence()
	if b.small {
		l.Done = delivered.Minutes()
	}
	var lost []string
	for _, reason := range delivered.Return.Lost {
		lost = append(lost, fmt.Sprintf("%d min lost to %s", reason.Minutes, reason.Why))
	}
	l.Changed = cmp.Or(strings.Join(lost, "; "), "no time lost")
	return nil
}

// replanned reports whether the last meeting decided another plan of the same night that counts
// in the place of one: a re-plan of it, whose delivery has that of the plan before, or a later
// one of the same plan.
func (b *paging) replanned(ctx context.Context, at int) (bool, error) {
	all := b.page.Last.Decisions
	of := all[at].Of
	line, err := b.lineOf(ctx, of)
	if err != nil {
		return false, err
	}
	for i, d := range all {
		if i == at || d.Kind != meeting.PlanApproved {
			continue
		}
		other, err := b.lineOf(ctx, d.Of)
		if err != nil {
			return false, err
		}
		sameNight := other[len(other)-1] == line[len(line)-1]
		after, before := slices.Contains(other[1:], of), slices.Contains(line[1:], d.Of)
		if sameNight && (after || !before && i > at) {
			return true, nil
		}
	}
	return false, nil
}

// lineOf returns a plan and those that it is a re-plan of, the first plan of the night last.
func (b *paging) lineOf(ctx context.Context, plan string) (line []string, err error) {
	for plan != "" {
		line = append(line, plan)
		p, err := b.planned(ctx, plan)
		if err != nil {
			return nil, err
		}
		plan = p.parent
	}
	return line, nil
}

func (b *paging) actionSince(ctx context.Context, d meeting.Decision, l *meeting.SinceLine) error {
	action, err := b.action(ctx, d.Of)
	if fault.Of(err) == fault.NotFound {
		l.Done = "taken off the list"
		return nil
	}
	if err != nil {
		return err
	}
	l.Done = english.UpperFirst(action.Status)
	if action.Evidence != "" {
		l.Done += ": " + action.Evidence
	}
	if action.Overdue(b.page.Meeting.Date) {
		l.Changed = "overdue since " + meeting.DayOf(action.Due)
	}
	return nil
}

// visitsIn counts the visits that were made to spots in zones, by the spots of their plans.
func (b *paging) visitsIn(ctx context.Context, in []keptZone, visits []meeting.Visit) (made int, err error) {
	plans := map[string]map[string]bool{} // of each plan, the spots that lie in the zones
	for _, v := range visits {
		if v.Lost != "" {
			continue
		}
		if slices.ContainsFunc(in, func(z keptZone) bool { return z.Name == v.Place || z.Zone == v.Place }) {
			made++
			continue
		}
		if v.Plan == "" {
			continue
		}
		if plans[v.Plan] == nil {
			planned, err := b.planned(ctx, v.Plan)
			if err != nil {
				return made, err
			}
			plans[v.Plan] = map[string]bool{}
			places := placesOf(in)
			holds := places.Holds()
			for i, land := range planned.lands {
				if holds(land.Bound().Center()) {
					plans[v.Plan][planned.places[i].Place] = true
				}
			}
		}
		if plans[v.Plan][v.Place] {
			made++
		}
	}
	return made, nil
}

func placesOf(in []keptZone) meeting.Places {
	var p meeting.Places
	for _, z := range in {
		p.Land = append(p.Land, z.land...)
	}
	return p
}

// monthsCannotSay is what is said of some days where offences have a month alone.
const monthsCannotSay = "month data cannot say"

// changeIn compares what was recorded in zones since the last meeting, as far as offences
// are loaded, with as many days before.
func (b *paging) changeIn(ctx context.Context, in []keptZone, group string) (string, error) {
	if b.page.Last == nil || len(in) == 0 || b.page.DataTo == "" {
		return "", nil
	}
	end, err := time.ParseInLocation(time.DateOnly, b.page.DataTo, b.zone)
	if err != nil {
		return "", fmt.Errorf("last day loaded: %w", err)
	}
	to := b.to
	if end = end.AddDate(0, 0, 1); end.Before(to) {
		to = end
	}
	days := int(to.Sub(b.from).Hours()/24 + 0.5)
	if days < 1 {
		return "no offence of these days is loaded", nil
	}
	places := placesOf(in)
	cells, err := cellsOf(places)
	if err != nil {
		return "", err
	}
	g, known, err := groups().version(ctx, b.store, pinned{name: group}) // the newest, retired or not
	if err != nil || !known {
		return "", err
	}
	matches, err := b.matcherOnLand(ctx, g)
	if err != nil {
		return "", err
	}
	start := b.from.AddDate(0, 0, -days)
	records, err := b.store.Recorded(ctx, cells, start, to)
	if err != nil {
		return "", err
	}
	before, after, monthOnly := 0, 0, 0
	holds := places.Holds()
	for _, r := range records {
		switch {
		case !matches(r.Offence) || !holds(*r.At):
		case r.Precision == crime.InMonth:
			monthOnly++
		case r.From.Before(start):
		case r.From.Before(b.from):
			before++
		default:
			after++
		}
	}
	if before+after == 0 && monthOnly > 0 {
		return monthsCannotSay, nil
	}
	said, err := meeting.Change(before, after, days, b.small)
	if err != nil || said == "" {
		return said, err
	}
	if g.OfLand() {
		said += ", on " + g.Land() + " alone"
	}
	return said, nil
}

// areas are those of the newest set, beside the one that was agreed last.
func (b *paging) areas(ctx context.Context) error {
	p := b.page
	if len(b.sets) == 0 {
		return nil
	}
	was, known, err := b.agreedLast(ctx)
	if err != nil {
		return err
	}
	var changes []zones.Change
	if known {
		if changes, err = zones.Difference(was.drawn(), b.set.drawn()); err != nil {
			return err
		}
	}
	set := b.set.set
	p.ZoneSet = set.ID
	title, counted, err := b.inWords(ctx, pinned{set.Operation, set.OperationVersion}, pinned{set.Group, set.GroupVersion})
	if err != nil {
		return err
	}
	others, err := b.otherOperations(ctx)
	if err != nil {
		return err
	}
	unflagged, err := b.unflagged(ctx, set)
	if err != nil {
		return err
	}
	for _, f := range unflagged {
		counted += fmt.Sprintf("; but no offence is flagged %s, so those count too", f)
	}
	p.AreaNote = fmt.Sprintf("The newest set, of %s%s. %s: %s; %s; %s of harm in the district, the areas on %.1f%% of its land", title, others, english.Months(set.From.String(), set.To.String()), counted, set.Hours, english.Thousands(set.Harm, "day"), 100*set.AreaShare)
	if p.Last != nil {
		breaks, err := b.Breaks(ctx)
		if err != nil {
			return err
		}
		for _, br := range breaks {
			if since := b.from.Sub(b.to); br.Touches(b.from.Add(since).Format(time.DateOnly), p.Meeting.Date) {
				p.AreaNote += "; " + br.Days() + " is in the days compared"
			}
		}
	}
	for _, z := range b.set.zones {
		l := meeting.AreaLine{Name: z.Name, Tier: string(z.Tier), Harm: z.Harm, Taken: z.Taken, Share: z.Share, Hectares: z.Area / 1e4}
		if known {
			l.Since = b.sinceAgreed(changes, z.Name)
		}
		if l.Changed, err = b.changeIn(ctx, []keptZone{z}, set.Group); err != nil {
			return err
		}
		if lately := z.Trend.lately(); lately != "" && (l.Changed == "" || l.Changed == monthsCannotSay) {
			l.Changed = lately
		}
		p.Areas = append(p.Areas, l)
	}
	for _, c := range changes {
		if c.After == "" {
			p.Gone = append(p.Gone, fmt.Sprintf("%s (%s)", c.Name, c.Before))
		}
	}
	slices.SortStableFunc(b.set.left, func(x, y leftOutPlace) int { return cmp.Compare(y.Count, x.Count) })
	for _, left := range b.set.left { // several have one name
		if (left.Reason == zones.OneAddress || left.Reason == zones.ExcludedPlace) && !slices.Contains(p.LeftOut, left.Name) {
			p.LeftOut = append(p.LeftOut, left.Name)
		}
	}
	return nil
}

// otherOperations says of which operations areas are drawn too that the page does not list.
func (b *paging) otherOperations(ctx context.Context) (said string, err error) {
	var titles []string
	for _, s := range b.sets {
		if s.Operation == b.set.set.Operation {
			continue
		}
		o, err := b.operation(ctx, s.Operation)
		if err != nil {
			return "", err
		}
		titles = append(titles, o.Title)
	}
	if len(titles) == 0 {
		return "", nil
	}
	slices.Sort(titles)
	return "; those of " + english.And(slices.Compact(titles)) + " are not listed", nil
}

// itemsOf are the intelligence items that were valid since the last meeting.
func (b *paging) itemsOf(ctx context.Context) error {
	if b.small {
		return nil
	}
	all, err := b.Items(ctx, b.page.Meeting.Date, true)
	if err != nil {
		return err
	}
	for _, i := range all {
		gone := i.State == "expired" && (b.page.Last == nil || i.To < b.page.Last.Date)
		if i.State == "to come" || i.State == "withdrawn" || gone {
			continue
		}
		text := i.Text
		if i.Handling == meeting.Conditional {
			text = "conditions apply, ask the intelligence desk"
		}
		said := fmt.Sprintf("%s (item %s, %s, %s, %s to %s): %s.", text, i.ID, i.Source, i.Grading(), i.From, i.To, i.Effect())
		if i.Nothing == "" {
			arrival, err := b.came(ctx, i.Item)
			if err != nil {
				return err
			}
			if arrival != nil {
				said += " " + english.UpperFirst(arrival.Sentence) + "."
			}
		}
		b.page.Items = append(b.page.Items, said)
	}
	return nil
}
