package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
)

const listAreas = `
SELECT kind, code, name, invented, geom AS land
FROM areas
WHERE @kind = '' OR kind = @kind
ORDER BY array_position('{force,district,ward,lsoa}', kind), name, code`

// Areas returns the areas of a kind, or those of every kind, from force to
// LSOA, by name.
func (s *Store) Areas(ctx context.Context, kind geo.AreaKind) ([]geo.Area, error) {
	rows, _ := s.db.Query(ctx, listAreas, pgx.StrictNamedArgs{"kind": string(kind)})
	areas, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Area])
	if err != nil {
		return nil, fmt.Errorf("areas of kind %q: %w", kind, err)
	}
	return areas, nil
}

const districtsWithin = `
SELECT d.kind, d.code, d.name, d.invented, d.geom AS land
FROM areas AS f
JOIN areas AS d ON d.geom && f.geom AND ST_Covers(f.geom, ST_PointOnSurface(d.geom))
WHERE f.kind = @kind AND f.code = @code AND d.kind = 'district' AND f.kind IN ('force', 'command')
ORDER BY d.code`

// DistrictsWithin returns the districts of a force or a command, by code: those with
// a point of their own inside it. Any other area has none.
func (s *Store) DistrictsWithin(ctx context.Context, a geo.Area) ([]geo.Area, error) {
	rows, _ := s.db.Query(ctx, districtsWithin, pgx.StrictNamedArgs{"kind": string(a.Kind), "code": a.Code})
	areas, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Area])
	if err != nil {
		return nil, fmt.Errorf("districts within %s: %w", a.Code, err)
	}
	return areas, nil
}

const districtsOf = `
SELECT d.code
FROM areas AS a
JOIN areas AS d ON d.geom && a.geom AND (ST_Covers(a.geom, ST_PointOnSurface(d.geom)) OR ST_Covers(d.geom, ST_PointOnSurface(a.geom)))
WHERE a.kind = @kind AND a.code = @code AND d.kind = 'district' AND (a.kind <> 'district' OR d.code = a.code)
ORDER BY d.code`

// DistrictsOf returns the codes of the districts that an area is of, in order: of a
// district itself; of another those with a point of their own inside it, or around one.
func (s *Store) DistrictsOf(ctx context.Context, a geo.Area) ([]string, error) {
	rows, _ := s.db.Query(ctx, districtsOf, pgx.StrictNamedArgs{"kind": string(a.Kind), "code": a.Code})
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return codes, wrap(err, "districts of %s", a.Code)
}

const districtsBeside = `
SELECT b.code
FROM areas AS a
JOIN areas AS b ON b.kind = 'district' AND b.code <> a.code AND a.geom && b.geom
WHERE a.kind = 'district' AND a.code = @code
    AND (ST_Covers(a.geom, ST_PointOnSurface(b.geom)) OR ST_Covers(b.geom, ST_PointOnSurface(a.geom)))
ORDER BY b.code`

// DistrictsBeside returns the codes of the districts that overlap one, in order. What is
// held of offences in both is held of one of the two.
func (s *Store) DistrictsBeside(ctx context.Context, district string) ([]string, error) {
	rows, _ := s.db.Query(ctx, districtsBeside, pgx.StrictNamedArgs{"code": district})
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return codes, wrap(err, "districts that overlap %s", district)
}

// A point of its own tells of areas that lie in one another, as those of two vintages
// do; borders that are drawn apart by a few metres it does not mind.
const overlappingAreas = `
SELECT a.kind, a.code, a.name, b.code AS other_code, b.name AS other_name
FROM areas AS a
JOIN areas AS b ON a.kind = b.kind AND a.code < b.code AND a.geom && b.geom
WHERE a.kind IN ('force', 'district')
    AND (ST_Covers(a.geom, ST_PointOnSurface(b.geom)) OR ST_Covers(b.geom, ST_PointOnSurface(a.geom)))
ORDER BY a.kind, a.code, b.code
LIMIT 1000`

// OverlappingAreas returns the forces and the districts that overlap another of their
// kind, in pairs, a thousand at the most.
func (s *Store) OverlappingAreas(ctx context.Context) ([]geo.Overlap, error) {
	rows, _ := s.db.Query(ctx, overlappingAreas)
	pairs, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Overlap])
	return pairs, wrap(err, "areas that overlap")
}

// An area may have been loaded by the numbers of a file that has its codes beside them. Two
// codes that are no numbers may be those of different years, which overlap and both stay.
const selectByNumber = `
SELECT n.kind, n.name, n.code, o.code AS other, o.import_id AS import
FROM areas AS n
JOIN areas AS o ON o.kind = n.kind AND o.name = n.name AND o.geom && n.geom
WHERE n.import_id = ANY (@imports) AND (n.code ~ @number) <> (o.code ~ @number)
    AND ST_Area(ST_Intersection(n.geom, o.geom)) > 0.9 * greatest(ST_Area(n.geom), ST_Area(o.geom))
ORDER BY n.code
LIMIT 1`

// loadedByNumber returns a fault.Conflict where an area of imports is loaded twice: by a
// number and by a code.
func loadedByNumber(ctx context.Context, tx pgx.Tx, entries []json.RawMessage) error {
	imports, err := idsOf(entries)
	if err != nil {
		return err
	}
	type twin struct {
		Kind, Name, Code, Other string
		Import                  int64
	}
	rows, _ := tx.Query(ctx, selectByNumber, pgx.StrictNamedArgs{"imports": imports, "number": `^([A-Za-z]+[_-])?[0-9]+$`})
	twins, err := pgx.CollectRows(rows, pgx.RowToStructByName[twin])
	if err != nil || len(twins) == 0 {
		return err
	}
	t := twins[0]
	return fault.New(fault.Conflict, "%s %s (%s) is loaded already, as %s of import %d, and would count twice: delete that import first, or name the property whose values the other was loaded by (id_property)",
		t.Kind, t.Name, t.Code, t.Other, t.Import)
}

const listSites = `
SELECT source, id, name, coalesce(address, ''), category, position, shape, coalesce(opening, ''), coalesce(terminal, ''), capacity, given_x, given_y, given_srid, quality
FROM sites
WHERE category <> 'household' AND coalesce(shape, position) && ST_MakeEnvelope(@west, @south, @east, @north, 4326)
ORDER BY category, source, id`

// Sites returns the sites that may touch a bound, by category; homes are none.
func (s *Store) Sites(ctx context.Context, b orb.Bound) ([]geo.Site, error) {
	rows, _ := s.db.Query(ctx, listSites, pgx.StrictNamedArgs{
		"west": b.Left(), "south": b.Bottom(), "east": b.Right(), "north": b.Top(),
	})
	sites, err := pgx.CollectRows(rows, site)
	if err != nil {
		return nil, fmt.Errorf("sites in %v: %w", b, err)
	}
	return sites, nil
}

const sitesIn = `
SELECT s.source, s.id, s.name, coalesce(s.address, ''), s.category, s.position, s.shape, coalesce(s.opening, ''), coalesce(s.terminal, ''), s.capacity, s.given_x, s.given_y, s.given_srid, s.quality
FROM areas AS a
JOIN sites AS s ON ST_Covers(a.geom, s.position)
WHERE a.kind = @kind AND a.code = @code AND s.category <> 'household' AND (@category = '' OR s.category = @category)
    AND (cardinality(@west::float8[]) = 0 OR EXISTS (
        SELECT FROM unnest(@west::float8[], @south::float8[], @east::float8[], @north::float8[]) AS b (west, south, east, north)
        WHERE s.position && ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326)))
    AND (s.category, s.source, s.id) > (@after_category, @after_source, @after_id)
ORDER BY s.category, s.source, s.id
LIMIT nullif(@limit::int, 0)`

// SitesIn returns the sites of a query; homes are none.
func (s *Store) SitesIn(ctx context.Context, q geo.SiteQuery) ([]geo.Site, error) {
	west, south, east, north := []float64{}, []float64{}, []float64{}, []float64{}
	for _, b := range q.In {
		west, south, east, north = append(west, b.Left()), append(south, b.Bottom()), append(east, b.Right()), append(north, b.Top())
	}
	rows, _ := s.db.Query(ctx, sitesIn, pgx.StrictNamedArgs{
		"kind": string(q.Area.Kind), "code": q.Area.Code, "category": q.Category, "west": west, "south": south, "east": east, "north": north,
		"after_category": q.After.Category, "after_source": q.After.Source, "after_id": q.After.ID, "limit": q.Limit,
	})
	sites, err := pgx.CollectRows(rows, site)
	return sites, wrap(err, "sites in %s", q.Area.Name)
}

const siteCategories = `
SELECT DISTINCT s.category
FROM areas AS a
JOIN sites AS s ON ST_Covers(a.geom, s.position)
WHERE a.kind = @kind AND a.code = @code AND s.category <> 'household'
ORDER BY 1`

// SiteCategories returns those of the sites in an area.
func (s *Store) SiteCategories(ctx context.Context, a geo.Area) ([]string, error) {
	rows, _ := s.db.Query(ctx, siteCategories, pgx.StrictNamedArgs{"kind": string(a.Kind), "code": a.Code})
	categories, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return categories, wrap(err, "categories of sites in %s", a.Name)
}

const unionOf = `
SELECT ST_Multi(ST_CollectionExtract(ST_Union(a.geom), 3))
FROM unnest(@kinds::text[], @codes::text[]) AS wanted (kind, code)
JOIN areas AS a ON a.kind = wanted.kind AND a.code = wanted.code`

// UnionOf returns the land of some areas together, of which there is at least one.
func (s *Store) UnionOf(ctx context.Context, areas []geo.Area) (orb.MultiPolygon, error) {
	kinds, codes := make([]string, len(areas)), make([]string, len(areas))
	for i, a := range areas {
		kinds[i], codes[i] = string(a.Kind), a.Code
	}
	var land orb.MultiPolygon
	err := s.db.QueryRow(ctx, unionOf, pgx.StrictNamedArgs{"kinds": kinds, "codes": codes}).Scan(&land)
	return land, wrap(err, "the union of %d areas", len(areas))
}

const listRegisters = `
SELECT DISTINCT ON (s.source) s.source, i.filename
FROM (SELECT DISTINCT source, import_id FROM sites) AS s
JOIN imports AS i ON i.id = s.import_id
ORDER BY s.source, i.id DESC`

// Registers returns the name of the last file that brought sites of each source.
func (s *Store) Registers(ctx context.Context) (map[string]string, error) {
	rows, _ := s.db.Query(ctx, listRegisters)
	files := map[string]string{}
	var source, file string
	_, err := pgx.ForEachRow(rows, []any{&source, &file}, func() error {
		files[source] = file
		return nil
	})
	return files, wrap(err, "registers of sites")
}

func site(row pgx.CollectableRow) (geo.Site, error) {
	var s geo.Site
	var opening, terminal string
	var x, y *float64
	var srid *int
	err := row.Scan(&s.Source, &s.ID, &s.Name, &s.Address, &s.Category, &s.At, &s.Shape, &opening, &terminal, &s.Capacity, &x, &y, &srid, &s.Quality)
	if err == nil && opening != "" {
		s.Opening, err = geo.ParseHours(opening)
	}
	if err == nil && terminal != "" {
		s.Terminal, err = geo.ParseTerminal(terminal)
	}
	if srid != nil {
		s.Given = &geo.Given{X: *x, Y: *y, SRID: *srid}
	}
	if len(s.Quality) == 0 {
		s.Quality = nil
	}
	return s, err
}

const countSites = `SELECT count(*) FROM sites`

// CountSites returns how many sites are loaded.
func (s *Store) CountSites(ctx context.Context) (int, error) {
	rows, _ := s.db.Query(ctx, countSites)
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	if err != nil {
		return 0, fmt.Errorf("count sites: %w", err)
	}
	return n, nil
}

const anyHousehold = `SELECT EXISTS (SELECT FROM sites WHERE category = 'household')`

const householdsNear = `
SELECT DISTINCT source, id, name, coalesce(address, ''), category, position, NULL::geometry, '', '', NULL::int, NULL::float8, NULL::float8, NULL::int, '{}'::text[]
FROM unnest(@longitudes::float8[], @latitudes::float8[]) AS burgled (longitude, latitude)
JOIN sites ON category = 'household' AND ST_DWithin(position::geography, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography, @metres)
    AND position && ST_Expand(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), @wide, @high)
ORDER BY source, id`

// Households returns the homes within some metres of positions, and whether any home is
// loaded at all. No other method returns homes, so that none is drawn, searched or planned
// for.
func (s *Store) Households(ctx context.Context, near []orb.Point, metres float64) (homes []geo.Site, known bool, err error) {
	if err := s.db.QueryRow(ctx, anyHousehold).Scan(&known); err != nil || !known {
		return nil, known, wrap(err, "whether households are loaded")
	}
	longitudes, latitudes := make([]float64, len(near)), make([]float64, len(near))
	for i, p := range near {
		longitudes[i], latitudes[i] = p.Lon(), p.Lat()
	}
	const wide, high = 45_000, 111_000 // metres of a degree at most northern and at all latitudes of the country, rounded down
	rows, _ := s.db.Query(ctx, householdsNear, pgx.StrictNamedArgs{
		"longitudes": longitudes, "latitudes": latitudes, "metres": metres, "wide": metres / wide, "high": metres / high,
	})
	homes, err = pgx.CollectRows(rows, site)
	return homes, known, wrap(err, "households near %d positions", len(near))
}

const placesOf = `
SELECT DISTINCT p.place
FROM unnest(@places::text[]) AS p (place)
JOIN sites AS s ON p.place <> '' AND (source || ':' || id = p.place OR lower(s.name) = lower(p.place) OR lower(s.address) = lower(p.place))
WHERE s.category = ANY (@categories)
ORDER BY p.place`

// PlacesOf returns those of some places, in words or by key, that are sites of some
// categories.
func (s *Store) PlacesOf(ctx context.Context, places, categories []string) ([]string, error) {
	rows, _ := s.db.Query(ctx, placesOf, pgx.StrictNamedArgs{"places": array(places), "categories": categories})
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return found, wrap(err, "which of %d places are of a category", len(places))
}
