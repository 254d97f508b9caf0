package store

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
	"beatplan/internal/pgtest"
)

func connect(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// row has a geometry of each Go type that the schema needs, and one for any.
type shapes struct {
	At   *orb.Point
	Land orb.MultiPolygon
	Any  orb.Geometry
}

const readShapes = `SELECT at, land, "any" FROM shapes`

func TestGeometry(t *testing.T) {
	t.Parallel()
	ring := orb.Ring{{0.5, 51.5}, {0.7, 51.5}, {0.7, 51.6}, {0.5, 51.5}}
	land := orb.MultiPolygon{{ring}}
	tests := map[string]shapes{
		"point":             {&orb.Point{0.7, 51.5}, land, orb.Point{-1, 2}},
		"null":              {nil, land, nil},
		"line":              {nil, land, orb.LineString{{0, 1}, {2, 3}}},
		"lines":             {nil, land, orb.MultiLineString{{{0, 1}, {2, 3}}, {{4, 5}, {6, 7}}}},
		"points":            {nil, land, orb.MultiPoint{{0, 1}, {2, 3}}},
		"polygon":           {nil, land, orb.Polygon{ring}},
		"collection":        {nil, land, orb.Collection{orb.Point{1, 2}, orb.LineString{{0, 1}, {2, 3}}}},
		"no polygon at all": {nil, orb.MultiPolygon{}, nil},
	}
	write := map[string]func(context.Context, *pgx.Conn, shapes) error{
		"Exec": func(ctx context.Context, c *pgx.Conn, s shapes) error {
			_, err := c.Exec(ctx, "INSERT INTO shapes VALUES (@at, @land, @any)", pgx.NamedArgs{"at": s.At, "land": s.Land, "any": s.Any})
			return err
		},
		"CopyFrom": func(ctx context.Context, c *pgx.Conn, s shapes) error {
			_, err := c.CopyFrom(ctx, pgx.Identifier{"shapes"}, []string{"at", "land", "any"}, pgx.CopyFromRows([][]any{{s.At, s.Land, s.Any}}))
			return err
		},
	}
	s := connect(t)
	for how, write := range write {
		for name, want := range tests {
			t.Run(how+" "+name, func(t *testing.T) {
				t.Parallel()
				c, err := s.db.Acquire(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer c.Release()
				const create = `CREATE TEMPORARY TABLE shapes (at geometry(Point, 4326), land geometry(MultiPolygon, 4326), "any" geometry)`
				if _, err := c.Exec(t.Context(), create); err != nil {
					t.Fatal(err)
				}
				defer func() {
					if _, err := c.Exec(context.Background(), "DROP TABLE shapes"); err != nil {
						t.Error(err)
					}
				}()
				if err := write(t.Context(), c.Conn(), want); err != nil {
					t.Fatal(err)
				}
				rows, _ := c.Query(t.Context(), readShapes)
				got, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[shapes])
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestGeometryMisfits(t *testing.T) {
	t.Parallel()
	s := connect(t)
	var point orb.Point
	var land orb.MultiPolygon
	tests := map[string]struct {
		sql    string
		target any
	}{
		"NULL into a point":     {"SELECT NULL::geometry", &point},
		"a point into polygons": {"SELECT ST_Point(0, 1, 4326)", &land},
		"into a number":         {"SELECT ST_Point(0, 1, 4326)", new(int)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := s.db.QueryRow(t.Context(), tt.sql).Scan(tt.target); err == nil {
				t.Error("no error")
			}
		})
	}
	if _, err := s.db.Exec(t.Context(), "SELECT $1::geometry", 7); err == nil {
		t.Error("a number went in as a geometry")
	}
}

// TestH3 holds the schema's arithmetic on cells against the H3 library.
func TestH3(t *testing.T) {
	t.Parallel()
	s := connect(t)
	rapid.Check(t, func(rt *rapid.T) {
		at := orb.Point{rapid.Float64Range(-180, 180).Draw(rt, "lon"), rapid.Float64Range(-90, 90).Draw(rt, "lat")}
		cell, err := geo.CellAt(at, rapid.IntRange(0, 12).Draw(rt, "resolution"))
		if err != nil {
			rt.Fatal(err)
		}
		coarse := rapid.IntRange(0, cell.Resolution()).Draw(rt, "coarse")
		fine := min(15, cell.Resolution()+rapid.IntRange(0, 3).Draw(rt, "finer by"))
		var parent, first, last int64
		err = s.db.QueryRow(t.Context(), "SELECT h3_parent($1, $2), h3_first_child($1, $3), h3_last_child($1, $3)",
			int64(cell), coarse, fine).Scan(&parent, &first, &last)
		if err != nil {
			rt.Fatal(err)
		}
		if want, err := cell.Parent(coarse); err != nil || h3.Cell(parent) != want {
			rt.Errorf("parent of %s at %d: %x, want %s (%v)", cell, coarse, parent, want, err)
		}
		children, err := cell.Children(fine)
		if err != nil {
			rt.Fatal(err)
		}
		low, high := children[0], children[0]
		for _, c := range children {
			low, high = min(low, c), max(high, c)
		}
		if h3.Cell(first) != low || h3.Cell(last) != high {
			rt.Errorf("children of %s at %d: from %x to %x, want %s to %s", cell, fine, first, last, low, high)
		}
	})
}
