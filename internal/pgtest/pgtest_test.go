package pgtest_test

import (
	"testing"

	"beatplan/internal/pgtest"
)

func TestPool(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			db := pgtest.Pool(t)
			// Each of the databases is alone in having the table.
			if _, err := db.Exec(t.Context(), "CREATE TABLE mine (at geometry(Point, 4326))"); err != nil {
				t.Error(err)
			}
			var here int
			if err := db.QueryRow(t.Context(), "SELECT count(*) FROM goose_db_version").Scan(&here); err != nil || here == 0 {
				t.Errorf("%d migrations applied, error %v", here, err)
			}
		})
	}
}
