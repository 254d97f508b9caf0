package app

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"sync"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// mostCovered is how many cells the lattices that are remembered have together: 40 MB.
const mostCovered = 5_000_000

// covers remembers the lattices of land that was covered last: a map asks for the same
// few areas over and over, and to cover one takes as long as to count on it. Lattices
// never change, so they can be shared; land that changes is other land.
type covers struct {
	mu    sync.Mutex
	of    map[[sha256.Size]byte]geo.Lattice
	order [][sha256.Size]byte // of those remembered, the oldest first
	cells int                 // of them all
}

// cover returns the cells of lands together at a resolution, as [geo.Cover] and [geo.Union]
// do.
func (c *covers) cover(lands []orb.MultiPolygon, resolution int) (geo.Lattice, error) {
	key := landKey(lands, resolution)
	c.mu.Lock()
	l, known := c.of[key]
	c.mu.Unlock()
	if known {
		return l, nil
	}
	parts := make([]geo.Lattice, len(lands))
	for i, land := range lands {
		var err error
		if parts[i], err = geo.Cover(land, resolution); err != nil {
			return geo.Lattice{}, err
		}
	}
	l, err := geo.Union(parts)
	if err != nil || len(l.Cells) > mostCovered {
		return l, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.of[key]; known { // since
		return l, nil
	}
	if c.of == nil {
		c.of = map[[sha256.Size]byte]geo.Lattice{}
	}
	c.of[key], c.order, c.cells = l, append(c.order, key), c.cells+len(l.Cells)
	for c.cells > mostCovered {
		oldest := c.order[0]
		c.cells -= len(c.of[oldest].Cells)
		delete(c.of, oldest)
		c.order = c.order[1:]
	}
	return l, nil
}

// landKey stands for lands and a resolution.
func landKey(lands []orb.MultiPolygon, resolution int) (key [sha256.Size]byte) {
	var b []byte
	number := func(n uint64) { b = binary.BigEndian.AppendUint64(b, n) }
	number(uint64(resolution))
	for _, land := range lands {
		number(uint64(len(land)))
		for _, polygon := range land {
			number(uint64(len(polygon)))
			for _, ring := range polygon {
				number(uint64(len(ring)))
				for _, p := range ring {
					number(math.Float64bits(p[0]))
					number(math.Float64bits(p[1]))
				}
			}
		}
	}
	return sha256.Sum256(b)
}
