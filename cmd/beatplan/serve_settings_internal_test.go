package main

import (
	"errors"
	"net"
	"testing"
)

// TestCannotListen: a port that somebody has may be free again, an address that is none here
// never is.
func TestCannotListen(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for address, wrong := range map[string]bool{taken.Addr().String(): false, "192.0.2.7:0": true, "nonsense": true} {
		_, err := net.Listen("tcp", address)
		if said := cannotListen("--listen", address, err); errors.As(said, new(usage)) != wrong {
			t.Errorf("%s: %v is a wrong setting: want %t", address, said, wrong)
		}
	}
}
