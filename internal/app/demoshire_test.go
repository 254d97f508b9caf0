package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/internal/pdftext"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/crime"
	"beatplan/demoshire"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/result"
	"beatplan/zones"
)

// ostermouth loads the first district of Demoshire and its sites, and returns those of its
// offences that began and ended between two days of 2025.
func ostermouth(t *testing.T, from, to time.Time) (*app.App, *app.Importer, demoshire.County, []crime.Record) {
	t.Helper()
	county, err := demoshire.Generate(1, london(t))
	if err != nil {
		t.Fatal(err)
	}
	district := county.Areas[slices.IndexFunc(county.Areas, func(a geo.Area) bool { return a.Name == "Ostermouth" })]
	here := district.Land.Bound()
	sites := slices.DeleteFunc(slices.Clone(county.Sites), func(s geo.Site) bool { return !here.Contains(*s.At) })
	records := slices.DeleteFunc(slices.Clone(county.Records), func(r crime.Record) bool {
		return r.At == nil || !here.Contains(*r.At) || r.From.Before(from) || r.To.After(to)
	})
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{district})
	take(t, m.Sites, sites)
	return a, m, county, records
}

// atNight returns offences of the county's records system on the Saturday nights of a month within 40 metres of a place.
func atNight(t *testing.T, c demoshire.County, month crime.Month, at orb.Point, n int, location string, change func(*crime.Offence)) (records []crime.Record) {
	t.Helper()
	saturday := month.Start(london(t)).Add(23 * time.Hour)
	for saturday.Weekday() != time.Saturday {
		saturday = saturday.AddDate(0, 0, 1)
	}
	for i := range n {
		place := orbgeo.PointAtBearingAndDistance(at, float64(37*i%360), float64(10+10*(i%4)))
		from := saturday.AddDate(0, 0, 7*(i%4)).Add(time.Duration(i%60) * time.Minute)
		o := crime.Offence{Type: "Violence with injury", At: &place, From: from, To: from, Precision: crime.Instant, Place: "public"}
		change(&o)
		r := record(t, fmt.Sprint("planted", month, at, i), o)
		r.Location = location
		r.Source = c.Records[0].Source // of two sources one alone would count
		records = append(records, r)
	}
	return records
}

// TestDemoshireIsApprovedAndDrawnAgain approves the areas of a planted town and imports a
// month that repeats the one before, five weeks later, but for sixty offences at a place
// where nothing was. The approved set keeps its bytes, and what a new drawing proposes is
// the planted change and nothing else.
func TestDemoshireIsApprovedAndDrawnAgain(t *testing.T) {
	t.Parallel()
	a, m, county, november := ostermouth(t, day(11, 1), day(11, 27))
	take(t, m.Offences, november)
	ask := app.ZoneSetRequest{Area: "Ostermouth", Operation: "nte", Budget: &zones.PerTier[int]{Primary: 5, Secondary: 3, Tertiary: 4}}
	drawn, _, err := a.DrawZones(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	decideOn(t, a, drawn.ID, result.Proposed, "the test", "")
	decideOn(t, a, drawn.ID, result.Approved, "the test", "conflict")
	decideOn(t, a, drawn.ID, result.Approved, "A. Sergeant", "")
	_, approved, err := a.ZoneSet(t.Context(), drawn.ID)
	if err != nil {
		t.Fatal(err)
	}
	december := slices.Clone(november)
	for i := range december {
		r := &december[i]
		r.Key = crime.DigestOf("december", fmt.Sprint(i))
		r.From, r.To, r.Month = r.From.AddDate(0, 0, 35), r.To.AddDate(0, 0, 35), r.Month+1
	}
	night := county.Truth.Nights[0]
	take(t, m.Offences, append(december, atNight(t, county, january+11, orbgeo.PointAtBearingAndDistance(night.Centre, 200, night.Radius+1500), 60, "On or near Fairground Lane", func(*crime.Offence) {})...))

	again, body, err := a.DrawZones(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if _, now, err := a.ZoneSet(t.Context(), drawn.ID); err != nil || !bytes.Equal(now, approved) {
		t.Errorf("the approved set has changed, error %v", err)
	}
	d, err := a.ZoneSetDifference(t.Context(), again.ID, "")
	if err != nil || d.Against != drawn.ID {
		t.Fatalf("against %s, error %v", d.Against, err)
	}
	if len(d.Changes) != 1 || !strings.HasPrefix(d.Changes[0].Words, "Fairground Lane: new, primary") {
		t.Errorf("proposed %q, want the planted area alone", words(d.Changes))
	}
	if was, now := listed(t, approved), listed(t, body); strings.Count(was, ";") < 2 || strings.Count(now, ";") != strings.Count(was, ";")+1 {
		t.Errorf("approved %s\ndrawn again %s", was, now)
	}
	if again.Decision.Status != result.Draft {
		t.Errorf("the new drawing is %s", again.Decision.Status)
	}
}

// TestDemoshireKeepsHomesFromPartners plants a night-time domestic cluster of three times
// the volume of the town's night cluster, and offences in dwellings beside it: no area
// covers it, the drawing says how many were left out, and no partner edition has any of
// it, nor a count under five.
func TestDemoshireKeepsHomesFromPartners(t *testing.T) {
	t.Parallel()
	a, m, county, records := ostermouth(t, day(1, 1), day(12, 1))
	night := county.Truth.Nights[0]
	groups := crime.DefaultGroups()
	matches := groups[slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == "nte-violence" })].Matcher()
	volume := 0
	for _, r := range county.Records {
		if r.At != nil && matches(r.Offence) && orbgeo.Distance(*r.At, night.Centre) < night.Radius {
			volume++
		}
	}
	home := orbgeo.PointAtBearingAndDistance(night.Centre, 200, night.Radius+400) // on land
	each := 3 * volume / 11
	for month := january; month < january+11; month++ {
		records = slices.Concat(records,
			atNight(t, county, month, home, each, "On or near Homefield Close", func(o *crime.Offence) { o.Flags = []string{crime.FlagDomestic} }),
			atNight(t, county, month, orbgeo.PointAtBearingAndDistance(home, 0, 1), 20, "On or near Hearth Lane", func(o *crime.Offence) { o.Place = "dwelling" }),
		)
	}
	take(t, m.Offences, records)
	set, body, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Ostermouth", Operation: "nte"})
	if err != nil {
		t.Fatal(err)
	}
	domestic, dwelling := 0, 0
	for _, n := range set.Notes {
		_, _ = fmt.Sscanf(n, "offences left out by the group's rule: %d flagged domestic and %d at place dwelling", &domestic, &dwelling)
	}
	if domestic < 11*each || dwelling < 220 {
		t.Errorf("%d domestic offences and %d in dwellings are said to be left out; %d and 220 were planted: %q", domestic, dwelling, 11*each, set.Notes)
	}
	few := regexp.MustCompile(`(?i)\b[0-4] (offences?|incidents?|in \d+ months|against)|against [0-4]\b|(injury|order|damage|arson|assault) [0-4]\b`)
	for _, f := range features(t, body) {
		id := fmt.Sprint(f.ID)
		if f.Geometry.Bound().Contains(home) {
			t.Errorf("%s covers the home", id)
		}
		made, err := a.Brief(t.Context(), app.BriefRequest{Set: set.ID, Zone: id, Day: "2025-12-05", Edition: "partner", Form: "pdf"})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(pdftext.Of(t, made.Body)), " ")
		for _, none := range []string{"Homefield", "Hearth", "omestic", "welling", "NaN"} {
			if strings.Contains(text, none) {
				t.Errorf("the partner edition of %s has %q:\n%s", id, none, text)
			}
		}
		if found := few.FindString(text); found != "" {
			t.Errorf("the partner edition of %s has a count under five, %q:\n%s", id, found, text)
		}
		if !strings.Contains(text, "Recorded") || !strings.Contains(text, "Partner edition") {
			t.Errorf("the partner edition of %s is no briefing:\n%s", id, text)
		}
	}
	var left struct {
		LeftOut []struct{ Name string } `json:"left_out"`
	}
	if err := json.Unmarshal(body, &left); err != nil {
		t.Fatal(err)
	}
	for _, l := range left.LeftOut {
		if strings.Contains(l.Name, "Homefield") || strings.Contains(l.Name, "Hearth") {
			t.Errorf("the list of places left out names a home: %s", l.Name)
		}
	}
}
