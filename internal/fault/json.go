package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// JSON returns what is wrong with a document that encoding/json refuses with err, and
// where: a number that is too large, the line where it ends to be JSON, or what stands
// where something else should. Another error comes back as it is.
func JSON(document []byte, err error) error {
	if large := Number(document); large != nil {
		return large
	}
	if syntax, is := errors.AsType[*json.SyntaxError](err); is {
		if strings.Contains(syntax.Error(), "exceeded max depth") {
			return errors.New("its lists and objects lie too deep in one another")
		}
		if json.Valid(document) { // a reader of some value in it had nothing to read
			return errors.New("a value in it is missing")
		}
		return malformed(document, int(syntax.Offset))
	}
	if other, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		return fmt.Errorf("%s stands where %s should", value(strings.Fields(other.Value)[0]), value(jsonKind(other.Type)))
	}
	return err
}

// malformed says that the first n bytes of a document are no JSON and no beginning of
// any, which but for the last they are, or that it ends too soon.
func malformed(document []byte, n int) error {
	if len(bytes.TrimSpace(document)) == 0 {
		return errors.New("it is empty")
	}
	lines := 1 + bytes.Count(document[:n], []byte("\n"))
	if n == len(document) && begins(document) {
		return fmt.Errorf("it is cut short: line %d, its last, ends too soon", lines)
	}
	const most = 20
	rest := document[n-1 : min(n-1+most, len(document))]
	return fmt.Errorf("line %d is no JSON from %q on", lines, strings.ToValidUTF8(string(rest), ""))
}

// begins reports whether a document that is no JSON is the beginning of some: then it
// is a byte that nothing allows which is refused after it.
func begins(document []byte) bool {
	syntax, is := errors.AsType[*json.SyntaxError](json.Unmarshal(append(slices.Clip(document), 0), new(any)))
	return is && int(syntax.Offset) > len(document)
}

// jsonKind returns what JSON calls a value that becomes one of a type.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return "object"
	}
	return "number"
}

func value(kind string) string {
	return map[string]string{
		"string": "a text", "bool": "true or false", "array": "a list", "object": "an object", "number": "a number",
	}[kind]
}
