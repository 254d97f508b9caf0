package app

import (
	"context"
	"slices"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// actionElsewhere reports whether an action is of another district than the meeting's: by the
// zone set that it belongs to, else by the meeting that set it.
func (b *paging) actionElsewhere(ctx context.Context, action meeting.Action) (bool, error) {
	code := ""
	switch {
	case action.ZoneSet != "":
		set, err := b.zonesOf(ctx, action.ZoneSet)
		if err != nil {
			return false, err
		}
		code = set.set.Area.Code
	case action.Meeting != "":
		all, err := b.Meetings(ctx)
		if err != nil {
			return false, err
		}
		if i := slices.IndexFunc(all, func(m meeting.Meeting) bool { return m.ID == action.Meeting }); i >= 0 {
			code = all[i].Area
		}
	}
	return b.elsewhere(ctx, code)
}

// visitsHere returns the visits but those of plans of other districts: whose those of no plan
// are is not known.
func (b *paging) visitsHere(ctx context.Context, all []meeting.Visit) (here []meeting.Visit, err error) {
	away := map[string]bool{} // by plan
	for _, v := range all {
		if _, known := away[v.Plan]; !known && v.Plan != "" {
			plan, err := b.planned(ctx, v.Plan)
			if err != nil && fault.Of(err) != fault.NotFound {
				return nil, err
			}
			if away[v.Plan], err = b.elsewhere(ctx, plan.area); err != nil {
				return nil, err
			}
		}
		if !away[v.Plan] {
			here = append(here, v)
		}
	}
	return here, nil
}

// elsewhere reports whether an area is known to be another district than the one that the
// meeting is of; an empty code is of no known area.
func (b *paging) elsewhere(ctx context.Context, code string) (bool, error) {
	here := b.page.Meeting.Area
	if code == "" || here == "" || code == here {
		return false, nil
	}
	this, err := b.Area(ctx, here)
	if err != nil {
		return false, err
	}
	other, err := b.Area(ctx, code)
	if fault.Of(err) == fault.NotFound { // it was of districts that are loaded no more
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return this.Kind == geo.District && other.Kind == geo.District && this.Code != other.Code, nil
}
