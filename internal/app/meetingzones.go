package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"beatplan/internal/fault"
	"beatplan/meeting"
	"beatplan/study"
	"beatplan/zones"
)

// drawn returns the areas of the set with their ground, to hold them against another's.
func (k keptZones) drawn() zones.Set {
	var set zones.Set
	for _, z := range k.zones {
		set.Areas = append(set.Areas, zones.Area{ID: z.Zone, Name: z.Name, Tier: z.Tier, Outline: z.land, Hectares: z.Area / 10_000})
	}
	return set
}

// agreedLast returns the set that the last meeting agreed last, of the operation and the area
// that the newest is of; known is false where there is none.
func (b *paging) agreedLast(ctx context.Context) (was keptZones, known bool, err error) {
	if b.page.Last == nil {
		return was, false, nil
	}
	for _, d := range slices.Backward(b.page.Last.Decisions) {
		if d.Kind != meeting.ZonesAgreed {
			continue
		}
		if was, err = b.zonesOf(ctx, d.Of); err != nil || was.set.Operation == b.set.set.Operation && was.set.Area.Code == b.set.set.Area.Code {
			return was, err == nil, err
		}
	}
	return was, false, nil
}

// sinceAgreed says what became of an area of the newest set. Areas are the same where their
// ground overlaps: a name follows the street with most harm, and may change.
func (b *paging) sinceAgreed(changes []zones.Change, name string) string {
	at := slices.IndexFunc(changes, func(c zones.Change) bool { return c.Name == name && c.After != "" })
	if at < 0 {
		return "no change"
	}
	c := changes[at]
	if c.Before == "" {
		return "new"
	}
	c.Was = strings.TrimSuffix(c.Was, ", "+b.page.AreaName)
	return strings.TrimPrefix(c.String(), c.Name+": ")
}

// zoneSince says whether the zones that were agreed are still drawn so, the visits to
// them, and what was recorded there.
func (b *paging) zoneSince(ctx context.Context, d meeting.Decision, visits []meeting.Visit, l *meeting.SinceLine) error {
	agreed, err := b.zonesOf(ctx, d.Of)
	if err != nil {
		return err
	}
	changes, err := b.changesSince(ctx, agreed)
	if err != nil {
		return err
	}
	var lands []keptZone
	var moved []string
	for _, z := range agreed.zones {
		if d.Zone != "" && z.Name != d.Zone {
			continue
		}
		lands = append(lands, z)
		if became := becameOf(changes, z.Name); became != "" {
			moved = append(moved, became)
		}
	}
	l.Done = "Still drawn so"
	if len(moved) > 0 {
		l.Done = strings.Join(moved, "; ")
	}
	if len(visits) == 0 {
		l.Done += ". No visit is logged"
	} else {
		made, err := b.visitsIn(ctx, lands, visits)
		if err != nil {
			return err
		}
		noun := "visits"
		if made == 1 && !b.small {
			noun = "visit"
		}
		l.Done += fmt.Sprintf(". %s %s there", meeting.Few(made, b.small), noun)
	}
	l.Changed, err = b.changeIn(ctx, lands, agreed.set.Group)
	return err
}

// changesSince returns what changed from a set to the newest of its area and operation: a
// meeting of a force agrees those of its districts.
func (b *paging) changesSince(ctx context.Context, agreed keptZones) ([]zones.Change, error) {
	all, err := b.ZoneSets(ctx, "")
	if err != nil {
		return nil, err
	}
	newest := agreed
	at := slices.IndexFunc(all, func(s ZoneSetResult) bool {
		return s.Operation == agreed.set.Operation && s.Area.Code == agreed.set.Area.Code
	})
	if at >= 0 { // of hundreds that are newer, none is
		newest, err = b.zonesOf(ctx, all[at].ID)
	}
	if err != nil {
		return nil, err
	}
	return zones.Difference(agreed.drawn(), newest.drawn())
}

// becameOf says what became of an area of the earlier set: its tier and its name; empty
// where it has both still.
func becameOf(changes []zones.Change, name string) string {
	c, changed := changeOf(changes, name)
	switch {
	case !changed:
	case c.After == "":
		return name + " is drawn no more"
	case c.Was != "" && c.Before != c.After:
		return fmt.Sprintf("%s is called %s now, and is %s", name, c.Name, c.After)
	case c.Was != "":
		return fmt.Sprintf("%s is called %s now", name, c.Name)
	case c.Before != c.After:
		return fmt.Sprintf("%s is %s now", name, c.After)
	}
	return ""
}

// changeOf finds what changed of an area of the earlier set.
func changeOf(changes []zones.Change, name string) (zones.Change, bool) {
	for _, c := range changes {
		if c.Before != "" && cmp.Or(c.Was, c.Name) == name {
			return c, true
		}
	}
	return zones.Change{}, false
}

// isNow reports whether an area of one set is the one of a name in another set of the same
// operation: by its ground, since names change. Between operations only names can tell.
func (a *App) isNow(ctx context.Context, set, name, other, its string) (bool, error) {
	if set == "" || set == other {
		return strings.EqualFold(name, its), nil
	}
	was, err := a.zonesOf(ctx, set)
	if fault.Of(err) == fault.NotFound {
		return strings.EqualFold(name, its), nil
	}
	if err != nil {
		return false, err
	}
	is, err := a.zonesOf(ctx, other)
	if err != nil || was.set.Operation != is.set.Operation {
		return strings.EqualFold(name, its), err
	}
	changes, err := zones.Difference(was.drawn(), is.drawn())
	if err != nil {
		return false, err
	}
	if c, changed := changeOf(changes, name); changed {
		return c.After != "" && c.Name == its, nil
	}
	return name == its, nil
}

// unflagged returns the flags that a set's group leaves out and no offence has: what the
// definition rules out is counted then, since nobody knows which those are.
func (a *App) unflagged(ctx context.Context, set ZoneSetResult) (flags []string, err error) {
	g, known, err := groups().version(ctx, a.store, pinned{set.Group, set.GroupVersion})
	if err != nil || !known {
		return nil, err
	}
	for _, f := range g.WithoutFlags {
		if slices.Contains(set.Notes, study.Unflagged(f)) {
			flags = append(flags, f)
		}
	}
	return flags, nil
}
