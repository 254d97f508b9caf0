package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"beatplan/internal/pdftext"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// An area that was drawn at the hours of an operation is briefed at these: the types of
// its offences add up to the count beside them.
func TestBriefingCountsOneThing(t *testing.T) {
	t.Parallel()
	a, _ := town{timed: true}.settle(t)
	set, _, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Newtown", Operation: "nte"})
	if err != nil {
		t.Fatal(err)
	}
	made, err := a.Brief(t.Context(), app.BriefRequest{Set: set.ID, Zone: "Z-01", Day: "2025-04-04", Form: "pdf"})
	if err != nil {
		t.Fatal(err)
	}
	text := pdftext.Of(t, made.Body)
	recorded := regexp.MustCompile(`Recorded\s+(\d+) in`).FindStringSubmatch(text)
	rests := regexp.MustCompile(`(?s)rests on: (.*?) Domestic`).FindStringSubmatch(text)
	if recorded == nil || rests == nil {
		t.Fatalf("no count, or no types:\n%s", text)
	}
	sum := 0
	for _, n := range regexp.MustCompile(` (\d+)(?: ·|\.)`).FindAllStringSubmatch(rests[1], -1) {
		of, err := strconv.Atoi(n[1])
		if err != nil {
			t.Fatal(err)
		}
		sum += of
	}
	if fmt.Sprint(sum) != recorded[1] {
		t.Errorf("types of %d offences beside %s recorded: %s", sum, recorded[1], rests[1])
	}
}

// A night-time domestic cluster of three times the volume, in a street of its own, is
// in no briefing; that for partners has no count under five, no intelligence and no
// power either.
func TestBriefingsKeepHomesOut(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	home := land(t, 3.034, 52.016)
	var records []crime.Record
	for month := january; month < january+3; month++ {
		for n := range 120 {
			at := orb.Point{home[0] + 0.00001*float64(n%7), home[1]}
			o := town{timed: true}.offence(month, 24*(n%28)+23)
			o.Type, o.Flags, o.At = "Violence with injury", []string{crime.FlagDomestic}, &at
			r := record(t, fmt.Sprint("home", month, n), o)
			r.Location = "On or near Homefield Close"
			records = append(records, r)
		}
	}
	take(t, m.Offences, records)
	set, body, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "T1", Operation: "nte", From: "2025-01", To: "2025-03", AllHours: true, AnyPlace: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddItem(t.Context(), meeting.Item{Source: meeting.Local, Handling: meeting.Permitted, Text: "Drink spiking at late venues", Area: "Newtown", Weight: 2, From: "2025-03-01", To: "2025-04-30", Marking: "OFFICIAL-SENSITIVE"}); err != nil {
		t.Fatal(err)
	}
	var drawn struct {
		Features []struct {
			ID string `json:"id"`
		} `json:"features"`
	}
	if err := json.Unmarshal(body, &drawn); err != nil || len(drawn.Features) == 0 {
		t.Fatalf("no area was drawn: %v", err)
	}
	for _, f := range drawn.Features {
		for _, edition := range []string{"police", "partner"} {
			asked := app.BriefRequest{Set: set.ID, Zone: f.ID, Day: "2025-04-04", Edition: edition, Form: "pdf"}
			made, err := a.Brief(t.Context(), asked)
			if err != nil {
				t.Fatal(err)
			}
			again, err := a.Brief(t.Context(), asked)
			if err != nil || !bytes.Equal(made.Body, again.Body) {
				t.Errorf("%s %s: two runs differ, error %v", f.ID, edition, err)
			}
			text := pdftext.Of(t, made.Body)
			none := []string{"Homefield", "NaN"}
			if edition == "partner" {
				none = append(none, "spiking", "omestic", "reasonable grounds", "SENSITIVE")
			} else if !strings.Contains(text, "Drink spiking") {
				t.Errorf("%s police: the intelligence is missing:\n%s", f.ID, text)
			}
			for _, word := range none {
				if strings.Contains(text, word) {
					t.Errorf("%s %s has %q:\n%s", f.ID, edition, word, text)
				}
			}
			for _, want := range []string{set.ID + ", version 1", "Half falls in", "Premises: town, date"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s %s lacks %q:\n%s", f.ID, edition, want, text)
				}
			}
		}
	}
	for asked, want := range map[app.BriefRequest]string{
		{Set: set.ID, Zone: "Z-99", Day: "2025-04-04", Form: "pdf"}:                  `no area "Z-99"; there are Z-01`,
		{Set: set.ID, Zone: "Z-01", Day: "4 April", Form: "pdf"}:                     "write it YYYY-MM-DD",
		{Set: set.ID, Zone: "Z-01", Day: "2025-04-04", Form: "gif"}:                  "docx, html, pdf",
		{Set: set.ID, Zone: "Z-01", Day: "2025-04-04", Form: "pdf", Edition: "wall"}: "police or partner",
	} {
		if _, err := a.Brief(t.Context(), asked); err == nil || !strings.Contains(err.Error(), want) || fault.Of(err) == fault.Internal {
			t.Errorf("%+v: error %v, want %q", asked, err, want)
		}
	}
}

// An area that a newer set calls otherwise keeps its 4P plan on paper: it is the same ground.
func TestBriefingFollowsARenamedArea(t *testing.T) {
	t.Parallel()
	a, _ := town{timed: true}.settle(t)
	set, _, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Newtown", Operation: "nte"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddAction(t.Context(), meeting.Action{FourP: "Prevent", Does: "Taxi marshals stay to 03:30", Agency: "Council", Owner: "Licensing manager", Due: "2026-02-01", ZoneSet: set.ID, Zone: "Z-01"}); err != nil {
		t.Fatal(err)
	}
	newer, _, err := a.EditZones(t.Context(), set.ID, app.ZoneEditsRequest{Edits: []app.ZoneEdit{{Kind: "rename", Zone: "Z-01", Name: "The Strip"}}, Why: "as people call it"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{set.ID, newer.ID} {
		made, err := a.Brief(t.Context(), app.BriefRequest{Set: id, Zone: "Z-01", Day: "2025-04-04", Form: "pdf"})
		if err != nil {
			t.Fatal(err)
		}
		if text := pdftext.Of(t, made.Body); !strings.Contains(text, "Taxi marshals") {
			t.Errorf("set %s lacks its action:\n%s", id, text)
		}
	}
}
