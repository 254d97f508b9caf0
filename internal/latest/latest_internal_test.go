package latest

import (
	"errors"
	"fmt"
	"testing"
)

// TestMemory makes a value once, a value that fails each time, and keeps no more bytes
// than there is room for: what was asked for last.
func TestMemory(t *testing.T) {
	t.Parallel()
	const most = 16 << 20
	m := Of[string](most, func(v []byte) int { return len(v) })
	made := map[string]int{}
	ask := func(key string, size int, fails error) {
		t.Helper()
		value, err := m.Make(key, func() ([]byte, error) {
			made[key]++
			return make([]byte, size), fails
		})
		if !errors.Is(err, fails) || len(value) != size {
			t.Fatalf("%s: %d bytes, %v", key, len(value), err)
		}
	}
	broken := errors.New("broken")
	for range 3 {
		ask("often", 1<<20, nil)
		ask("broken", 0, broken)
	}
	if made["often"] != 1 || made["broken"] != 3 {
		t.Errorf("made %v", made)
	}
	for i := range 40 {
		ask(fmt.Sprint(i), 1<<20, nil)
		ask("often", 1<<20, nil)
		if m.bytes > most || len(m.at) != m.order.Len() {
			t.Fatalf("%d bytes, %d values of %d", m.bytes, len(m.at), m.order.Len())
		}
	}
	ask("39", 1<<20, nil)
	ask("0", 1<<20, nil)
	if made["often"] != 1 || made["39"] != 1 || made["0"] != 2 {
		t.Errorf("made: often %d, the newest %d, the oldest %d", made["often"], made["39"], made["0"])
	}
	before := m.bytes
	ask("more than all", most, nil)
	if _, kept := m.at["more than all"]; kept || m.bytes != before || before == 0 {
		t.Errorf("a value for which there is no room is kept, or puts others out: %d bytes of %d", m.bytes, before)
	}
}
