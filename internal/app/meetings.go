package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/meeting"
)

func meetings() setting[meeting.Meeting] {
	return setting[meeting.Meeting]{"meeting", nil, func(m *meeting.Meeting) (*string, *int) { return &m.ID, &m.Version }}
}

// OpenMeeting opens the record of a meeting.
func (a *App) OpenMeeting(ctx context.Context, m meeting.Meeting) (meeting.Meeting, error) {
	area, err := a.Area(ctx, m.Area)
	if err != nil {
		return m, unknown("area", err)
	}
	m.Area, m.Closed, m.Decisions = area.Code, false, []meeting.Decision{}
	if err := checkMeeting(m); err != nil {
		return m, err
	}
	return meetings().numbered(ctx, a.store, m, a.principal)
}

func checkMeeting(m meeting.Meeting) error {
	if err := cmp.Or(fault.Text("title", m.Title), fault.Text("chair", m.Chair)); err != nil {
		return err
	}
	if err := m.Validate(); err != nil {
		return fault.New(fault.Unprocessable, "%w", err)
	}
	return nil
}

// Meetings returns the meetings, by number.
func (a *App) Meetings(ctx context.Context) ([]meeting.Meeting, error) {
	all, err := meetings().inForce(ctx, a.store)
	return append([]meeting.Meeting{}, meetings().byNumber(all)...), err
}

// openMeeting returns a meeting that is open, to be changed.
func (a *App) openMeeting(ctx context.Context, id string) (meeting.Meeting, error) {
	m, err := meetings().find(ctx, a.store, id)
	if err == nil && m.Closed {
		err = fault.New(fault.Conflict, "meeting %s is closed: open another", id)
	}
	return m, err
}

// DecideMeeting adds a decision to the record of a meeting that is open. A plan must be
// approved, and what else it names must be there.
func (a *App) DecideMeeting(ctx context.Context, id string, d meeting.Decision) (meeting.Meeting, error) {
	m, err := a.openMeeting(ctx, id)
	if err != nil {
		return m, err
	}
	if err := fault.Text("words", d.Words); err != nil {
		return m, err
	}
	if err := d.Validate(); err != nil {
		return m, fault.New(fault.Unprocessable, "%w", err)
	}
	switch d.Kind {
	case meeting.ActionSet:
		_, err = a.action(ctx, d.Of)
	case meeting.PlanApproved:
		var p PlanResult
		if p, _, err = a.Plan(ctx, d.Of); err == nil && (p.Decision == nil || p.Decision.Status != result.Approved) {
			err = fault.New(fault.Unprocessable, "of: plan %s is not approved: approve it first", d.Of)
		}
	case meeting.ZonesAgreed:
		var k keptZones
		k, err = a.zonesOf(ctx, d.Of)
		if err == nil && d.Zone != "" {
			zone, unnamed := k.named(d.Zone)
			if unnamed != nil {
				return m, fault.New(fault.Unprocessable, "zone: %w", unnamed)
			}
			d.Zone = zone.Name
		}
	}
	if err != nil {
		return m, unknown("of", err)
	}
	m.Decisions = append(slices.Clone(m.Decisions), d)
	return meetings().set(ctx, a.store, m, a.principal)
}

// CloseMeeting closes the record of a meeting: it opens the next one's page.
func (a *App) CloseMeeting(ctx context.Context, id string) (meeting.Meeting, error) {
	m, err := a.openMeeting(ctx, id)
	if err != nil {
		return m, err
	}
	m.Closed = true
	return meetings().set(ctx, a.store, m, a.principal)
}

// MeetingPage returns what lies on the table at a meeting: what was decided last time,
// done and changed since, the areas to agree, the actions and the intelligence.
func (a *App) MeetingPage(ctx context.Context, id, edition string) (meeting.Page, error) {
	edition = cmp.Or(edition, meeting.PoliceEdition)
	if edition != meeting.PoliceEdition && edition != meeting.PartnerEdition {
		return meeting.Page{}, fault.New(fault.Invalid, "edition %q: it is police or partner", edition)
	}
	all, err := a.Meetings(ctx)
	if err != nil {
		return meeting.Page{}, err
	}
	i := slices.IndexFunc(all, func(m meeting.Meeting) bool { return m.ID == id })
	if i < 0 {
		return meeting.Page{}, fault.New(fault.NotFound, "no meeting %s", id)
	}
	area, err := a.Area(ctx, all[i].Area)
	if err != nil {
		return meeting.Page{}, err
	}
	p := meeting.Page{Meeting: all[i], Return: meeting.ReturnOf(all[i].Date, all[i].Date, nil), Edition: edition, AreaName: area.Name, Invented: area.Invented, Since: []meeting.SinceLine{}, Areas: []meeting.AreaLine{}, LeftOut: []string{}, Items: []string{}}
	loaded, err := a.loadedOf(ctx, area)
	if err != nil {
		return p, err
	}
	_, p.DataTo = loaded.Ends()
	b := paging{App: a, page: &p, small: edition == meeting.PartnerEdition}
	if last, found := meeting.Last(all, p.Meeting); found {
		p.Last = &last
	}
	if err := b.fill(ctx); err != nil {
		return p, err
	}
	if b.small {
		hidden, err := a.hiddenActions(ctx)
		return p.ForPartners(hidden), err
	}
	return p, nil
}

// hiddenActions returns the numbers of the actions that are not for partners: problems at
// addresses that were left out, and actions at homes and at places of health.
func (a *App) hiddenActions(ctx context.Context) ([]string, error) {
	l, err := a.ActionList(ctx, meeting.ActionFilter{})
	if err != nil {
		return nil, err
	}
	var places []string
	for _, action := range l.Actions {
		places = append(places, action.Place)
	}
	private, err := a.store.PlacesOf(ctx, places, append(meeting.Private(), "household"))
	var hidden []string
	for _, action := range l.Actions {
		if action.Problem || slices.Contains(private, action.Place) {
			hidden = append(hidden, action.ID)
		}
	}
	return hidden, err
}

// MeetingFile writes the page as a file of a form: pdf, html or docx.
func (a *App) MeetingFile(ctx context.Context, id, edition, form string) (Export, error) {
	f, known := briefForms()[form]
	if !known {
		return Export{}, fault.New(fault.Invalid, "form %q: a page is written as %s", form, strings.Join(BriefEndings(), ", "))
	}
	p, err := a.MeetingPage(ctx, id, edition)
	if err != nil {
		return Export{}, err
	}
	body, err := f.write(p.Document())
	return Export{f.media, body}, err
}
