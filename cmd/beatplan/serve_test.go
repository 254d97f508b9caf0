package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/fault"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	loopback := []string{"localhost", "127.0.0.1", "::1"}
	tests := map[string]struct {
		command serveCommand
		want    []string
		kind    fault.Kind
	}{
		"loopback":                {serveCommand{Listen: "127.0.0.1:8080"}, loopback, ""},
		"by name":                 {serveCommand{Listen: "localhost:0"}, loopback, ""},
		"in capitals":             {serveCommand{Listen: "LocalHost:8080"}, loopback, ""},
		"of IPv6":                 {serveCommand{Listen: "[::1]:8080"}, loopback, ""},
		"another of loopback":     {serveCommand{Listen: "127.0.0.2:8080"}, append(loopback[:3:3], "127.0.0.2"), ""},
		"all addresses":           {serveCommand{Listen: ":8080"}, nil, fault.Invalid},
		"a network's":             {serveCommand{Listen: "192.0.2.1:8080"}, nil, fault.Invalid},
		"a network's, if allowed": {serveCommand{Listen: "192.0.2.1:8080", AllowUnauthenticated: true}, nil, ""},
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
