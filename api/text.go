package api

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"beatplan/internal/fault"
)

// checkText refuses text that is not UTF-8 or has control characters, NUL and line
// breaks among them: a database cannot keep the first, and the others make one line
// look like two. Where says which text it is.
func checkText(where, text string) error {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl) {
		return nil
	}
	return fault.New(fault.Invalid, "%s: %q is not text in UTF-8 without control characters", where, text)
}

// checkTexts holds every string of a decoded JSON value against checkText, the names
// of members too. It names the string by its JSON pointer (RFC 6901).
func checkTexts(pointer string, value any) error {
	switch value := value.(type) {
	case string:
		return checkText(pointer, value)
	case []any:
		for i, item := range value {
			if err := checkTexts(pointer+"/"+strconv.Itoa(i), item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if err := checkText(fmt.Sprintf("a name in %q", pointer), name); err != nil {
				return err
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
