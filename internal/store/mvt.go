package store

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// An mvtLayer is a layer of polygons in a Mapbox vector tile, version 2, as it is
// written: features come with the values of the layer's keys, in their order.
type mvtLayer struct {
	name             string
	keys             []string
	features, values []byte
	numbers          map[float64]uint64 // where in values a number is
	count            uint64             // of values
	tags, geometry   []byte             // of the feature that is being written
}

// The fields of the format's messages that are written.
const (
	tileLayer                                                                       = 3
	layerName, layerFeature, layerKey, layerValue, layerExtent, layerVersion        = 1, 2, 3, 4, 5, 15
	featureTags, featureType, featureGeometry                                       = 2, 3, 4
	valueString, valueDouble                                                        = 1, 3
	polygon                                                                  uint64 = 3
)

// text adds a value of the feature's key, which no other feature has.
func (l *mvtLayer) text(key int, v string) {
	value := appendBytes(nil, valueString, []byte(v))
	l.values = appendBytes(l.values, layerValue, value)
	l.tag(key, l.count)
	l.count++
}

// number adds a value of the feature's key.
func (l *mvtLayer) number(key int, v float64) {
	at, known := l.numbers[v]
	if !known {
		if l.numbers == nil {
			l.numbers = map[float64]uint64{}
		}
		at = l.count
		l.numbers[v] = at
		value := binary.LittleEndian.AppendUint64([]byte{valueDouble<<3 | 1}, math.Float64bits(v))
		l.values = appendBytes(l.values, layerValue, value)
		l.count++
	}
	l.tag(key, at)
}

func (l *mvtLayer) tag(key int, value uint64) {
	l.tags = binary.AppendUvarint(binary.AppendUvarint(l.tags, uint64(key)), value) //nolint:gosec // a key is no negative number
}

// polygon ends the feature with its one ring, closed, in the units of the tile.
func (l *mvtLayer) polygon(ring orb.Ring) {
	const moveTo, lineTo, closePath = 1, 2, 7
	l.geometry = binary.AppendUvarint(l.geometry[:0], 1<<3|moveTo)
	x, y := 0.0, 0.0
	for i, p := range ring[:len(ring)-1] {
		if i == 1 {
			l.geometry = binary.AppendUvarint(l.geometry, uint64(len(ring)-2)<<3|lineTo) //nolint:gosec // a ring has four points or more
		}
		l.geometry = binary.AppendVarint(binary.AppendVarint(l.geometry, int64(p[0]-x)), int64(p[1]-y)) // zigzag, as the format has it
		x, y = p[0], p[1]
	}
	l.geometry = binary.AppendUvarint(l.geometry, 1<<3|closePath)
	feature := appendBytes(make([]byte, 0, len(l.tags)+len(l.geometry)+8), featureTags, l.tags)
	feature = binary.AppendUvarint(append(feature, featureType<<3), polygon)
	feature = appendBytes(feature, featureGeometry, l.geometry)
	l.features = appendBytes(l.features, layerFeature, feature)
	l.tags = l.tags[:0]
}

// tile returns the tile of the layer alone, nothing where it has no feature.
func (l *mvtLayer) tile() []byte {
	if len(l.features) == 0 {
		return nil
	}
	layer := make([]byte, 0, len(l.features)+len(l.values)+100)
	layer = binary.AppendUvarint(append(layer, layerVersion<<3), 2)
	layer = appendBytes(layer, layerName, []byte(l.name))
	layer = append(layer, l.features...)
	for _, key := range l.keys {
		layer = appendBytes(layer, layerKey, []byte(key))
	}
	layer = append(layer, l.values...)
	layer = binary.AppendUvarint(append(layer, layerExtent<<3), extent)
	return appendBytes(make([]byte, 0, len(layer)+8), tileLayer, layer)
}

// appendBytes appends a field that holds bytes.
func appendBytes(to []byte, field byte, content []byte) []byte {
	to = binary.AppendUvarint(append(to, field<<3|2), uint64(len(content)))
	return append(to, content...)
}
