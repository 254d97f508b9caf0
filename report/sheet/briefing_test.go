package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/report/docx"
	"beatplan/report/html"
	"beatplan/report/pdf"
	"beatplan/report/sheet"
)

// area is a focus area of which everything is known.
func area(t testing.TB) sheet.Briefing {
	square := orb.MultiPolygon{{{{0.711, 51.537}, {0.713, 51.537}, {0.713, 51.539}, {0.711, 51.539}, {0.711, 51.537}}}}
	w := &sheet.Week{Unknown: 0.31}
	w.Counts[4*24+23], w.Peak[4*24+23] = 16, true // Friday 23:00
	w.Counts[5*24], w.Peak[5*24] = 14, true       // and on, past midnight
	w.Counts[0], w.Peak[0] = 12, true             // Sunday night
	w.Counts[2*24+21] = 3
	return sheet.Briefing{
		Set: "zones-1", Version: 3, Operation: "Night-time economy", Group: "nte-violence", From: "2025-01", To: "2025-09", CutOff: "2025-09-30", District: "Ostermouth",
		Day: time.Date(2025, 10, 3, 0, 0, 0, 0, london(t)), Zone: "Z-01", Name: "Quay Street / Mill Lane, Ostermouth", Tier: "primary", TierWhy: "the summer trade", Outline: square,
		Cells: []sheet.Cell{{Outline: square, Count: 41, Harm: 977}, {Outline: square, Count: 3, Harm: 2113}},
		Count: 261, Harm: 9420, Share: 0.31, AreaShare: 0.0033, Hectares: 8, Across: 320, Hot: 9, Months: 9, ASB: 4, Uncounted: 18, Unflagged: []string{"domestic"},
		Lately: "rising (3 months)", Largest: "Supermarket, 28% of its offences",
		Types: []sheet.Figure{{Name: "Violence with injury", Count: 102}, {Name: "Arson", Count: 2}},
		Week:  w, Trend: &sheet.Trend{Verdict: "above", Before: 205, Now: 261, Percent: "+27%", With: "2024-01..2024-09"},
		Near:         []sheet.Premises{{Name: "Club Meridian", Category: "nightclub", At: orb.Point{0.712, 51.538}, Shuts: "02:00"}, {Name: "Ostermouth Surgery", Category: "gp-surgery", At: orb.Point{0.7121, 51.538}}},
		Actions:      []sheet.Action{{FourP: "Prevent", Does: "Lamp 14 lit again", Agency: "Council", Owner: "Sergeant A. Name", Due: "24 Oct", Status: "at risk", Overdue: true}},
		Intelligence: []sheet.Item{{Text: "Drink spiking at late venues", Grade: "2-B-P", Until: "2025-10-12", Came: "2 recorded there in 19 days: too few to tell"}},
	}
}

func TestThePoliceBriefing(t *testing.T) {
	pages := textOf(t, sheet.Brief(area(t), ground(t), sheet.Police))
	if len(pages) != 1 {
		t.Errorf("%d pages, want one", len(pages))
	}
	text := strings.Join(strings.Fields(pages[0]), " ")
	for _, want := range []string{
		"OFFICIAL-SENSITIVE", "Quay Street", "Primary", "Police edition", "31% of the harm of this kind in Ostermouth is on 0.33% of its land here, around a nightclub,",
		"half of it falls Fri 23:00–01:00 and Sun night 00:00–01:00", "Above 261 against 205 a year before, +27%", "18 offences at places that never rank", "Club Meridian", "02:00",
		"Half falls in 3 of 168 hours", "The hour of 31% is not known", "Lamp 14 lit again", "Council, Sergeant A. Name", "at risk, overdue", "s.34 dispersal", "Fri 3 Oct 21:00 to Sun 5 Oct 21:00", "s.60 search",
		"both ways along Quay Street and Mill Lane.", "Set zones-1, version 3", "Largest point Supermarket, 28% of its offences", "Rising (3 months)", "Why primary", "the summer trade",
		"not by itself reasonable grounds for a search", "duty inspector", "Drink spiking", "Did it come here?", "too few to tell", "Offences to 30 September 2025, 3 days old", "No offence is flagged domestic in these data, so those count too.", "© OpenStreetMap contributors",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the briefing lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	for _, none := range []string{"Marine Drive", "PSPO", "Cumulative"} { // expired, and no power
		if strings.Contains(text, none) {
			t.Errorf("the briefing has %q", none)
		}
	}
}

// What a partner edition never has.
func TestThePartnerBriefing(t *testing.T) {
	b, g := area(t), ground(t)
	g.Contacts = append(g.Contacts, sheet.Contact{For: "Tasking", Who: "Sergeant A. Name", PoliceOnly: true})
	b.Decision = sheet.Decision{Status: "approved", By: "Sergeant A. Name", At: time.Date(2025, 9, 4, 9, 0, 0, 0, time.UTC)}
	b.TierWhy = "moved by Sergeant A. Name"
	pages := textOf(t, sheet.Brief(b, g, sheet.Partner))
	page, err := html.Write(sheet.Brief(b, g, sheet.Partner))
	if err != nil {
		t.Fatal(err)
	}
	word, err := docx.Write(sheet.Brief(b, g, sheet.Partner), nil)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"pdf": strings.Join(strings.Fields(strings.Join(pages, "")), " "), "html": string(page), "docx": wordText(t, word)} {
		for _, want := range []string{"Quay Street", "What we ask of you", "Club Meridian", "261", "Lamp 14 lit again", "How the night runs", "Rising", "Offences to 30 September 2025, 3 days old", "Some offences in private may be among those counted"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", form, want)
			}
		}
		for _, none := range []string{
			"spiking", "Did it come here", "2-B-P", // intelligence
			"s.34", "s.60", "dispersal", "reasonable grounds", "superintendent", // powers
			"Supermarket", "omestic",
			"Sergeant", "never rank", "Surgery", // officers, places that never count, health
			"Arson", "4 incidents", "2,113", ">3<", "SENSITIVE", // small counts, and a cell of three
		} {
			if strings.Contains(text, none) {
				t.Errorf("%s has %q", form, none)
			}
		}
	}
	if len(pages) != 1 || !strings.Contains(pages[0], "OFFICIAL") {
		t.Errorf("%d pages, or no marking", len(pages))
	}
}

// The types that are shown do not tell, less than the total, of fewer than five.
func TestAPartnerBriefingHidesWhatIsLeftOver(t *testing.T) {
	violence, order := sheet.Figure{Name: "Violence with injury", Count: 102}, sheet.Figure{Name: "Public order", Count: 157}
	arson := sheet.Figure{Name: "Arson", Count: 2}
	tests := map[string]struct {
		all       int
		types     []sheet.Figure
		want, not string
	}{
		"two are left over":    {261, []sheet.Figure{violence, order, arson}, "Violence with injury 102", "Public order"},
		"twenty are left over": {279, []sheet.Figure{violence, order, arson}, "Public order 157", "Arson"},
		"none is left over":    {259, []sheet.Figure{violence, order}, "Public order 157", "Arson"},
	}
	for name, tt := range tests {
		b := area(t)
		b.Count, b.Types = tt.all, tt.types
		text := strings.Join(strings.Fields(textOf(t, sheet.Brief(b, ground(t), sheet.Partner))[0]), " ")
		if !strings.Contains(text, tt.want) || strings.Contains(text, tt.not) {
			t.Errorf("%s: want %q and no %q:\n%s", name, tt.want, tt.not, text)
		}
	}
}

// An area that is called after a place of health has no name for partners.
func TestAPartnerBriefingNamesNoPlaceOfHealth(t *testing.T) {
	b := area(t)
	b.Name, b.Never = "near Priory Hospital", []string{"", "Priory Hospital"}
	d := sheet.Brief(b, ground(t), sheet.Partner)
	if text := d.Title + strings.Join(textOf(t, d), ""); strings.Contains(text, "Priory") || !strings.Contains(text, "Area Z-01") {
		t.Errorf("the partner edition names it:\n%s", text)
	}
	if text := textOf(t, sheet.Brief(b, ground(t), sheet.Police))[0]; !strings.Contains(text, "near Priory Hospital") {
		t.Error("the police edition does not name it: this test shows nothing")
	}
}

// An area with fewer than five offences has no count at all for partners.
func TestAPartnerBriefingOfFewOffences(t *testing.T) {
	b := area(t)
	b.Count, b.Harm, b.Cells, b.Week, b.Trend, b.Types = 3, 777, nil, nil, &sheet.Trend{Verdict: "too few to tell", Before: 2, Now: 3}, nil
	text := textOf(t, sheet.Brief(b, ground(t), sheet.Partner))[0]
	for _, none := range []string{"777", "3 in 9", "3 against 2", "Recorded", "NaN"} {
		if strings.Contains(text, none) {
			t.Errorf("the briefing has %q:\n%s", none, text)
		}
	}
}

func TestABriefingOfNothing(t *testing.T) {
	for _, e := range []sheet.Edition{sheet.Police, sheet.Partner} {
		d := sheet.Brief(sheet.Briefing{Name: strings.Repeat("<long> ", 30), Day: time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC)}, sheet.Ground{}, e)
		first, err := pdf.Write(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pdf.Write(d)
		if err != nil || !bytes.Equal(first, again) {
			t.Errorf("two runs differ, or %v", err)
		}
		if text := strings.Join(textOf(t, d), ""); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("no number: %s", text)
		}
	}
}

// A power that nobody may use any more is on no card, whatever its end says.
func TestAnOrderPastItsLongestLife(t *testing.T) {
	b, g := area(t), ground(t)
	g.Powers = []geo.Power{{Kind: geo.Dispersal, Authority: "inspector", Reference: "D/9", From: b.Day.AddDate(0, 0, -4), To: b.Day.AddDate(0, 0, 4)}}
	if text := textOf(t, sheet.Brief(b, g, sheet.Police))[0]; strings.Contains(text, "s.34") {
		t.Error("an order of eight days is printed as in force")
	}
}
