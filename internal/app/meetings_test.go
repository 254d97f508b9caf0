package app_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/pdftext"
	"beatplan/internal/result"
	"beatplan/meeting"
)

// Two meetings. In the first an area is agreed, two actions are set and a plan is
// approved; visits come in, and an action is completed. The second opens with what was
// decided, done and changed, on one page, for the police and for partners.
func TestTwoMeetings(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := town{timed: true}.settle(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set, _, err := a.DrawZones(ctx, app.ZoneSetRequest{Area: "Newtown", Operation: "nte"})
	must(err)
	plan, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "nte", Date: "2025-03-07", Shift: "20:00-02:00", Units: 1})
	must(err)
	first, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Crime Reduction Group", Area: "Newtown", Date: "2025-03-06", Chair: "council"})
	must(err)
	decide := func(d meeting.Decision) error {
		t.Helper()
		_, err := a.DecideMeeting(ctx, first.ID, d)
		return err
	}
	if err := decide(meeting.Decision{Kind: meeting.PlanApproved, Of: plan.ID, Words: "Plan for Friday"}); fault.Of(err) != fault.Unprocessable {
		t.Errorf("a plan that nobody approved: %v", err)
	}
	again, _, err := a.ReplanPlan(ctx, plan.ID, app.ReplanRequest{At: "23:30", Delay: []app.DelayOfUnit{{Unit: "Unit 1", Until: "23:40"}}})
	must(err)
	other, _, err := a.ReplanPlan(ctx, plan.ID, app.ReplanRequest{At: "23:30", Delay: []app.DelayOfUnit{{Unit: "Unit 1", Until: "23:45"}}})
	must(err)
	for _, id := range []string{plan.ID, again.ID, other.ID} {
		_, err = a.Decide(ctx, app.DecisionRequest{Result: id, Verdict: result.Approved, Why: "agreed", As: "Insp Rao"})
		must(err)
	}
	var ids []string
	for _, action := range []meeting.Action{
		{FourP: "Prevent", Does: "Late licences reviewed", Agency: "Licensing authority", Owner: "M. Green", Due: "2025-04-06", Meeting: first.ID},
		{FourP: "Pursue", Does: "Footage kept for 72 h", Agency: "Police", Owner: "DS Shah", Due: "2025-03-10", Meeting: first.ID},
	} {
		added, err := a.AddAction(ctx, action)
		must(err)
		ids = append(ids, added.ID)
	}
	// A home, a hospital and an address that was left out, each with an action and a decision.
	home, ward := land(t, 3.011, 52.011), land(t, 3.012, 52.011)
	take(t, m.Sites, []geo.Site{
		{Source: "addresses", ID: "7", Name: "7 Quay Cottages", Category: "household", At: &home},
		{Source: "health", ID: "H1", Name: "St Wyn Hospital", Category: "hospital", At: &ward},
	})
	for _, action := range []meeting.Action{
		{Does: "Locks for 7 Quay Cottages", Place: "7 quay cottages"},
		{Does: "Cameras at St Wyn Hospital", Place: "health:H1"},
		{Does: "Solve 12 Ropewalk", Place: "12 Ropewalk", Problem: true},
	} {
		action.FourP, action.Agency, action.Owner, action.Due, action.Meeting = "Protect", "Police", "PC Lee", "2025-04-01", first.ID
		added, err := a.AddAction(ctx, action)
		must(err)
		must(decide(meeting.Decision{Kind: meeting.ActionSet, Of: added.ID, Words: action.Does}))
		_, err = a.SetAction(ctx, added.ID, app.ActionChange{Status: new(meeting.Completed), Evidence: new("seen at " + action.Place)})
		must(err)
	}
	must(decide(meeting.Decision{Kind: meeting.ZonesAgreed, Of: set.ID, Words: "The areas as drawn"}))
	if err := decide(meeting.Decision{Kind: meeting.ZonesAgreed, Of: set.ID, Zone: "Z-99", Words: "Nowhere"}); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "there are ") {
		t.Errorf("an area that the set does not have: %v", err)
	}
	must(decide(meeting.Decision{Kind: meeting.PlanApproved, Of: plan.ID, Words: "Plan for Friday"}))
	must(decide(meeting.Decision{Kind: meeting.PlanApproved, Of: again.ID, Words: "Plan for Friday, as it became"}))
	must(decide(meeting.Decision{Kind: meeting.PlanApproved, Of: other.ID, Words: "Plan for Friday, as it became instead"}))
	must(decide(meeting.Decision{Kind: meeting.ActionSet, Of: ids[0], Words: "Late licences reviewed"}))
	must(decide(meeting.Decision{Kind: meeting.ActionSet, Of: ids[1], Words: "Footage kept for 72 h"}))
	must(decide(meeting.Decision{Kind: meeting.ZonesAgreed, Of: set.ID, Zone: "Z-01", Words: "The first area by its id"}))
	_, err = a.CloseMeeting(ctx, first.ID)
	must(err)
	if err := decide(meeting.Decision{Kind: meeting.Otherwise, Words: "Too late"}); fault.Of(err) != fault.Conflict {
		t.Errorf("a decision of a closed meeting: %v", err)
	}
	_, err = a.LogVisits(ctx, []meeting.Visit{
		{Plan: plan.ID, Unit: "N-1", Agency: "Police", Place: "HS-001", From: time.Date(2025, 3, 7, 21, 0, 0, 0, time.UTC), Minutes: 17, Officers: 2, Outputs: map[string]int{"people-engaged": 23, "finds": 3}},
	})
	must(err)
	_, err = a.SetAction(ctx, ids[0], app.ActionChange{Status: new(meeting.Completed), Evidence: new("three reviews")})
	must(err)
	item := theft()
	item.Text, item.Categories, item.From, item.To = "spiking in late venues", []string{"pub"}, "2025-03-08", "2025-03-20"
	_, err = a.AddItem(ctx, item)
	must(err)

	second, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Crime Reduction Group", Area: "Newtown", Date: "2025-03-27"})
	must(err)
	page, err := a.MeetingPage(ctx, second.ID, "police")
	must(err)
	want := []meeting.SinceLine{
		{Decided: "Locks for 7 Quay Cottages", Done: "Completed: seen at"},
		{Decided: "Cameras at St Wyn Hospital", Done: "Completed: seen at"},
		{Decided: "Solve 12 Ropewalk", Done: "Completed: seen at"},
		{Decided: "The areas as drawn", Done: "Still drawn so. ", Changed: " against "},
		{Decided: "Plan for Friday", Done: "17 min of ", Changed: "no time lost"},
		{Decided: "Plan for Friday, as it became", Done: "17 min of ", Changed: "no time lost"},
		{Decided: "Plan for Friday, as it became instead", Done: "17 min of ", Changed: "no time lost"},
		{Decided: "Late licences reviewed", Done: "Completed: three reviews"},
		{Decided: "Footage kept for 72 h", Done: "Not started", Changed: "overdue since 10 March 2025"},
		{Decided: "The first area by its id", Done: "Still drawn so. 1 visit there", Changed: " against "},
	}
	if page.ZoneSet != set.ID {
		t.Errorf("the areas on the table are of the set %q, want %s", page.ZoneSet, set.ID)
	}
	for i, w := range want {
		if i >= len(page.Since) || page.Since[i].Decided != w.Decided || !strings.HasPrefix(page.Since[i].Done, w.Done) || !strings.Contains(page.Since[i].Changed, w.Changed) {
			t.Fatalf("line %d: %+v, want %+v", i, page.Since, w)
		}
	}
	if page.Last == nil || page.Last.ID != first.ID || page.Delivered != 17 || len(page.Actions) != 5 || len(page.Items) != 1 || len(page.Areas) != set.Zones {
		t.Errorf("the page is %+v", page)
	}
	for _, area := range page.Areas {
		if area.Changed == "" {
			t.Errorf("nothing is said of what changed in %s", area.Name)
		}
	}
	police, partner := meetingText(t, a, second.ID, "police"), meetingText(t, a, second.ID, "partner")
	for _, said := range []string{"Since 6 March", "Late licences reviewed", "spiking in late venues", "DS Shah", "23", "Quay Cottages", "St Wyn", "Ropewalk"} {
		if !strings.Contains(police, said) {
			t.Errorf("the police edition lacks %q:\n%s", said, police)
		}
	}
	if !strings.Contains(partner, "No other output") || strings.Contains(partner, "No output") {
		t.Errorf("the partner edition says of the three finds that there is none:\n%s", partner)
	}
	for _, kept := range []string{"spiking", "intelligence", "Intelligence", "DS Shah", "3 finds", "OFFICIAL-SENSITIVE", "Cottages", "cottages", "St Wyn", "health:H1", "Ropewalk", "PC Lee"} {
		if strings.Contains(partner, kept) {
			t.Errorf("the partner edition has %q:\n%s", kept, partner)
		}
	}
	if small := regexp.MustCompile(`(?i)(lower|comparable|above)[^:\n]*: [1-4] against|against [1-4]\b|\b[1-4] (visits|searches|finds|arrests|dispersals|warnings)`).FindString(partner); small != "" {
		t.Errorf("the partner edition has a count under five, %q", small)
	}
	// A meeting of another district does not read them, nor do its partners.
	oldtown := half("E07000098", 3)
	oldtown.Kind, oldtown.Name = geo.District, "Oldtown"
	take(t, m.Areas, []geo.Area{oldtown})
	opened, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Crime Reduction Group", Area: "Oldtown", Date: "2025-03-06"})
	must(err)
	_, err = a.CloseMeeting(ctx, opened.ID)
	must(err)
	elsewhere, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Crime Reduction Group", Area: "Oldtown", Date: "2025-03-27"})
	must(err)
	for _, edition := range []string{"police", "partner"} {
		page, err := a.MeetingPage(ctx, elsewhere.ID, edition)
		must(err)
		if n := page.Return.All.Patrols; page.Last == nil || len(page.Actions) != 0 || n == nil || *n != 0 {
			t.Errorf("the %s edition of another district's page has the actions %+v and the visits %+v", edition, page.Actions, page.Return.All)
		}
	}
	// A group of a part of the land counts there alone.
	var before, after, beforeWest, afterWest int
	counts := func(p meeting.Page, before, after *int) string {
		t.Helper()
		changed := p.Since[3].Changed
		_, said, _ := strings.Cut(changed, ": ")
		_, err := fmt.Sscanf(said, "%d against %d", after, before)
		must(err)
		return changed
	}
	counts(page, &before, &after)
	take(t, m.Areas, []geo.Area{half("E01000001", 3)})
	groups, err := a.Groups(ctx)
	must(err)
	group := groups[slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == set.Group })]
	group.Beats = []string{"E01000001"}
	_, err = a.SetGroup(ctx, group)
	must(err)
	page, err = a.MeetingPage(ctx, second.ID, "police")
	must(err)
	if said := counts(page, &beforeWest, &afterWest); beforeWest >= before || afterWest >= after || beforeWest+afterWest == 0 || !strings.HasSuffix(said, ", on "+group.Land()+" alone") {
		t.Errorf("in the west alone %q, %d and %d in all", said, after, before)
	}
	// A group that was retired since counts as it did last.
	for _, id := range []string{plan.ID, again.ID, other.ID} {
		_, err = a.Decide(ctx, app.DecisionRequest{Result: id, Verdict: result.Withdrawn, Why: "the operation ends", As: "Insp Rao"})
		must(err)
	}
	strands, err := a.Strands(ctx)
	must(err)
	for _, strand := range strands {
		if slices.Contains(strand.Operations, "nte") || slices.Contains(strand.Groups, set.Group) {
			must(a.RetireStrand(ctx, strand.Name))
		}
	}
	operations, err := a.Operations(ctx)
	must(err)
	for _, operation := range operations {
		if slices.Contains(operation.Groups, set.Group) {
			must(a.RetireOperation(ctx, operation.Name))
		}
	}
	must(a.RetireGroup(ctx, set.Group))
	said := page.Since[3].Changed
	page, err = a.MeetingPage(ctx, second.ID, "police")
	must(err)
	if page.Since[3].Changed != said {
		t.Errorf("of the retired group %q, before %q", page.Since[3].Changed, said)
	}
	if _, err := a.MeetingPage(ctx, second.ID, "press"); fault.Of(err) != fault.Invalid {
		t.Errorf("an edition for the press: %v", err)
	}
}

// meetingText returns the text of a meeting's page, which is one sheet.
func meetingText(t *testing.T, a *app.App, id, edition string) string {
	t.Helper()
	made, err := a.MeetingFile(t.Context(), id, edition, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	if pages := bytes.Count(made.Body, []byte("/Type /Page\n")); pages != 1 {
		t.Errorf("the %s edition has %d pages", edition, pages)
	}
	return pdftext.Of(t, made.Body, "-layout")
}

// The table of a page is of one operation: it says of which, and which others it does not list.
func TestPageNamesTheOperation(t *testing.T) {
	t.Parallel()
	a, _ := town{timed: true}.settle(t)
	ctx := t.Context()
	m, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Group", Area: "Newtown", Date: "2025-04-03"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ operation, note string }{
		{"nte", "The newest set, of Night-time economy. "},
		{"sceptre", "The newest set, of Op Sceptre: knife crime; those of Night-time economy are not listed. "},
	} {
		if _, _, err := a.DrawZones(ctx, app.ZoneSetRequest{Area: "Newtown", Operation: tt.operation}); err != nil {
			t.Fatal(err)
		}
		page, err := a.MeetingPage(ctx, m.ID, "police")
		if err != nil || !strings.HasPrefix(page.AreaNote, tt.note) {
			t.Errorf("%s: %q, error %v; want %q", tt.operation, page.AreaNote, err, tt.note)
		}
	}
}
