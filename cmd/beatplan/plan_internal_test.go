package main

import (
	"testing"

	"beatplan/internal/app"
)

func TestReadPost(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]app.PostRequest{
		"Rank@23:30-02:00":            {Place: "Rank", Held: "23:30-02:00"},
		"Rank@0.7,51.5@23:30-02:00*2": {Place: "Rank@0.7,51.5", Held: "23:30-02:00", Units: 2},
		"Rank":                        {},
		"Rank@23:30-02:00*0":          {},
	} {
		got, err := readPost(text)
		if (err != nil) != (want.Place == "") || err == nil && got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	c := makeCommand{Units: 1, Must: []string{"Pier", "Pier@0.7,51.5@19:00-20:00"}}
	r, err := c.request()
	if err != nil || len(r.Must) != 2 || r.Must[0] != (app.MustRequest{Place: "Pier"}) || r.Must[1] != (app.MustRequest{Place: "Pier@0.7,51.5", Open: "19:00-20:00"}) {
		t.Errorf("%+v, %v", r.Must, err)
	}
	if r.Breaks != nil {
		t.Errorf("a rule on breaks that nobody set: %+v", r.Breaks)
	}
	c.breaking = breaking{BreakMinutes: new(0)}
	if r, err = c.request(); err != nil || r.Breaks == nil || *r.Breaks.Minutes != 0 {
		t.Errorf("no breaks: %+v, %v", r.Breaks, err)
	}
}

func TestReadCrew(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]app.Crew{
		"constable":              {Role: "constable"},
		"2*constable":            {Role: "constable", Count: 2},
		"pcso:designated:foot:3": {Role: "pcso", Designated: true, Mode: "foot", Officers: 3},
	} {
		if got, err := readCrew(text); got != want || err != nil {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "sheriff", "0*pcso", "two*pcso", "pcso:boat", "pcso:0", "cctv"} {
		if crew, err := readCrew(text); err == nil {
			t.Errorf("%q: %+v", text, crew)
		}
	}
}
