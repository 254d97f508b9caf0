package api

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/internal/fault"
)

func TestBoxes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text  string
		boxes int
		meets orb.Point
		says  string
	}{
		"a town":              {"0.6,51.5,0.8,51.6", 1, orb.Point{0.7, 51.55}, ""},
		"the world":           {"-180,-90,180,90", 1, orb.Point{0.7, 51.55}, ""},
		"the antimeridian":    {"170,-20,-170,-10", 2, orb.Point{-175, -15}, ""},
		"inverted":            {"0.6,51.6,0.8,51.5", 0, orb.Point{}, "bbox: its south"},
		"three numbers":       {"0.6,51.5,0.8", 0, orb.Point{}, "bbox: 3 numbers"},
		"five numbers":        {"0.6,51.5,0.8,51.6,1", 0, orb.Point{}, "bbox: 5 numbers"},
		"no number":           {"NaN,51.5,0.8,51.6", 0, orb.Point{}, `bbox: "NaN"`},
		"infinite":            {"1e308,51.5,1e309,51.6", 0, orb.Point{}, `bbox: "1e308"`},
		"metres on a grid":    {"585000,185000,586000,186000", 0, orb.Point{}, "degrees from -180 to 180"},
		"latitudes too large": {"0,51,1,91", 0, orb.Point{}, "degrees from -90 to 90"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := boxes(tt.text)
			if tt.says != "" {
				if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%v, want %q", err, tt.says)
				}
				return
			}
			met := false
			for _, b := range got {
				met = met || b.Contains(tt.meets)
			}
			if err != nil || len(got) != tt.boxes || !met {
				t.Errorf("%v, %v, want %d with %v in one", got, err, tt.boxes, tt.meets)
			}
		})
	}
}
