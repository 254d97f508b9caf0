// Package latest keeps in memory what was asked for last.
package latest

import (
	"container/list"
	"sync"
)

// A Memory keeps values up to so many bytes in all: those that were asked for last. It
// never forgets for another reason, so a key says all that its value depends on. It is
// safe for concurrent use.
type Memory[K comparable, V any] struct {
	size func(V) int
	most int // bytes

	mu    sync.Mutex
	bytes int
	at    map[K]*list.Element
	order list.List // of kept[K, V], the last that was asked for first
}

type kept[K comparable, V any] struct {
	key   K
	value V
	bytes int
}

// Of returns an empty memory of so many bytes; size says what a value takes of them.
func Of[K comparable, V any](most int, size func(V) int) *Memory[K, V] {
	return &Memory[K, V]{size: size, most: most, at: map[K]*list.Element{}}
}

// Get returns the value of a key, if it is here.
func (m *Memory[K, V]) Get(key K) (value V, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, known := m.at[key]
	if !known {
		return value, false
	}
	m.order.MoveToFront(at)
	return at.Value.(kept[K, V]).value, true
}

// overhead is what a value takes beside its own bytes, about: its key, and its place.
const overhead = 300

// Keep puts a value in, and those out that nobody has asked for the longest where there
// is no room for all.
func (m *Memory[K, V]) Keep(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.at[key]; known { // two made it at once
		return
	}
	k := kept[K, V]{key, value, m.size(value) + overhead}
	if k.bytes > m.most { // it would put all others out, and not stay itself
		return
	}
	m.at[key] = m.order.PushFront(k)
	m.bytes += k.bytes
	for m.bytes > m.most {
		oldest := m.order.Remove(m.order.Back()).(kept[K, V])
		delete(m.at, oldest.key)
		m.bytes -= oldest.bytes
	}
}

// Make returns the value of a key, made and kept unless it is here.
func (m *Memory[K, V]) Make(key K, make func() (V, error)) (V, error) {
	value, known := m.Get(key)
	if known {
		return value, nil
	}
	value, err := make()
	if err == nil {
		m.Keep(key, value)
	}
	return value, err
}
