package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A table is one that imports fill. Every row of it belongs to the import that
// brought it (import_id); versions that have been replaced are in the table
// superseded, as JSON. The statements below are the same for every kind.
type table struct {
	name    string   // also the kind of import; new_ and the name while rows come in
	key     []string // columns that tell a row from every other
	columns []string // but for import_id
	derived []string // that follow from other rows and tables, and tell no version from another
	shapes  []string // the columns of geometry
}

// tables returns those that imports fill.
func tables() []table {
	return []table{
		offences(nil).table, areas(false).table, sites(nil).table, incidents().table, partnerCounts().table, searches().table,
		people().table, powers(false).table, events().table, streets().table, water().table, settlements().table,
	}
}

// tableOf returns the table of a kind of import.
func tableOf(kind string) (table, bool) {
	all := tables()
	i := slices.IndexFunc(all, func(t table) bool { return t.name == kind })
	if i < 0 {
		return table{}, false
	}
	return all[i], true
}

// create makes the table beside, one that stays if it is to become a partition.
func (t table) create(stays bool) string {
	if stays {
		return "SELECT new_partition()"
	}
	return fmt.Sprintf("CREATE TEMPORARY TABLE new_%[1]s AS TABLE %[1]s WITH NO DATA", t.name)
}

// drop drops the table beside.
func (t table) drop(stays bool) string {
	if stays {
		return "SELECT drop_partition()"
	}
	return "DROP TABLE new_" + t.name
}

// some reports whether there are rows o that may be the same as a new one.
func (t table) some(within string) string {
	return fmt.Sprintf("SELECT EXISTS (SELECT FROM %s AS o WHERE %s)", t.name, cmp.Or(within, "true"))
}

// same drops the new rows that are there already with the same values. Within is
// SQL that limits the rows o that may be the same, to be quick.
func (t table) same(within string) string {
	return fmt.Sprintf("DELETE FROM new_%[1]s AS n USING %[1]s AS o WHERE %[2]s AND (%[3]s) IS NOT DISTINCT FROM (%[4]s)",
		t.name, t.known(within), of("o", t.columns), of("n", t.columns))
}

// supersede moves the rows that a new one is another version of.
func (t table) supersede(within string) string {
	return t.gone(fmt.Sprintf("DELETE FROM %[1]s AS o USING new_%[1]s AS n WHERE %[2]s RETURNING o.*", t.name, t.known(within)))
}

// gone moves the rows that a statement deletes to the history, as those that import $1
// has replaced.
func (t table) gone(deleting string) string {
	was := "to_jsonb(gone)"
	for _, shape := range t.shapes { // as PostGIS writes it, to the last bit, where JSON would round it
		was += fmt.Sprintf(" || jsonb_build_object('%[1]s', gone.%[1]s::text)", shape)
	}
	return fmt.Sprintf(`
WITH gone AS (%[2]s)
INSERT INTO superseded (kind, key, import_id, superseded_by, was)
SELECT '%[1]s', concat_ws('/', %[3]s), import_id, $1, %[4]s FROM gone`, t.name, deleting, of("gone", t.key), was)
}

// known joins a row o with the new one n of its key.
func (t table) known(within string) string {
	return fmt.Sprintf("(%s) = (%s) AND %s", of("o", t.key), of("n", t.key), cmp.Or(within, "true"))
}

// inBlocks limits new rows n to those in some blocks of the table beside, the last excluded.
const inBlocks = "n.ctid >= $1 AND n.ctid < $2"

// insert brings in the new rows of some blocks.
func (t table) insert() string {
	return fmt.Sprintf("INSERT INTO %[1]s SELECT * FROM new_%[1]s AS n WHERE "+inBlocks, t.name)
}

// blocks counts the blocks of the table beside.
func (t table) blocks() string {
	return fmt.Sprintf("SELECT pg_relation_size('new_%s') / current_setting('block_size')::bigint", t.name)
}

// remove takes the rows of an import out.
func (t table) remove() string {
	return fmt.Sprintf("DELETE FROM %s WHERE import_id = $1", t.name)
}

// forget drops the older versions of an import's rows.
func (t table) forget() string {
	return fmt.Sprintf("DELETE FROM superseded AS s USING %[1]s AS o WHERE o.import_id = $1 AND s.kind = '%[1]s' AND s.key = concat_ws('/', %[2]s)",
		t.name, of("o", t.key))
}

// relink leaves versions that an import has replaced to another that has since brought
// rows of their keys: the restored would be there twice.
func (t table) relink() string {
	return fmt.Sprintf(`
WITH back AS (SELECT s.key AS version, was.* FROM superseded AS s, jsonb_populate_record(NULL::%[1]s, s.was) AS was WHERE s.kind = '%[1]s' AND s.superseded_by = $1)
UPDATE superseded AS s
SET superseded_by = o.import_id
FROM back JOIN %[1]s AS o ON (%[2]s) = (%[3]s)
WHERE s.kind = '%[1]s' AND s.key = back.version AND s.superseded_by = $1`, t.name, of("o", t.key), of("back", t.key))
}

// restore puts the versions back that an import has replaced.
func (t table) restore() string {
	return fmt.Sprintf(`
INSERT INTO %[1]s
SELECT (jsonb_populate_record(NULL::%[1]s, was)).* FROM superseded WHERE kind = '%[1]s' AND superseded_by = $1`, t.name)
}

// count counts the rows of an import that are in force.
func (t table) count() string {
	return fmt.Sprintf("SELECT count(*) FROM %s WHERE import_id = $1", t.name)
}

// of returns columns of a table, as SQL.
func of(table string, columns []string) string {
	qualified := slices.Clone(columns)
	for i, c := range columns {
		qualified[i] = table + "." + c
	}
	return strings.Join(qualified, ", ")
}
