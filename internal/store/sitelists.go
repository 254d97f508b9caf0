package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
)

// A siteImport says what becomes of sites that a new list no longer has. A list is what
// one file brought, and those after it that held most of it: a source such as a national
// register comes in many lists, one of each council.
type siteImport struct {
	extract  bool       // the files are of a map: no number of them takes the place of a list
	replaces bool       // the files are together all that their source has of their categories
	before   int64      // the last import before these
	left     int        // files that have not been read
	next     []siteList // lists that files which replace others publish again
}

const (
	keepSites = `CREATE TEMPORARY TABLE kept_sites (source text, id text, category text) ON COMMIT DROP`
	lastOne   = `SELECT coalesce(max(id), 0) FROM imports`
	noteKept  = `INSERT INTO kept_sites SELECT source, id, category FROM new_sites`
)

// ReplaceSites does what ImportSites does, and takes the files together as all that their
// source has of their categories: other sites of these move to the history, as those that
// the last of the files dropped.
func (s *Store) ReplaceSites(ctx context.Context, files []Incoming[geo.Site], principal string) ([]json.RawMessage, error) {
	var entries []json.RawMessage
	err := s.importing(ctx, func(tx pgx.Tx) error {
		in := &siteImport{replaces: true, left: len(files)}
		if _, err := tx.Exec(ctx, keepSites); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, lastOne).Scan(&in.before); err != nil {
			return err
		}
		var err error
		entries, err = loadAll(ctx, tx, files, principal, sites(in))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("import sites: %w", err)
	}
	return entries, nil
}

// keep takes note of the sites of a file that replaces others.
func (in *siteImport) keep(ctx context.Context, tx pgx.Tx) (remarks, error) {
	if !in.replaces {
		return remarks{}, nil
	}
	in.left--
	_, err := tx.Exec(ctx, noteKept)
	return remarks{}, err
}

// How much the staged sites hold of each list that is loaded of their sources: those with
// its ids, and those of its names that are some 200 m away at the most, where ids are given
// anew.
const selectLists = `
WITH held AS (
    SELECT o.source, o.id FROM sites AS o JOIN new_sites AS n ON (n.source, n.id) = (o.source, o.id)
    UNION
    SELECT o.source, o.id
    FROM sites AS o
    JOIN new_sites AS n ON (n.source, n.category, n.name) = (o.source, o.category, o.name) AND n.name <> ''
        AND abs(ST_X(n.position) - ST_X(o.position)) < 0.003 AND abs(ST_Y(n.position) - ST_Y(o.position)) < 0.002
)
SELECT coalesce(i.list, i.id), o.source, count(*), count(held.id)
FROM sites AS o
JOIN imports AS i ON i.id = o.import_id
LEFT JOIN held ON (held.source, held.id) = (o.source, o.id)
WHERE o.source IN (SELECT source FROM new_sites)
GROUP BY 1, 2
ORDER BY 1, 2`

// A siteList is what is loaded of a list, and how much of that a file holds.
type siteList struct {
	List         int64
	Source       string
	Loaded, Held int64
}

// next reports whether a file that holds so much of a list is its next edition: it has most
// of it, or of a short list, such as a town's taxi ranks, all but one.
func (l siteList) next() bool {
	return float64(l.Held) >= again*float64(l.Loaded) || l.Loaded > 2 && l.Held == l.Loaded-1
}

const beOfList = `UPDATE imports SET list = @list WHERE id = @id`

// dropSites moves sites o for which a condition holds to the history.
func dropSites(where string) string {
	return sites(nil).table.gone(`
    DELETE FROM sites AS o USING imports AS i
    WHERE i.id = o.import_id AND ` + where + `
    RETURNING o.*`)
}

// leftOutOfList is the condition that a table of sites lacks one of a list.
func leftOutOfList(by string) string {
	return `coalesce(i.list, i.id) = $2 AND o.source = $3 AND NOT EXISTS (SELECT FROM ` + by + ` AS n WHERE (n.source, n.id) = (o.source, o.id))`
}

const leftOutOfAll = `i.id <= $2
        AND EXISTS (SELECT FROM kept_sites AS k WHERE (k.source, k.category) = (o.source, o.category))
        AND NOT EXISTS (SELECT FROM kept_sites AS k WHERE (k.source, k.id) = (o.source, o.id))`

const sourcesKept = `SELECT DISTINCT source FROM kept_sites ORDER BY source`

// republish finds the lists that the staged sites of a file publish again, and moves what
// they no longer have of them to the history.
func (in *siteImport) republish(ctx context.Context, tx pgx.Tx, id int64) (republication, error) {
	var r republication
	if _, err := tx.Exec(ctx, "ANALYZE new_sites"); err != nil { // else joins are planned for a few rows
		return r, err
	}
	rows, _ := tx.Query(ctx, selectLists)
	lists, err := pgx.CollectRows(rows, pgx.RowToStructByPos[siteList])
	if err != nil {
		return r, err
	}
	for _, l := range lists {
		if l.Held == 0 {
			continue
		}
		if !l.next() && !in.replaces {
			if !in.extract {
				r.staying += l.Loaded - l.Held
				r.lists = int64(len(lists))
			}
			continue
		}
		if len(r.what) == 0 {
			if _, err := tx.Exec(ctx, beOfList, pgx.StrictNamedArgs{"list": l.List, "id": id}); err != nil {
				return r, err
			}
		}
		if !slices.Contains(r.what, l.Source) {
			r.what = append(r.what, l.Source)
		}
		switch {
		case in.replaces && l.next():
			in.next = append(in.next, l) // what this file lacks of it, another may have
		case l.next():
			dropped, err := tx.Exec(ctx, dropSites(leftOutOfList("new_sites")), id, l.List, l.Source)
			if err != nil {
				return r, err
			}
			r.dropped += dropped.RowsAffected()
		}
	}
	if !in.replaces || in.left > 0 {
		return r, nil
	}
	return in.dropOthers(ctx, tx, id, r)
}

// dropOthers moves what none of the files has to the history, once the last has been read.
func (in *siteImport) dropOthers(ctx context.Context, tx pgx.Tx, id int64, r republication) (republication, error) {
	if _, err := tx.Exec(ctx, "ANALYZE kept_sites"); err != nil {
		return r, err
	}
	for _, l := range in.next {
		dropped, err := tx.Exec(ctx, dropSites(leftOutOfList("kept_sites")), id, l.List, l.Source)
		if err != nil {
			return r, err
		}
		r.dropped += dropped.RowsAffected()
	}
	dropped, err := tx.Exec(ctx, dropSites(leftOutOfAll), id, in.before)
	if err != nil || dropped.RowsAffected() == 0 {
		return r, err
	}
	r.dropped += dropped.RowsAffected()
	rows, _ := tx.Query(ctx, sourcesKept)
	sources, err := pgx.CollectRows(rows, pgx.RowTo[string])
	r.what = slices.Compact(slices.Sorted(slices.Values(append(r.what, sources...))))
	return r, err
}
