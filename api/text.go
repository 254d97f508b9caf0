package api

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"beatplan/internal/fault"
)

// checkTexts holds every string of a decoded JSON value against fault.Text, the names
// of members too. It names the string by its JSON pointer (RFC 6901). OpenAPI 3.0 has no
// word for which names an object may have: a caller who kept to it is told 422.
func checkTexts(pointer string, value any) error {
	switch value := value.(type) {
	case string:
		return fault.Text(pointer, value)
	case []any:
		for i, item := range value {
			if err := checkTexts(pointer+"/"+strconv.Itoa(i), item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if err := fault.Text(fmt.Sprintf("a name in %q", pointer), name); err != nil {
				return fault.New(fault.Unprocessable, "%w", err)
			}
			if err := checkTexts(toPointer(pointer, name), value[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// toPointer adds names to a JSON pointer.
func toPointer(pointer string, names ...string) string {
	for _, name := range names {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	return pointer
}
