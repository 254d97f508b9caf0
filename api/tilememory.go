package api

import (
	"container/list"
	"context"
	"sync"

	"beatplan/geo"
)

const (
	// mostRemembered is how many bytes of tiles a server keeps in memory.
	mostRemembered = 16 << 20
	// tileCost is what a tile takes beside its own bytes, about: its key, and its place.
	tileCost = 300
)

// A tileMemory keeps the tiles that were asked for last, so that what a whole meeting looks
// at is drawn once. Its keys say which data a tile shows: one that is here is as it would
// be drawn now. The zero tileMemory is empty, and it is safe for concurrent use.
type tileMemory struct {
	mu    sync.Mutex
	bytes int
	at    map[string]*list.Element
	order list.List // of keptTile, the last that was asked for first
}

type keptTile struct {
	key  string
	tile geo.Tile
}

// get returns the tile of a key, drawn unless it is here.
func (m *tileMemory) get(ctx context.Context, key string, draw func(context.Context) (geo.Tile, error)) (geo.Tile, error) {
	m.mu.Lock()
	at, known := m.at[key]
	if known {
		m.order.MoveToFront(at)
		tile := at.Value.(keptTile).tile
		m.mu.Unlock()
		return tile, nil
	}
	m.mu.Unlock()
	tile, err := draw(ctx)
	if err == nil {
		m.keep(key, tile)
	}
	return tile, err
}

// keep puts a tile in, and those out that nobody has asked for the longest where there is
// no room for all.
func (m *tileMemory) keep(key string, tile geo.Tile) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.at[key]; known { // two drew it at once
		return
	}
	if m.at == nil {
		m.at = map[string]*list.Element{}
	}
	m.at[key] = m.order.PushFront(keptTile{key, tile})
	m.bytes += len(tile.MVT) + tileCost
	for m.bytes > mostRemembered {
		oldest := m.order.Remove(m.order.Back()).(keptTile)
		delete(m.at, oldest.key)
		m.bytes -= len(oldest.tile.MVT) + tileCost
	}
}
