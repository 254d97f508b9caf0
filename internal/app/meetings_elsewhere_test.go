package app_test

import (
	"strings"
	"testing"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
	"beatplan/meeting"
)

// A meeting agrees the areas of another district. Its next page says what the newest set of
// that district made of them, whatever is drawn for its own.
func TestMeetingAgreesAreasOfAnotherDistrict(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := town{timed: true}.settle(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must2 := func(_ any, err error) { t.Helper(); must(err) }
	oldtown := geo.Area{Kind: geo.District, Code: "E07000098", Name: "Oldtown", Land: half("", 3).Land}
	take(t, m.Areas, []geo.Area{oldtown})
	draw := func(area string) string {
		t.Helper()
		set, _, err := a.DrawZones(ctx, app.ZoneSetRequest{Area: area, Operation: "nte"})
		must(err)
		return set.ID
	}
	agreed := draw("Oldtown")
	first, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Tasking", Area: "Newtown", Date: "2025-03-06"})
	must(err)
	must2(a.DecideMeeting(ctx, first.ID, meeting.Decision{Kind: meeting.ZonesAgreed, Of: agreed, Words: "Oldtown's areas"}))
	must2(a.CloseMeeting(ctx, first.ID))
	second, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Tasking", Area: "Newtown", Date: "2025-03-27"})
	must(err)
	for range 2 { // before and after Newtown's areas are drawn
		page, err := a.MeetingPage(ctx, second.ID, "police")
		must(err)
		if said := page.Since[0].Done; !strings.HasPrefix(said, "Still drawn so. ") {
			t.Errorf("nobody drew Oldtown again: %q", said)
		}
		draw("Newtown")
	}
	page, err := a.MeetingPage(ctx, second.ID, "police")
	must(err)
	for _, line := range page.Areas {
		if line.Since != "" || len(page.Gone) > 0 {
			t.Errorf("Newtown's %s is held against Oldtown's areas: %q, gone %q", line.Name, line.Since, page.Gone)
		}
	}
}

// An action of a district that is loaded no more, since its import was deleted, keeps no page
// of a meeting from being read, and is listed there: nobody knows that it is elsewhere.
func TestMeetingPageBesideADistrictLoadedNoMore(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	url := pgtest.ServerURL(t)
	a, m := town{timed: true}.settleAt(t, url)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	areas, err := m.Areas(ctx, app.Made("the test", "oldtown", []geo.Area{{Kind: geo.District, Code: "E07000098", Name: "Oldtown", Land: half("", 3).Land}}))
	must(err)
	theirs, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Tasking", Area: "Oldtown", Date: "2025-03-06"})
	must(err)
	ours, err := a.OpenMeeting(ctx, meeting.Meeting{Title: "Tasking", Area: "Newtown", Date: "2025-03-27"})
	must(err)
	_, err = a.AddAction(ctx, meeting.Action{FourP: "Prevent", Does: "Lights", Agency: "Council", Owner: "M. Green", Due: "2025-04-06", Meeting: theirs.ID})
	must(err)
	s, err := store.Open(ctx, url)
	must(err)
	t.Cleanup(s.Close)
	for _, want := range []int{0, 1} {
		page, err := a.MeetingPage(ctx, ours.ID, "police")
		must(err)
		if len(page.Actions) != want {
			t.Errorf("%d actions, want %d", len(page.Actions), want)
		}
		if want == 0 {
			_, err = app.NewLedger(s, "the test").Delete(ctx, areas[0].ID, "districts of another year")
			must(err)
		}
	}
}
