package store_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

func TestAreas(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	c := county()
	tests := map[geo.AreaKind][]geo.Area{
		"":           {c[0], c[4], c[1], c[2], c[3]},
		geo.District: {c[4], c[1], c[2]},
		geo.LSOA:     {},
	}
	for kind, want := range tests {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			got, err := s.Areas(t.Context(), kind)
			if err != nil {
				t.Fatal(err)
			}
			same(t, want, got)
		})
	}
}

func TestDistrictsWithin(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	c := county()
	tests := map[string]struct {
		area geo.Area
		want []geo.Area
	}{
		"a force":    {c[0], []geo.Area{c[2], c[1]}},
		"a district": {c[1], []geo.Area{}},
		"unknown":    {geo.Area{Kind: geo.Force, Code: "F2"}, []geo.Area{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := s.DistrictsWithin(t.Context(), tt.area)
			if err != nil {
				t.Fatal(err)
			}
			same(t, tt.want, got)
		})
	}
}

func TestSites(t *testing.T) {
	t.Parallel()
	s := open(t)
	site := func(id, category string, at *orb.Point) geo.Site {
		return geo.Site{Source: "list", ID: id, Name: "Site " + id, Category: category, At: at}
	}
	licensed := site("5", "pub", &orb.Point{0.57, 51.55})
	licensed.Opening = geo.Hours{time.Friday: {{From: 17 * 60, To: 26 * 60}}, time.Sunday: {}}
	licensed.Terminal = geo.Terminal{time.Friday: 26*60 + 30, time.Monday: 23 * 60}
	licensed.Capacity = new(300)
	licensed.Given = &geo.Given{X: 578123, Y: 186456, SRID: 27700}
	licensed.Quality = []string{geo.QualityUnreadHours}
	inside, edge := site("1", "pub", &orb.Point{0.55, 51.55}), site("2", "atm", &orb.Point{0.6, 51.55})
	inside.Address = "12 High Street, Witham, Essex"
	all := []geo.Site{inside, edge, site("3", "pub", &orb.Point{0.7, 51.55}), site("4", "pub", nil), licensed}
	if _, err := s.ImportSites(t.Context(), sources(all), "test"); err != nil {
		t.Fatal(err)
	}
	got, err := s.Sites(t.Context(), orb.Bound{Min: orb.Point{0.5, 51.5}, Max: orb.Point{0.6, 51.6}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, []geo.Site{edge, inside, licensed}, got)
}
