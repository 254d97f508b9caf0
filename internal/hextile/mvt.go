package hextile

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/uber/h3-go/v4"
)

// An mvtLayer is a layer of polygons in a Mapbox vector tile, version 2, as it is
// written: features come with the values of the layer's keys, in their order.
type mvtLayer struct {
	name             string
	keys             []string
	features, values []byte
	numbers          map[float64]uint64 // which of the values a number is
	last             []tagged           // the last number of each key, and the likeliest next
	count            uint64             // of values
	tags, geometry   []byte             // of the feature that is being written
	x, y             int64              // where the pen is
}

type tagged struct {
	number float64
	at     uint64
}

// The fields of the format's messages that are written.
const (
	tileLayer                                                                     = 3
	layerName, layerFeature, layerKey, layerValue, layerExtent, layerVersion      = 1, 2, 3, 4, 5, 15
	featureTags, featureType, featureGeometry                                     = 2, 3, 4
	valueString, valueDouble                                                      = 1, 3
	polygon                                                                  byte = 3
)

func newLayer(name string, keys ...string) *mvtLayer {
	return &mvtLayer{name: name, keys: keys, numbers: map[float64]uint64{}, last: make([]tagged, len(keys))}
}

// clear empties the layer, and keeps its room.
func (l *mvtLayer) clear() {
	l.features, l.values, l.count = l.features[:0], l.values[:0], 0
	clear(l.numbers)
	for i := range l.last {
		l.last[i].number = math.NaN() // which is no number's equal
	}
}

// cell adds the name of a cell as a value of the feature's key; no other feature has it.
func (l *mvtLayer) cell(key uint64, c h3.Cell) {
	const digits = 15 // a cell begins with 8
	l.values = append(l.values, layerValue<<3|2, digits+2, valueString<<3|2, digits)
	l.values = strconv.AppendUint(l.values, uint64(c), 16)
	l.tag(key, l.count)
	l.count++
}

// number adds a value of the feature's key.
func (l *mvtLayer) number(key uint64, v float64) {
	if last := l.last[key]; last.number == v {
		l.tag(key, last.at)
		return
	}
	at, known := l.numbers[v]
	if !known {
		at = l.count
		l.numbers[v] = at
		l.values = append(l.values, layerValue<<3|2, 9, valueDouble<<3|1)
		l.values = binary.LittleEndian.AppendUint64(l.values, math.Float64bits(v))
		l.count++
	}
	l.last[key] = tagged{v, at}
	l.tag(key, at)
}

func (l *mvtLayer) tag(key, value uint64) {
	l.tags = binary.AppendUvarint(binary.AppendUvarint(l.tags, key), value)
}

// The commands of the pen.
const moveTo, lineTo, closePath = 1, 2, 7

// begin puts the pen at the first of so many corners of the feature's ring.
func (l *mvtLayer) begin(x, y int64, corners int) {
	l.geometry = append(l.geometry[:0], 1<<3|moveTo)
	l.x, l.y = 0, 0
	l.line(x, y)
	l.geometry = binary.AppendUvarint(l.geometry, uint64(corners-1)<<3|lineTo) //nolint:gosec // a ring has three or more
}

// line draws to the next corner.
func (l *mvtLayer) line(x, y int64) {
	l.geometry = binary.AppendVarint(binary.AppendVarint(l.geometry, x-l.x), y-l.y) // zigzag, as the format has it
	l.x, l.y = x, y
}

// end ends the ring, and the feature with it.
func (l *mvtLayer) end() {
	l.geometry = append(l.geometry, 1<<3|closePath)
	size := 1 + lengthOf(len(l.tags)) + len(l.tags) + 2 + 1 + lengthOf(len(l.geometry)) + len(l.geometry)
	l.features = binary.AppendUvarint(append(l.features, layerFeature<<3|2), uint64(size)) //nolint:gosec // a size is no negative number
	l.features = appendBytes(l.features, featureTags, l.tags)
	l.features = append(l.features, featureType<<3, polygon)
	l.features = appendBytes(l.features, featureGeometry, l.geometry)
	l.tags = l.tags[:0]
}

// tile returns the tile of the layer alone, nothing where it has no feature.
func (l *mvtLayer) tile() []byte {
	if len(l.features) == 0 {
		return nil
	}
	head := appendBytes([]byte{layerVersion << 3, 2}, layerName, []byte(l.name))
	var foot []byte
	for _, key := range l.keys {
		foot = appendBytes(foot, layerKey, []byte(key))
	}
	foot = binary.AppendUvarint(append(foot, layerExtent<<3), extent)
	size := len(head) + len(l.features) + len(l.values) + len(foot)
	tile := binary.AppendUvarint(append(make([]byte, 0, size+8), tileLayer<<3|2), uint64(size)) //nolint:gosec // as above
	tile = append(append(tile, head...), l.features...)
	return append(append(tile, l.values...), foot...)
}

// appendBytes appends a field that holds bytes.
func appendBytes(to []byte, field byte, content []byte) []byte {
	to = binary.AppendUvarint(append(to, field<<3|2), uint64(len(content)))
	return append(to, content...)
}

// lengthOf returns how many bytes a number takes.
func lengthOf(n int) int {
	length := 1
	for ; n >= 0x80; n >>= 7 {
		length++
	}
	return length
}
