package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"beatplan/demoshire"
	"beatplan/internal/app"
	"beatplan/internal/long"
)

// TestWorlds writes counties whose causes are known, imports them as anybody would
// import theirs, and asks for models: what is planted is found and nothing else; where
// there is nothing, nothing is found; what is found by searching is refused; and of
// offences that were moved no reach is claimed that is finer.
func TestWorlds(t *testing.T) {
	t.Parallel()
	long.Test(t)
	for world, check := range map[demoshire.World]func(t *testing.T, p program, planted []string){
		demoshire.Planted: func(t *testing.T, p program, planted []string) {
			if m := p.robberies(t); !slices.Equal(planted, factorsOf(m)) || m.Snapping != nil {
				t.Errorf("of %v it found %v; snapping %+v", planted, factorsOf(m), m.Snapping)
			}
		},
		demoshire.Null: func(t *testing.T, p program, planted []string) {
			if m := p.robberies(t); len(planted)+len(m.Terms) > 0 || m.Validation.Verdict != "the model adds nothing: it chose no factor" {
				t.Errorf("found %v: %s", factorsOf(m), m.Validation.Verdict)
			}
		},
		demoshire.Feedback: func(t *testing.T, p program, _ []string) {
			code, _, stderr := p.run("rtm", "fit", "--area", "Demoshire", "--group", "weapon-possession", "--train", "2025-01..2025-09")
			isOneLine(t, code, stderr, "are police-generated", "--allow")
		},
		demoshire.Snapped: func(t *testing.T, p program, _ []string) {
			m := p.robberies(t)
			if m.Snapping == nil || m.Snapping.Spacing < 30 {
				t.Fatalf("snapping %+v", m.Snapping)
			}
			for _, term := range m.Terms {
				if finer := term.Reach < m.Snapping.Spacing; finer != slices.Contains(m.Snapping.Finer, term.Name()) {
					t.Errorf("points are %g m apart, and of %s it says %v", m.Snapping.Spacing, term.Name(), m.Snapping.Finer)
				}
			}
		},
	} {
		t.Run(string(world), func(t *testing.T) {
			t.Parallel()
			p := newProgram(t)
			dir := p.file("W")
			p.must("demoshire", "write", "--world", string(world), "--dir", dir)
			in := func(name string) string { return filepath.Join(dir, name) }
			for _, kind := range []string{"force", "district", "ward", "lsoa"} {
				p.must("import", "areas", "--kind", kind, in(kind+"s.geojson"))
			}
			p.must("import", "people", in("people.csv"))
			p.must("import", "sites", "--mapping", in("places.yaml"), in("places.csv"))
			p.must("import", "sites", "--mapping", in("licensing.yaml"), in("licensing.csv"))
			p.must("import", "offences", "--mapping", in("mapping.yaml"), in("offences.csv"))
			check(t, p, planted(t, in("truth.json")))
		})
	}
}

// robberies fits a model of those of the county.
func (p program) robberies(t *testing.T) app.ModelResult {
	t.Helper()
	var m app.ModelResult
	text := p.must("rtm", "fit", "--area", "Demoshire", "--group", "robbery", "--train", "2025-01..2025-09", "--test", "2025-10..2025-12", "--exposure", "residents", "--json")
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func factorsOf(m app.ModelResult) []string {
	names := []string{}
	for _, t := range m.Terms {
		names = append(names, t.Factor)
	}
	slices.Sort(names)
	return names
}

// planted returns the causes of robbery that a county's truth tells of, by name.
func planted(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Patterns []struct {
			Name    string
			Factors []struct{ Category string }
		}
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, pattern := range truth.Patterns {
		if pattern.Name == "street robbery" {
			for _, i := range pattern.Factors {
				names = append(names, i.Category)
			}
		}
	}
	slices.Sort(names)
	return names
}
