package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
)

func people() staging[geo.Figure] {
	return staging[geo.Figure]{
		table: table{name: "people", key: []string{"measure", "area_code", "year"}, columns: []string{"measure", "area_code", "year", "value", "class"}},
		values: func(f geo.Figure) []any {
			return []any{f.Measure, f.AreaCode, f.Year, f.Value, known(f.Class)}
		},
	}
}

// ImportPeople does what ImportOffences does with figures of people, known by
// measure, area and year.
func (s *Store) ImportPeople(ctx context.Context, files []Incoming[geo.Figure], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, people())
}

const selectPeople = `
SELECT DISTINCT ON (p.area_code) p.area_code, p.measure, p.year, p.value, coalesce(p.class, '') AS class, i.filename AS source
FROM people AS p
JOIN imports AS i ON i.id = p.import_id
WHERE p.measure = @measure AND p.area_code = ANY (@areas)
ORDER BY p.area_code, p.year DESC`

// People returns a measure of areas, by their codes: the latest of each. An area
// of which nothing is loaded is left out; one that a table leaves blank has a
// figure without a value.
func (s *Store) People(ctx context.Context, areaCodes []string, measure string) ([]geo.Figure, error) {
	rows, _ := s.db.Query(ctx, selectPeople, pgx.StrictNamedArgs{"measure": measure, "areas": array(areaCodes)})
	figures, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Figure])
	if err != nil {
		return nil, fmt.Errorf("%s of %d areas: %w", measure, len(areaCodes), err)
	}
	return figures, nil
}
