package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/internal/fault"
)

const (
	// maxDocument is the longest file that is read whole, in bytes.
	maxDocument = 64 << 20
	// maxAreas is the longest file of areas: those of a country, in fine detail.
	maxAreas = 1 << 30
)

// whole returns what a file of so many bytes at the most holds.
func whole(r io.Reader, most int64) ([]byte, error) {
	body, err := io.ReadAll(bounded(r, most))
	if _, is := errors.AsType[tooLong](err); err != nil && !is {
		err = fmt.Errorf("the file is cut short or damaged: %w", err)
	}
	return body, err
}

// bounded returns a reader that fails with a tooLong after so many bytes.
func bounded(r io.Reader, most int64) io.Reader { return &bound{r, most, most} }

type bound struct {
	io.Reader
	most, left int64
}

func (b *bound) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, tooLong(b.most)
	}
	return n, err
}

// A tooLong file has more bytes than this.
type tooLong int64

func (t tooLong) Error() string {
	return fmt.Sprintf("the file is longer than %d MiB: split it", t>>20)
}

// A feature is one of a GeoJSON or a KML file.
type feature struct {
	at         int                // its number, from 1, or in KML its line
	properties geojson.Properties // with what KML itself calls name
	geometry   orb.Geometry       // WGS 84, if the file keeps to its format; nil: none
	id         string             // its own, which nameByIDs makes a property
	broken     error              // what is wrong with the geometry
}

// features are those of a file.
type features struct {
	all      []feature
	invented bool // it says that they exist in a made-up county only
}

// areFeatures reports whether a file begins as GeoJSON or KML does.
func areFeatures(r *bufio.Reader) bool {
	first := firstOf(r)
	return first == '{' || first == '<'
}

// firstOf returns the first character that is no space, or 0.
func firstOf(r *bufio.Reader) byte {
	head, _ := r.Peek(1024) // as much as there is
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) > 0 {
		return head[0]
	}
	return 0
}

// readFeatures reads a GeoJSON feature collection or the placemarks of a KML file
// of so many bytes at the most. There is one feature at least.
func readFeatures(r io.Reader, most int64) (features, error) {
	b := bufio.NewReader(r)
	if firstOf(b) == '<' {
		all, err := readKML(bounded(b, most))
		return features{all: all}, err
	}
	body, err := whole(b, most)
	if err != nil {
		return features{}, err
	}
	collection, err := unmarshal(body)
	var said struct{ Type string }
	if err != nil && json.Unmarshal(body, &said) == nil && said.Type != "FeatureCollection" {
		err = fmt.Errorf("its type is %q", brief(said.Type))
	}
	switch {
	case err != nil:
		return features{}, fmt.Errorf("not a GeoJSON feature collection: %s", brief(fault.JSON(body, err).Error()))
	case len(collection.Features) == 0:
		return features{}, errors.New("the feature collection is empty")
	case slices.Contains(collection.Features, nil):
		return features{}, fmt.Errorf("not a GeoJSON feature collection: feature %d is null", slices.Index(collection.Features, nil)+1)
	}
	found := features{all: make([]feature, len(collection.Features))}
	found.invented, _ = collection.ExtraMembers["invented"].(bool)
	for i, f := range collection.Features {
		found.all[i] = feature{at: i + 1, properties: f.Properties, geometry: f.Geometry, id: text(f.ID)}
	}
	return found, found.breakHalves(body)
}

// breakHalves marks the points of a document that lack a number as broken: orb takes
// it for 0. Few points are on the equator, and only for these is the document read
// again.
func (fs features) breakHalves(body []byte) error {
	onEquator := func(f feature) bool {
		p, is := f.geometry.(orb.Point)
		return is && p.Lat() == 0
	}
	if !slices.ContainsFunc(fs.all, onEquator) {
		return nil
	}
	var written struct {
		Features []struct {
			Geometry struct{ Coordinates []json.RawMessage }
		}
	}
	if err := json.Unmarshal(body, &written); err != nil {
		return err
	}
	for i, f := range fs.all {
		if onEquator(f) && len(written.Features[i].Geometry.Coordinates) < 2 {
			fs.all[i].broken = errors.New("no longitude and latitude: a point has two numbers")
		}
	}
	return nil
}

var numbered = regexp.MustCompile(`^(.*?)(\d+)$`)

// areNumbered reports whether the ids of features only number them from 0 or 1 on: programs
// number them anew in each export, so that they are the references of nothing.
func areNumbered(all []feature, id func(feature) string) bool {
	numbers := len(all) > 1 || len(all) == 1 && strings.HasPrefix(id(all[0]), "ID_") // ArcGIS's
	for i, f := range all {
		parts := numbered.FindStringSubmatch(id(f))
		first := numbered.FindStringSubmatch(id(all[0]))
		if parts == nil || first == nil || parts[1] != first[1] {
			return false
		}
		n, _ := strconv.Atoi(parts[2])
		begin, _ := strconv.Atoi(first[2])
		if begin > 1 || n != begin+i {
			return false
		}
	}
	return numbers
}

// nameByIDs gives features their ids as a property.
func nameByIDs(all []feature) {
	for i, f := range all {
		if f.id == "" {
			continue
		}
		if f.properties == nil {
			all[i].properties = geojson.Properties{}
		}
		unlessKnown(all[i].properties, "id", f.id)
	}
}

// unlessKnown sets a property unless there is one of that name, in any form.
func unlessKnown(p geojson.Properties, name, value string) {
	for known := range p {
		if normal(known) == name {
			return
		}
	}
	p[name] = value
}

// table returns a table whose columns are the properties of the features, and
// which has no rows of its own.
func (fs features) table() *table {
	t := &table{column: map[string]int{}}
	for _, f := range fs.all {
		for _, name := range slices.Sorted(maps.Keys(f.properties)) {
			if _, there := t.column[normal(name)]; !there {
				t.column[normal(name)] = len(t.header)
				t.header = append(t.header, utf8Text(name))
			}
		}
	}
	return t
}

// only returns the table with no other columns than these, or an error where it
// lacks one.
func (t *table) only(columns []string) (*table, error) {
	narrow := &table{header: columns, column: map[string]int{}}
	for i, name := range columns {
		if _, there := t.column[name]; !there {
			return nil, fmt.Errorf("no feature has a property %s; there are %s", name, brief(strings.Join(t.header, ", ")))
		}
		narrow.column[name] = i
	}
	return narrow, nil
}

// record returns the properties of a feature that are columns of the table.
func (t *table) record(f feature) []string {
	record := make([]string, len(t.header))
	for _, name := range slices.Sorted(maps.Keys(f.properties)) {
		if i, is := t.column[normal(name)]; is && record[i] == "" {
			record[i] = text(f.properties[name])
		}
	}
	return record
}

// rename gives properties the names that a mapping has for them, unless there is one of
// that name.
func (fs features) rename(renamed func(string) string) {
	for _, f := range fs.all {
		for _, name := range slices.Sorted(maps.Keys(f.properties)) {
			if other := renamed(name); other != name {
				if _, there := f.properties[other]; !there {
					f.properties[other] = f.properties[name]
					delete(f.properties, name)
				}
			}
		}
	}
}

// drop takes properties away from all features.
func (fs features) drop(columns []string) {
	for _, f := range fs.all {
		maps.DeleteFunc(f.properties, func(name string, _ any) bool { return isOneOf(columns, name) })
	}
}

// unmarshal reads a feature collection. orb panics at a null among the members
// of a geometry collection, which is as little GeoJSON as what it returns an
// error for.
func unmarshal(body []byte) (collection *geojson.FeatureCollection, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("a member of a geometry collection is null")
		}
	}()
	return geojson.UnmarshalFeatureCollection(body)
}

// each takes the features and rejects those that read returns a reason against.
// A file of which it takes none is no file of what is looked for.
func each[T any](all []feature, what string, read func(feature) (T, error), out *sink[T]) error {
	taken := 0
	var first error
	for i, f := range all {
		row, reason := read(f)
		if reason == nil {
			taken++
			if err := out.accept(row); err != nil {
				return err
			}
			continue
		}
		if first == nil {
			first = fmt.Errorf("feature %d: %w", i+1, reason)
		}
		properties, err := json.Marshal(f.properties)
		if err != nil {
			return err
		}
		out.reject(f.at, []string{string(properties)}, reason)
	}
	if taken == 0 {
		return fmt.Errorf("none of its %d features is %s: %w", len(all), what, first)
	}
	return nil
}

// text returns a property that is a text or a number.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(v), "\x00", ""), "�")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
