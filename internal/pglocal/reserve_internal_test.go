package pglocal

import (
	"os"
	"testing"
)

// TestReserve takes the reserve once and gives it up once.
func TestReserve(t *testing.T) {
	t.Parallel()
	h := home{dir: t.TempDir()}
	if h.free() < 2*(reserved+floor) {
		t.Skip("this disk is nearly full")
	}
	if h.giveReserve() {
		t.Error("gave up what there was not")
	}
	h.keepReserve()
	h.keepReserve()
	info, err := os.Stat(h.reserve())
	if err != nil || info.Size() != reserved {
		t.Fatalf("the reserve: %v, %v", info, err)
	}
	if !h.giveReserve() || h.giveReserve() {
		t.Error("want it given up once")
	}
	if err := (&Cluster{home: h}).Room(); err != nil {
		t.Errorf("with room: %v", err)
	}
	if err := (*Cluster)(nil).Room(); err != nil {
		t.Errorf("of another's database: %v", err)
	}
}
