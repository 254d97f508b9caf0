package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb/geojson"
)

// maxDocument is the longest file that is read whole, in bytes.
const maxDocument = 64 << 20

// whole returns what a file holds, which must fit in memory.
func whole(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(bounded(r, maxDocument))
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

// eachFeature reads a GeoJSON feature collection and rejects the features that
// read returns a reason against. A collection of which it takes none is no file
// of what is looked for.
func eachFeature[T any](r io.Reader, what string, read func(*geojson.Feature) (T, error), out *sink[T]) error {
	body, err := whole(r)
	if err != nil {
		return err
	}
	collection, err := unmarshal(body)
	switch {
	case err != nil:
		return fmt.Errorf("not a GeoJSON feature collection: %s", brief(err.Error()))
	case len(collection.Features) == 0:
		return errors.New("the feature collection is empty")
	case slices.Contains(collection.Features, nil):
		return fmt.Errorf("not a GeoJSON feature collection: feature %d is null", slices.Index(collection.Features, nil)+1)
	}
	taken := 0
	var first error
	for i, f := range collection.Features {
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
		properties, err := json.Marshal(f.Properties)
		if err != nil {
			return err
		}
		out.reject(i+1, []string{string(properties)}, reason)
	}
	if taken == 0 {
		return fmt.Errorf("none of its %d features is %s: %w", len(collection.Features), what, first)
	}
	return nil
}
