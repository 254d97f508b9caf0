package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// Half of the town is rural. Each month of 2024 has two thefts in that half and three in
// the other; each month of 2023 one and three. The group of rural land takes the first in
// every count, and says which cells take part.
func TestGroupOfLand(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{newtown(), half("E01000001", 3), half("E01000002", 3.02)})
	var records []crime.Record
	for month := range 24 {
		at := time.Date(2023, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
		for range 1 + month/12 {
			records = append(records, stolen(t, len(records), at, land(t, 3.01, 52.01)))
		}
		for range 3 {
			records = append(records, stolen(t, len(records), at, land(t, 3.03, 52.01)))
		}
	}
	take(t, m.Offences, records)

	request := app.SurfaceRequest{Area: "Newtown", Group: "rural", From: "2024-01", To: "2024-12"}
	if _, err := a.Cells(ctx, request); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "load census areas") {
		t.Errorf("without a class: %v", err)
	}
	table, err := a.StrandTable(ctx, "Newtown", "2024-12", 12)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Strands {
		if r.Name == "rural-crime" && (r.After != nil || !strings.Contains(r.Note, "no census area of that class")) {
			t.Errorf("without a class the strand is %+v", r)
		}
	}

	take(t, m.People, []geo.Figure{
		{AreaCode: "E01000001", Measure: "ruc", Class: "Larger rural: nearer to a major town or city"},
		{AreaCode: "E01000002", Measure: "ruc", Class: "Urban: nearer to a major town or city"},
	})
	for _, ask := range []struct {
		group crime.Group
		want  float64
	}{
		{crime.Group{Name: "rural"}, 24},
		{crime.Group{Name: "town", Definition: "in town", RuralUrban: crime.Urban}, 36},
		{crime.Group{Name: "east", Definition: "in the east", Beats: []string{"E01000002"}}, 36},
		{crime.Group{Name: "everywhere", Definition: "anywhere"}, 60},
	} {
		if ask.group.Definition != "" {
			if _, err := a.SetGroup(ctx, ask.group); err != nil {
				t.Fatal(err)
			}
		}
		request.Group = ask.group.Name
		s, err := a.Cells(ctx, request)
		if err != nil {
			t.Fatal(err)
		}
		limited := strings.Contains(strings.Join(s.Notes, "\n"), "cells of the area take part")
		if s.Offences != ask.want || limited != (ask.want < 60) {
			t.Errorf("group %s: %g offences, limited: %t; want %g", ask.group.Name, s.Offences, limited, ask.want)
		}
	}
	if table, err = a.StrandTable(ctx, "Newtown", "2024-12", 12); err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Strands {
		if r.Name == "rural-crime" && (r.Before == nil || *r.Before != 12 || *r.After != 24 || r.Percent != "+100%") {
			t.Errorf("the strand is %+v, %q", r, r.Note)
		}
	}
	west, east := land(t, 3.01, 52.01), land(t, 3.03, 52.01)
	take(t, m.Sites, []geo.Site{
		{Source: "farms", ID: "W", Name: "West Farm", Category: "farm-shop", At: &west}, {Source: "farms", ID: "E", Name: "East Store", Category: "shop", At: &east},
	})
	twelve, from := 12, time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	cell, err := geo.CellAt(east, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	take(t, m.PartnerCounts, []crime.PartnerCount{{
		Key: crime.DigestOf("count"), Source: "ED", Type: "assault", Venue: "East Store", At: &east, Cell: cell, From: from, To: from.AddDate(0, 1, 0), Precision: crime.InMonth, Count: &twelve, Quality: []string{},
	}})
	if _, err := a.LogVisits(ctx, []meeting.Visit{{Unit: "N-1", Agency: "Police", Place: "farms:E", From: from, Minutes: 10}}); err != nil {
		t.Fatal(err)
	}
	whole, err := a.Premises(ctx, "Newtown", "2023-01-01", "2024-12-31", "")
	if err != nil || whole.Premises[0].Partners != 12 || whole.Premises[0].LastVisit != "2024-06-01" || len(whole.Premises[0].Months) != 24 {
		t.Errorf("%+v, error %v", whole.Premises, err)
	}
	for group, want := range map[string]string{"": "East Store 84, West Farm 36", "everywhere": "East Store 84, West Farm 36", "rural": "West Farm 36", "town": "East Store 84"} {
		l, err := a.Premises(ctx, "Newtown", "2023-01-01", "2024-12-31", group)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range l.Premises {
			got = append(got, fmt.Sprint(p.Name, " ", p.Total()))
		}
		if said := strings.Join(got, ", "); said != want || strings.Contains(strings.Join(l.Notes, "\n"), "on other land does not count") != (group == "rural" || group == "town") {
			t.Errorf("premises of group %q: %s, %q; want %s", group, said, l.Notes, want)
		}
	}
	if _, err := a.SetGroup(ctx, crime.Group{Name: "west", Definition: "in the west", Beats: []string{"Atlantis"}}); err == nil || !strings.Contains(err.Error(), "beats/0") {
		t.Errorf("a beat that nobody knows: %v", err)
	}
}

// half returns a census area of half the town, from a longitude on.
func half(code string, west float64) geo.Area {
	return geo.Area{Kind: geo.LSOA, Code: code, Name: code, Land: orb.MultiPolygon{{{{west, 52}, {west + 0.02, 52}, {west + 0.02, 52.02}, {west, 52.02}, {west, 52}}}}}
}

func stolen(t *testing.T, n int, at time.Time, where orb.Point) crime.Record {
	t.Helper()
	return record(t, fmt.Sprint(n), crime.Offence{Type: "Other theft offences", From: at, To: at.AddDate(0, 1, 0), Precision: crime.InMonth, At: &where})
}
