package api

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"beatplan/geo"
)

// TestTileMemory draws a tile once, a tile that fails each time, and keeps no more bytes
// than there is room for: what was asked for last.
func TestTileMemory(t *testing.T) {
	t.Parallel()
	var m tileMemory
	drawn := map[string]int{}
	ask := func(key string, size int, fails error) {
		t.Helper()
		tile, err := m.get(t.Context(), key, func(context.Context) (geo.Tile, error) {
			drawn[key]++
			return geo.Tile{MVT: make([]byte, size)}, fails
		})
		if !errors.Is(err, fails) || len(tile.MVT) != size {
			t.Fatalf("%s: %d bytes, %v", key, len(tile.MVT), err)
		}
	}
	broken := errors.New("broken")
	for range 3 {
		ask("often", 1<<20, nil)
		ask("broken", 0, broken)
	}
	if drawn["often"] != 1 || drawn["broken"] != 3 {
		t.Errorf("drawn %v", drawn)
	}
	for i := range 40 {
		ask(fmt.Sprint(i), 1<<20, nil)
		ask("often", 1<<20, nil)
		if m.bytes > mostRemembered || len(m.at) != m.order.Len() {
			t.Fatalf("%d bytes, %d tiles of %d", m.bytes, len(m.at), m.order.Len())
		}
	}
	ask("39", 1<<20, nil)
	ask("0", 1<<20, nil)
	if drawn["often"] != 1 || drawn["39"] != 1 || drawn["0"] != 2 {
		t.Errorf("drawn: often %d, the newest %d, the oldest %d", drawn["often"], drawn["39"], drawn["0"])
	}
	ask("more than all", mostRemembered, nil)
	if m.bytes != 0 || len(m.at) != 0 {
		t.Errorf("a tile for which there is no room is kept: %d bytes", m.bytes)
	}
}
