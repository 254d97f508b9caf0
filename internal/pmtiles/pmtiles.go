// Package pmtiles reads vector tiles from a PMTiles archive, version 3: one file that
// holds every tile of a map, such as a force's own background map.
//
// The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
package pmtiles

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"sort"

	"github.com/paulmach/orb/maptile"

	"beatplan/geo"
	"beatplan/internal/fault"
)

const (
	headerSize = 127
	// most is the bytes that a directory, the metadata or a tile may have when unpacked.
	most = 64 << 20
	// deep is how many directories there may be on the way to a tile, the root among them.
	deep = 4
	// plain and gzipped are the compressions that are read.
	plain, gzipped = 1, 2
	mvt            = 1
)

// An Archive is a file of tiles. Several may read it at once.
type Archive struct {
	file     *os.File
	root     []entry
	leaves   section
	tiles    section
	internal byte // the compression of directories and metadata
	packed   byte // that of tiles
	about    geo.TileSet
}

// section is a part of the file, in bytes.
type section struct{ offset, length uint64 }

// entry is of tiles that are the same, from id on; of no tile where it is a directory's.
type entry struct{ id, run, length, offset uint64 }

// Open opens an archive of vector tiles. One that is no such thing, or not whole, is
// fault.Invalid.
func Open(path string) (*Archive, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the background map %s cannot be read: %w", path, errors.Unwrap(err))
	}
	a, err := read(f)
	if err != nil {
		f.Close()
		return nil, fault.New(fault.Invalid, "the background map %s is no whole PMTiles file of vector tiles: %w", path, err)
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// About returns what the archive says of itself.
func (a *Archive) About() geo.TileSet { return a.about }

func read(f *os.File) (*Archive, error) {
	h := make([]byte, headerSize)
	if _, err := io.ReadFull(f, h); err != nil {
		return nil, errors.New("it is shorter than a header")
	}
	if string(h[:7]) != "PMTiles" || h[7] != 3 {
		return nil, errors.New("it does not begin as one of version 3")
	}
	if h[99] != mvt {
		return nil, errors.New("its tiles are pictures, or of an unknown kind")
	}
	for _, packed := range h[97:99] {
		if packed != plain && packed != gzipped {
			return nil, errors.New("it is packed otherwise than by gzip")
		}
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	part := func(at int) section {
		return section{binary.LittleEndian.Uint64(h[at:]), binary.LittleEndian.Uint64(h[at+8:])}
	}
	root, metadata := part(8), part(24)
	a := &Archive{file: f, leaves: part(40), tiles: part(56), internal: h[97], packed: h[98]}
	size := uint64(info.Size()) //nolint:gosec // a file's size is not negative
	for _, s := range []section{root, metadata, a.leaves, a.tiles} {
		if s.offset > size || s.length > size-s.offset {
			return nil, fmt.Errorf("it is cut short: it has %d bytes and should have %d", size, s.offset+s.length)
		}
	}
	if a.root, err = a.directory(root); err != nil {
		return nil, err
	}
	degrees := func(at int) float64 { return float64(int32(binary.LittleEndian.Uint32(h[at:]))) / 1e7 } //nolint:gosec // as written
	a.about = geo.TileSet{
		Bounds:  [4]float64{degrees(102), degrees(106), degrees(110), degrees(114)},
		MinZoom: int(h[100]), MaxZoom: int(h[101]), Stamp: stamp(h, info),
	}
	return a, a.describe(metadata)
}

// stamp changes with the file.
func stamp(header []byte, info os.FileInfo) string {
	h := fnv.New64a()
	h.Write(header)
	fmt.Fprint(h, info.Size(), info.ModTime().UnixNano())
	return fmt.Sprintf("%x", h.Sum64())
}

// describe reads the metadata.
func (a *Archive) describe(at section) error {
	text, err := a.unpacked(at, a.internal)
	if err != nil {
		return fmt.Errorf("its metadata: %w", err)
	}
	var said struct {
		Attribution string `json:"attribution"`
		Layers      []struct {
			ID     string            `json:"id"`
			Fields map[string]string `json:"fields"`
		} `json:"vector_layers"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return fmt.Errorf("its metadata: %w", err)
	}
	if len(said.Layers) == 0 {
		return errors.New("its metadata names no layers")
	}
	a.about.Attribution, a.about.Layers = said.Attribution, map[string]map[string]string{}
	for _, l := range said.Layers {
		a.about.Layers[l.ID] = l.Fields
	}
	return nil
}

// Tile returns a tile, unpacked; empty where there is none.
func (a *Archive) Tile(t maptile.Tile) ([]byte, error) {
	id, entries := number(t), a.root
	for range deep {
		i := sort.Search(len(entries), func(i int) bool { return entries[i].id > id }) - 1
		if i < 0 {
			return nil, nil
		}
		e := entries[i]
		switch {
		case e.run == 0:
			var err error
			if entries, err = a.directory(within(a.leaves, e)); err != nil {
				return nil, fmt.Errorf("the background map at %d/%d/%d: %w", t.Z, t.X, t.Y, err)
			}
		case id-e.id < e.run:
			tile, err := a.unpacked(within(a.tiles, e), a.packed)
			if err != nil {
				return nil, fmt.Errorf("tile %d/%d/%d of the background map: %w", t.Z, t.X, t.Y, err)
			}
			return tile, nil
		default:
			return nil, nil
		}
	}
	return nil, fmt.Errorf("the background map has more than %d directories above %d/%d/%d", deep, t.Z, t.X, t.Y)
}

func within(s section, e entry) section { return section{s.offset + e.offset, e.length} }

// directory reads one of the file's directories.
func (a *Archive) directory(at section) ([]entry, error) {
	b, err := a.unpacked(at, a.internal)
	if err != nil {
		return nil, fmt.Errorf("a directory: %w", err)
	}
	r := bytes.NewReader(b)
	n, err := binary.ReadUvarint(r)
	if err != nil || n > uint64(len(b)) {
		return nil, errors.New("a directory is damaged")
	}
	all := make([]entry, n)
	last := uint64(0)
	columns := []func(i int, v uint64){
		func(i int, v uint64) { last += v; all[i].id = last },
		func(i int, v uint64) { all[i].run = v },
		func(i int, v uint64) { all[i].length = v },
		func(i int, v uint64) {
			if all[i].offset = v - 1; v == 0 && i > 0 { // right after the one before
				all[i].offset = all[i-1].offset + all[i-1].length
			}
		},
	}
	for _, take := range columns {
		for i := range all {
			v, err := binary.ReadUvarint(r)
			if err != nil {
				return nil, errors.New("a directory is damaged")
			}
			take(i, v)
		}
	}
	return all, nil
}

// unpacked returns the bytes of a part of the file.
func (a *Archive) unpacked(s section, packed byte) ([]byte, error) {
	if s.length > most {
		return nil, fmt.Errorf("%d bytes are more than anything should have", s.length)
	}
	var from io.Reader = io.NewSectionReader(a.file, int64(s.offset), int64(s.length)) //nolint:gosec // held against the file's size, or read short
	if packed == gzipped {
		unpacking, err := gzip.NewReader(from)
		if err != nil {
			return nil, err
		}
		from = unpacking
	}
	b, err := io.ReadAll(io.LimitReader(from, most+1))
	if len(b) > most {
		return nil, fmt.Errorf("more than %d bytes are more than anything should have", most)
	}
	if err == nil && packed == plain && uint64(len(b)) < s.length {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// number is a tile's place on the Hilbert curves of all zooms, one after the other.
func number(t maptile.Tile) uint64 {
	x, y, id := uint64(t.X), uint64(t.Y), uint64(0)
	for z := range t.Z {
		id += 1 << (2 * z)
	}
	for s := uint64(1) << t.Z >> 1; s > 0; s >>= 1 {
		rx, ry := x&s, y&s
		switch {
		case rx > 0 && ry > 0:
			id += 2 * s * s
		case rx > 0:
			id += 3 * s * s
		case ry > 0:
			id += s * s
		}
		if ry == 0 {
			if rx > 0 {
				x, y = s-1-x&(s-1), s-1-y&(s-1)
			}
			x, y = y, x
		}
	}
	return id
}
