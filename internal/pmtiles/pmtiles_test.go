package pmtiles_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb/maptile"

	"beatplan/internal/fault"
	"beatplan/internal/pmtiles"
)

// A kept tile has its number on the curves and what it holds.
type kept struct {
	id   uint64
	text string
}

const metadata = `{"attribution":"A. Mapper","vector_layers":[{"id":"roads","fields":{"class":"String"}},{"id":"sea"}]}`

// archive writes tiles as an archive, with a leaf directory between them and the root.
func archive(t testing.TB, said string, tiles ...kept) []byte {
	t.Helper()
	zip := func(b []byte) []byte {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, err := w.Write(b)
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return packed.Bytes()
	}
	var data []byte
	ids, runs, lengths, offsets := []uint64{}, []uint64{}, []uint64{}, []uint64{}
	last := uint64(0)
	for i, tile := range tiles {
		packed := zip([]byte(tile.text))
		ids, runs, lengths = append(ids, tile.id-last), append(runs, 1), append(lengths, uint64(len(packed)))
		offsets = append(offsets, map[bool]uint64{true: 1, false: 0}[i == 0]) // 0: after the one before
		data, last = append(data, packed...), tile.id
	}
	directory := func(n int, columns ...[]uint64) []byte {
		b := binary.AppendUvarint(nil, uint64(n))
		for _, v := range slices.Concat(columns...) {
			b = binary.AppendUvarint(b, v)
		}
		return zip(b)
	}
	leaf := directory(len(tiles), ids, runs, lengths, offsets)
	root := directory(1, []uint64{tiles[0].id}, []uint64{0}, []uint64{uint64(len(leaf))}, []uint64{1})
	h := make([]byte, 127)
	copy(h, "PMTiles\x03")
	at := uint64(len(h))
	file := []byte{}
	for i, part := range [][]byte{root, zip([]byte(said)), leaf, data} {
		binary.LittleEndian.PutUint64(h[8+16*i:], at)
		binary.LittleEndian.PutUint64(h[16+16*i:], uint64(len(part)))
		at += uint64(len(part))
		file = append(file, part...)
	}
	h[97], h[98], h[99], h[101] = 2, 2, 1, 4
	for i, e7 := range []int32{24_000_000, 517_000_000, 26_000_000, 519_000_000} {
		binary.LittleEndian.PutUint32(h[102+4*i:], uint32(e7))
	}
	return append(h, file...)
}

func write(t testing.TB, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ground.pmtiles")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The numbers are those that the specification's own examples and the reference reader's
// tests give: z0 is 0, z1 goes 1 to 4, and 12/3423/1763 is 19078479.
func TestTile(t *testing.T) {
	t.Parallel()
	a, err := pmtiles.Open(write(t, archive(t, metadata, kept{0, "world"}, kept{1, "nw"}, kept{2, "sw"}, kept{3, "se"}, kept{4, "ne"}, kept{19078479, "deep"})))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for tile, want := range map[maptile.Tile]string{
		maptile.New(0, 0, 0): "world", maptile.New(0, 0, 1): "nw", maptile.New(0, 1, 1): "sw", maptile.New(1, 1, 1): "se", maptile.New(1, 0, 1): "ne",
		maptile.New(3423, 1763, 12): "deep", maptile.New(3424, 1763, 12): "", maptile.New(0, 0, 2): "",
	} {
		if got, err := a.Tile(tile); string(got) != want || err != nil {
			t.Errorf("%v: %q, %v; want %q", tile, got, err, want)
		}
	}
	about := a.About()
	if about.Attribution != "A. Mapper" || len(about.Layers) != 2 || about.Layers["roads"]["class"] != "String" || about.Bounds != [4]float64{2.4, 51.7, 2.6, 51.9} || about.MaxZoom != 4 {
		t.Errorf("it says of itself %+v", about)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	whole := archive(t, metadata, kept{0, "world"})
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(whole)
		b[at] = to
		return b
	}
	for name, tt := range map[string]struct {
		file []byte
		says string
	}{
		"nothing":         {nil, "shorter than a header"},
		"another kind":    {bytes.Repeat([]byte("a map "), 40), "does not begin"},
		"another version": {changed(7, 2), "does not begin"},
		"pictures":        {changed(99, 2), "pictures"},
		"brotli":          {changed(98, 3), "gzip"},
		"cut short":       {whole[:len(whole)-1], "cut short"},
		"a damaged root":  {changed(130, 'x'), "a directory"},
		"no layers":       {archive(t, `{}`, kept{0, "world"}), "names no layers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := pmtiles.Open(write(t, tt.file))
			if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v; want one line with %q", err, tt.says)
			}
		})
	}
	if _, err := pmtiles.Open("/nowhere/ground.pmtiles"); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file: %v", err)
	}
}

// FuzzOpen holds that no file, however damaged, breaks the reader.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("PMTiles\x03"))
	f.Add(archive(f, metadata, kept{0, "world"}, kept{3, "se"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := pmtiles.Open(write(t, b))
		if err != nil {
			return
		}
		defer a.Close()
		for z := range maptile.Zoom(4) {
			_, _ = a.Tile(maptile.New(0, 0, z))
		}
	})
}
