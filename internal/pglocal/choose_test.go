package pglocal

import (
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	with := func(major int) install { return install{major: major, postgis: true} }
	without := func(major int) install { return install{major: major} }
	tests := map[string]struct {
		found []install
		major int // of the cluster; 0: there is none
		want  int
		err   string // in it
	}{
		"the newest":             {found: []install{with(15), with(17), with(16)}, want: 17},
		"PostGIS before newness": {found: []install{with(15), without(17)}, want: 15},
		"the cluster's":          {found: []install{with(15), with(17)}, major: 15, want: 15},
		"none":                   {err: "no PostgreSQL 15 or newer on this machine: apt-get install postgresql-postgis, or name a database with --database-url"},
		"too old":                {found: []install{with(14)}, err: "no PostgreSQL 15 or newer"},
		"no PostGIS":             {found: []install{without(15), without(16)}, err: "PostgreSQL 16 is installed without PostGIS: apt-get install postgresql-16-postgis-3"},
		"no PostGIS for it":      {found: []install{without(15), with(16)}, major: 15, err: "postgresql-15-postgis-3"},
		"another version":        {found: []install{with(16), with(17)}, major: 15, err: "made by PostgreSQL 15 and this machine has 16, 17: apt-get install postgresql-15-postgis-3"},
		"no binaries for it":     {major: 15, err: "this machine has none"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := choose(tt.found, tt.major, "/cluster")
			if tt.err == "" && (err != nil || got.major != tt.want) {
				t.Errorf("PostgreSQL %d, error %v; want %d", got.major, err, tt.want)
			}
			if tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("error %v, want %q in it", err, tt.err)
			}
		})
	}
}
