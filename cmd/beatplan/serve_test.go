package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/fault"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	loopback := []string{"127.0.0.1", "::1", "localhost"}
	tests := map[string]struct {
		command serveCommand
		want    []string
		kind    fault.Kind
	}{
		"loopback":                {serveCommand{Listen: "127.0.0.1:8080"}, loopback, ""},
		"by name":                 {serveCommand{Listen: "localhost:0"}, loopback, ""},
		"in capitals":             {serveCommand{Listen: "LocalHost:8080"}, loopback, ""},
		"of IPv6":                 {serveCommand{Listen: "[::1]:8080"}, loopback, ""},
		"another of loopback":     {serveCommand{Listen: "127.0.0.2:8080"}, []string{"127.0.0.1", "127.0.0.2", "::1", "localhost"}, ""},
		"all addresses":           {serveCommand{Listen: ":8080"}, nil, fault.Invalid},
		"a network's":             {serveCommand{Listen: "192.0.2.1:8080"}, nil, fault.Invalid},
		"allowed, but not named":  {serveCommand{Listen: "192.0.2.1:8080", AllowUnauthenticated: true}, nil, fault.Invalid},
		"allowed and named":       {serveCommand{Listen: ":8080", AllowUnauthenticated: true, Host: []string{"Maps.example"}}, append(loopback[:3:3], "maps.example"), ""},
		"loopback behind a proxy": {serveCommand{Listen: "127.0.0.1:8080", Host: []string{"maps.example", "localhost"}}, append(loopback[:3:3], "maps.example"), ""},
		"in the office alone":     {serveCommand{Listen: "127.0.0.1:8080", Host: []string{"maps_1-2", "1st-floor"}}, []string{"127.0.0.1", "1st-floor", "::1", "localhost", "maps_1-2"}, ""},
		"by address":              {serveCommand{Listen: "192.0.2.1:8080", AllowUnauthenticated: true, Host: []string{"192.0.2.1", "2001:db8::1"}}, []string{"127.0.0.1", "192.0.2.1", "2001:db8::1", "::1", "localhost"}, ""},
		"a name with a port":      {serveCommand{Listen: "127.0.0.1:8080", Host: []string{"maps.example:80"}}, nil, fault.Invalid},
		"a wildcard":              {serveCommand{Listen: "127.0.0.1:8080", Host: []string{"*.example"}}, nil, fault.Invalid},
		"no port":                 {serveCommand{Listen: "127.0.0.1"}, nil, fault.Invalid},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.command.hosts()
			if diff := cmp.Diff(tt.want, got); diff != "" || fault.Of(err) != tt.kind {
				t.Errorf("error %v, want kind %q; (-want +got):\n%s", err, tt.kind, diff)
			}
		})
	}
}

func TestProxies(t *testing.T) {
	t.Parallel()
	got, err := serveCommand{Proxy: []string{"10.1.2.3", "192.0.2.0/24", "::1"}}.proxies()
	if err != nil || fmt.Sprint(got) != "[10.1.2.3/32 192.0.2.0/24 ::1/128]" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := (serveCommand{Proxy: []string{"proxy.example"}}).proxies(); fault.Of(err) != fault.Invalid {
		t.Errorf("a name: %v", err)
	}
}

func TestBasemapMustBeWhole(t *testing.T) {
	t.Parallel()
	damaged := filepath.Join(t.TempDir(), "ground.pmtiles")
	if err := os.WriteFile(damaged, []byte("PMTiles"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, says := range map[string]string{damaged: "no whole PMTiles file", damaged + "x": "no such file"} {
		var out, errs strings.Builder
		code := run(t.Context(), []string{"serve", "--listen", "127.0.0.1:0", "--basemap-pmtiles", file}, &out, &errs)
		if line := errs.String(); code != 2 || !strings.Contains(line, says) || strings.Count(line, "\n") != 1 {
			t.Errorf("%s: exit %d, %q; want 2 and one line with %q", file, code, line, says)
		}
	}
}

// TestEmptyVariables: a variable that is set to nothing is refused, unless a flag says it.
func TestEmptyVariables(t *testing.T) {
	for command, variables := range map[string][]string{"serve": {"BEATPLAN_DATABASE_URL", "BEATPLAN_DATA_DIR", "BASEMAP_PMTILES"}, "worker": {"BEATPLAN_DATABASE_URL", "BEATPLAN_DATA_DIR"}, "coverage": {"BEATPLAN_DATABASE_URL"}} {
		for _, variable := range variables {
			t.Run(command+" "+variable, func(t *testing.T) {
				t.Setenv("XDG_STATE_HOME", t.TempDir())
				t.Setenv(variable, "")
				ctx, cancel := context.WithCancel(t.Context())
				cancel() // what is not refused ends at once
				var stdout, stderr bytes.Buffer
				code := run(ctx, []string{command}, &stdout, &stderr)
				if said := strings.TrimSpace(stderr.String()); code != 2 || strings.Contains(said, "\n") || !strings.Contains(said, variable+" is empty: give ") {
					t.Errorf("exit %d, %q; want 2 and one line with %s", code, said, variable)
				}
			})
		}
	}
	t.Run("a flag", func(t *testing.T) {
		t.Setenv("BEATPLAN_DATABASE_URL", "")
		var stdout, stderr bytes.Buffer
		run(t.Context(), []string{"serve", "--database-url", "postgres://[nowhere"}, &stdout, &stderr)
		if said := stderr.String(); !strings.Contains(said, "database URL") {
			t.Errorf("%q; want what is said of the flag", said)
		}
	})
}

// TestWrongSettings has every setting of a server and a worker wrong, missing or against
// another: one line and exit status 2, before there is anything.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	circle, nowhere := filepath.Join(filepath.Dir(file), "circle"), filepath.Join(filepath.Dir(file), "nowhere")
	for link, to := range map[string]string{circle: circle, nowhere: file + "s"} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		args []string
		says string
	}{
		"listen at no address":      {[]string{"serve", "--listen", "nonsense"}, "HOST:PORT"},
		"listen at nothing":         {[]string{"serve", "--listen", ""}, "HOST:PORT"},
		"listen at no port":         {[]string{"serve", "--listen", "127.0.0.1:"}, "65535"},
		"listen at too high a port": {[]string{"serve", "--listen", "127.0.0.1:70000"}, "65535"},
		"listen where nothing is":   {[]string{"serve", "--listen", "192.0.2.7:0", "--allow-unauthenticated", "--host", "a.example"}, "cannot listen at 192.0.2.7:0"},
		"figures where nothing is":  {[]string{"serve", "--listen", "127.0.0.1:0", "--admin", "192.0.2.7:0"}, "cannot listen at 192.0.2.7:0"},
		"listen for everybody":      {[]string{"serve", "--listen", "0.0.0.0:0"}, "--allow-unauthenticated"},
		"everybody by no name":      {[]string{"serve", "--listen", "0.0.0.0:0", "--allow-unauthenticated"}, "--host"},
		"loopback by no name":       {[]string{"serve", "--listen", "127.0.0.1:0", "--allow-unauthenticated"}, "name the host"},
		"a host with a scheme":      {[]string{"serve", "--host", "https://beatplan.example"}, "without scheme"},
		"a host that is a hyphen":   {[]string{"serve", "--host", "-"}, "the name alone"},
		"a host that is a number":   {[]string{"serve", "--host", "10.1.2.300"}, "the name alone"},
		"a host of two":             {[]string{"serve", "--host", "a.example;b.example"}, "the name alone"},
		"everybody by an empty one": {[]string{"serve", "--listen", "0.0.0.0:0", "--allow-unauthenticated", "--host", ""}, "--host"},
		"a proxy of none":           {[]string{"serve", "--proxy", ""}, "--proxy is empty"},
		"figures at nothing":        {[]string{"serve", "--admin", ""}, "--admin is empty"},
		"a map of no file":          {[]string{"serve", "--basemap-pmtiles", ""}, "--basemap-pmtiles is empty"},
		"a database of nothing":     {[]string{"worker", "--database-url", ""}, "--database-url is empty"},
		"a directory of none":       {[]string{"serve", "--data-dir", ""}, "--data-dir is empty"},
		"a name without an end":     {[]string{"serve", "--as", strings.Repeat("a", 201)}, "--as: a name of 201 characters"},
		"nobody asks":               {[]string{"coverage", "--as", ""}, "--as"},
		"another's directory":       {[]string{"coverage", "--data-dir", file}, "no directory"},
		"a proxy by name":           {[]string{"serve", "--proxy", "proxy.example"}, "--proxy"},
		"figures at no address":     {[]string{"serve", "--admin", "9090"}, "--admin"},
		"figures at no port":        {[]string{"serve", "--admin", "127.0.0.1:http3"}, "--admin"},
		"figures where the map is":  {[]string{"serve", "--listen", "127.0.0.1:8099", "--admin", "127.0.0.1:8099"}, "--listen 127.0.0.1:8099, too"},
		"figures by another name":   {[]string{"serve", "--listen", "127.0.0.1:8099", "--admin", "localhost:8099"}, "--listen 127.0.0.1:8099, too"},
		"figures at every address":  {[]string{"serve", "--listen", "127.0.0.1:8099", "--admin", ":8099"}, "--listen 127.0.0.1:8099, too"},
		"a host of all addresses":   {[]string{"serve", "--listen", "127.0.0.1:0", "--host", "0.0.0.0"}, "every address"},
		"everybody is a proxy":      {[]string{"serve", "--proxy", "0.0.0.0/0"}, "not everybody's"},
		"a proxy of an interface":   {[]string{"serve", "--proxy", "fe80::1%eth0"}, "--proxy"},
		"two addresses":             {[]string{"serve", "--listen", "127.0.0.1:0", "--listen", "127.0.0.1:8099"}, "--listen is given twice"},
		"a map that is a folder":    {[]string{"serve", "--basemap-pmtiles", filepath.Dir(file)}, "is no file"},
		"a directory of circles":    {[]string{"serve", "--data-dir", circle}, "--data-dir"},
		"a directory that has gone": {[]string{"serve", "--data-dir", nowhere}, "link to nothing"},
		"too long a directory":      {[]string{"serve", "--data-dir", "/" + strings.Repeat("a", 300)}, "--data-dir"},
		"a kind of area of theirs":  {[]string{"import", "areas", "--kind", "parish", file}, "--kind"},
		"a share of more than all":  {[]string{"import", "offences", "--max-rejected", "101", file}, "--max-rejected"},
		"a mapping of no file":      {[]string{"import", "offences", "--mapping", file + ".yaml", file}, "no mapping"},
		"a mapping of nothing":      {[]string{"import", "offences", "--mapping", "", file}, "--mapping is empty"},
		"a mapping and a category":  {[]string{"import", "sites", "--mapping", "rail", "--category", "pub", file}, "leave these out"},
		"a file that is none":       {[]string{"import", "offences", file + ".csv"}, "no file"},
		"an import to no database":  {[]string{"import", "offences", "--database-url", "", file}, "--database-url is empty"},
		"a list of no database":     {[]string{"jobs", "list", "--database-url", ""}, "--database-url is empty"},
		"workers below none":        {[]string{"serve", "--workers", "-1"}, "--workers"},
		"too many workers":          {[]string{"serve", "--workers", "100"}, "--workers"},
		"workers in words":          {[]string{"serve", "--workers", "two"}, "--workers"},
		"nobody serves":             {[]string{"serve", "--as", ""}, "--as"},
		"a database of no URL":      {[]string{"serve", "--database-url", "postgres://[nowhere"}, "database URL"},
		"no directory":              {[]string{"serve", "--data-dir", file}, "no directory"},
		"where nothing is made":     {[]string{"serve", "--data-dir", "/proc/data"}, "nothing can be made in /proc"},
		"within no directory":       {[]string{"serve", "--data-dir", filepath.Join(file, "data")}, "no directory"},
		"a flag that is none":       {[]string{"serve", "--port", "8080"}, "--port"},
		"something more":            {[]string{"serve", "8080"}, "8080"},
		"a worker of nothing":       {[]string{"worker", "--workers", "0"}, "--workers"},
		"a worker's database":       {[]string{"worker", "--database-url", "host=a port=b"}, "database URL"},
		"nothing to migrate":        {[]string{"migrate"}, "--database-url"},
		"no URL to migrate":         {[]string{"migrate", "--database-url", "postgres://[nowhere"}, "database URL"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			var stdout, stderr bytes.Buffer
			code := run(ctx, append([]string{"--data-dir", dir}, tt.args...), &stdout, &stderr)
			if said := strings.TrimSpace(stderr.String()); code != 2 || strings.Contains(said, "\n") || !strings.Contains(said, tt.says) || stdout.Len() > 0 {
				t.Errorf("exit %d, %q, %q; want 2 and one line with %q", code, &stdout, said, tt.says)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a data directory has been made")
			}
		})
	}
}
