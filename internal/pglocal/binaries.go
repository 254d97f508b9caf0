package pglocal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"beatplan/internal/fault"
)

// oldest is the first PostgreSQL major version that Beatplan's SQL works on.
const oldest = 15

// An install is one PostgreSQL server on this machine.
type install struct {
	bin     string // directory of initdb and postgres
	major   int
	postgis bool // whether it can load PostGIS
}

func (i install) command(name string) string { return filepath.Join(i.bin, name) }

// installs lists the servers of this machine: Debian keeps each major version
// in a directory of its own, other systems have one on the PATH.
func installs(ctx context.Context) []install {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well-formed
	for _, name := range []string{"postgres", "pg_config"} {
		if path, err := exec.LookPath(name); err == nil {
			if path, err = filepath.EvalSymlinks(path); err == nil {
				dirs = append(dirs, filepath.Dir(path))
			}
		}
	}
	slices.Sort(dirs)
	var found []install
	for _, dir := range slices.Compact(dirs) {
		if i, ok := inspect(ctx, dir); ok {
			found = append(found, i)
		}
	}
	return found
}

// inspect reports what server the directory holds, if it holds one.
func inspect(ctx context.Context, bin string) (install, bool) {
	i := install{bin: bin}
	if _, err := os.Stat(i.command("initdb")); err != nil {
		return install{}, false
	}
	version, err := exec.CommandContext(ctx, i.command("postgres"), "--version").Output()
	if err != nil {
		return install{}, false
	}
	if _, err := fmt.Sscanf(string(version), "postgres (PostgreSQL) %d", &i.major); err != nil {
		return install{}, false
	}
	share, err := exec.CommandContext(ctx, i.command("pg_config"), "--sharedir").Output()
	if err == nil {
		_, err = os.Stat(filepath.Join(strings.TrimSpace(string(share)), "extension", "postgis.control"))
	}
	i.postgis = err == nil
	return i, true
}

// choose picks the server for a cluster of the given major version, or the
// newest for a cluster that is still to be made (0). Only one with PostGIS will do.
func choose(found []install, major int, cluster string) (install, error) {
	fits := func(i install) bool { return i.major == major || major == 0 && i.major >= oldest }
	var best install
	for _, i := range found {
		if fits(i) && (i.postgis && !best.postgis || i.postgis == best.postgis && i.major > best.major) {
			best = i
		}
	}
	switch {
	case best.postgis:
		return best, nil
	case best.major != 0:
		return install{}, fault.New(fault.Unavailable,
			"PostgreSQL %d is installed without PostGIS: apt-get install postgresql-%d-postgis-3", best.major, best.major)
	case major == 0:
		return install{}, fault.New(fault.Unavailable,
			"no PostgreSQL %d or newer on this machine: apt-get install postgresql-postgis, or name a database with --database-url", oldest)
	default:
		return install{}, fault.New(fault.Conflict,
			"%s was made by PostgreSQL %d and this machine has %s: apt-get install postgresql-%d-postgis-3, or choose another --data-dir",
			cluster, major, majors(found), major)
	}
}

// majors lists the versions for a message.
func majors(found []install) string {
	if len(found) == 0 {
		return "none"
	}
	var all []string
	for _, i := range found {
		all = append(all, strconv.Itoa(i.major))
	}
	return strings.Join(all, ", ")
}
