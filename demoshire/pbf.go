package demoshire

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// OpenStreetMap's binary format (wiki.openstreetmap.org/wiki/PBF_Format) is
// Protocol Buffers in compressed blocks. This is as much of it as a map without a
// history needs.

// A mapNode is a node of OpenStreetMap.
type mapNode struct {
	id   int64
	at   orb.Point // WGS 84
	tags []tag
}

// A mapWay is a way of OpenStreetMap.
type mapWay struct {
	id    int64
	nodes []int64
	tags  []tag
}

// A mapRelation is a relation of OpenStreetMap whose members are outer ways.
type mapRelation struct {
	id   int64
	ways []int64
	tags []tag
}

type tag struct{ key, value string }

// writePBF writes nodes, ways and relations, each in the order of their ids.
func writePBF(w io.Writer, nodes []mapNode, ways []mapWay, relations []mapRelation) error {
	var bound orb.MultiPoint
	for _, n := range nodes {
		bound = append(bound, n.at)
	}
	if err := writeBlock(w, "OSMHeader", header(bound.Bound())); err != nil {
		return err
	}
	const most = 8_000 // of a block, by convention
	for some := range slices.Chunk(nodes, most) {
		if err := writeBlock(w, "OSMData", nodeBlock(some)); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(ways, most) {
		if err := writeBlock(w, "OSMData", wayBlock(some)); err != nil {
			return err
		}
	}
	if len(relations) == 0 {
		return nil
	}
	return writeBlock(w, "OSMData", relationBlock(relations))
}

// writeBlock writes a block with its headers.
func writeBlock(w io.Writer, kind string, block message) error {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(block); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	var blob, head message
	blob.number(2, len(block))
	blob.bytes(3, packed.Bytes())
	head.bytes(1, []byte(kind))
	head.number(3, len(blob))
	out := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	_, err := w.Write(slices.Concat(out, head, blob))
	return err
}

func header(b orb.Bound) message {
	const nano = 1e9
	var box, m message
	for i, degrees := range []float64{b.Left(), b.Right(), b.Top(), b.Bottom()} {
		box.signed(i+1, int64(math.Round(degrees*nano)))
	}
	m.bytes(1, box)
	m.bytes(4, []byte("OsmSchema-V0.6"))
	m.bytes(4, []byte("DenseNodes"))
	m.bytes(5, []byte("Sort.Type_then_ID"))
	m.bytes(16, []byte("beatplan"))
	return m
}

func nodeBlock(nodes []mapNode) message {
	words := newWords()
	var ids, lons, lats deltas
	var tags, dense message
	tagged := false
	for _, n := range nodes {
		const granularity = 1e7 // units to a degree, by default
		ids.add(n.id)
		lons.add(int64(math.Round(n.at[0] * granularity)))
		lats.add(int64(math.Round(n.at[1] * granularity)))
		for _, t := range n.tags {
			tags.plain(words.of(t.key))
			tags.plain(words.of(t.value))
			tagged = true
		}
		tags.plain(0)
	}
	dense.bytes(1, ids.message)
	dense.bytes(8, lats.message)
	dense.bytes(9, lons.message)
	if tagged {
		dense.bytes(10, tags)
	}
	var group message
	group.bytes(2, dense)
	return words.block(group)
}

func wayBlock(ways []mapWay) message {
	words := newWords()
	var group message
	for _, w := range ways {
		var keys, values, m message
		var refs deltas
		for _, t := range w.tags {
			keys.plain(words.of(t.key))
			values.plain(words.of(t.value))
		}
		for _, n := range w.nodes {
			refs.add(n)
		}
		m.number(1, int(w.id))
		m.bytes(2, keys)
		m.bytes(3, values)
		m.bytes(8, refs.message)
		group.bytes(3, m)
	}
	return words.block(group)
}

func relationBlock(relations []mapRelation) message {
	words := newWords()
	var group message
	for _, r := range relations {
		const way = 1
		var keys, values, roles, types, m message
		var members deltas
		for _, t := range r.tags {
			keys.plain(words.of(t.key))
			values.plain(words.of(t.value))
		}
		for _, w := range r.ways {
			roles.plain(words.of("outer"))
			members.add(w)
			types.plain(way)
		}
		m.number(1, int(r.id))
		m.bytes(2, keys)
		m.bytes(3, values)
		m.bytes(8, roles)
		m.bytes(9, members.message)
		m.bytes(10, types)
		group.bytes(4, m)
	}
	return words.block(group)
}

// A words is the string table of a block. Its first is empty.
type words struct {
	all   []string
	known map[string]int
}

func newWords() *words { return &words{[]string{""}, map[string]int{}} }

func (w *words) of(s string) int {
	n, known := w.known[s]
	if !known {
		n = len(w.all)
		w.all, w.known[s] = append(w.all, s), n
	}
	return n
}

// block returns a block of one group.
func (w *words) block(group message) message {
	var table, m message
	for _, s := range w.all {
		table.bytes(1, []byte(s))
	}
	m.bytes(1, table)
	m.bytes(2, group)
	return m
}

// A message is one of Protocol Buffers. A field begins with 8 times its number,
// plus 2 if its length follows.
type message []byte

// plain appends a number without a field.
func (m *message) plain(n int) { *m = binary.AppendUvarint(*m, uint64(n)) }

// number appends a field that is a number, 0 or more.
func (m *message) number(field, n int) {
	m.plain(8 * field)
	m.plain(n)
}

// signed appends a field that is a number in zigzag form.
func (m *message) signed(field int, n int64) {
	m.plain(8 * field)
	*m = binary.AppendVarint(*m, n)
}

// bytes appends a field that is a text, a message or packed numbers.
func (m *message) bytes(field int, b []byte) {
	m.plain(8*field + 2)
	m.plain(len(b))
	*m = append(*m, b...)
}

// A deltas is packed numbers in zigzag form, each less the one before it.
type deltas struct {
	message
	last int64
}

func (d *deltas) add(n int64) {
	d.message = binary.AppendVarint(d.message, n-d.last)
	d.last = n
}
