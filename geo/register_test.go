package geo_test

import (
	"testing"

	"beatplan/geo"
)

func TestRegisterName(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ source, file, want string }{
		"a month":       {"fhrs", "fhrs_essex_2020-11.csv", "Food premises, November 2020"},
		"a day":         {"fhrs", "fhrs-2020-11-04.csv", "Food premises, November 2020"},
		"without dash":  {"osm", "essex-20251003.osm.pbf", "OpenStreetMap, October 2025"},
		"own title":     {"Southend licensing", "register_2025-09.csv", "Southend licensing, September 2025"},
		"no date":       {"fhrs", "premises.csv", "Food premises, date unknown"},
		"no such month": {"fhrs", "fhrs_2020-13.csv", "Food premises, date unknown"},
		"a long number": {"fhrs", "fhrs_1202011999.csv", "Food premises, date unknown"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := geo.RegisterName(tt.source, tt.file); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
