package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Number returns an error that names the first number of a document in JSON that no
// float64 holds, by the way to it, features[3].geometry.coordinates[0]: encoding/json
// refuses one without a word on where. Text that is not JSON is none of its business.
func Number(document []byte) error {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return number(v, "")
}

func number(v any, path string) error {
	switch v := v.(type) {
	case json.Number:
		if _, err := v.Float64(); err != nil {
			const most = 40
			if len(v) > most {
				v = v[:most] + "…"
			}
			if path != "" {
				path += ": "
			}
			return fmt.Errorf("%sthe number %s is too large", path, v)
		}
	case []any:
		for i, member := range v {
			if err := number(member, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			way := name
			if path != "" {
				way = path + "." + name
			}
			if err := number(v[name], way); err != nil {
				return err
			}
		}
	}
	return nil
}
