package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
