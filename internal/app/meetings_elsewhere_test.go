package app_test

import (
	"strings"
	"testing"

	"beatplan/geo"
	"beatplan/internal/app"
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
