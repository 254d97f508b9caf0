package ingest

import (
	"errors"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	unknownKey = regexp.MustCompile(`field (.+) not found in type ingest\.(\w+)`)
	otherValue = regexp.MustCompile("cannot unmarshal !!(\\w+)( `[^`]*`)? into (.+)")
)

// inWords returns an error of the YAML reader in the words of whoever writes a mapping,
// where they are those of Go.
func inWords(err error) error {
	wrong, is := errors.AsType[*yaml.TypeError](err)
	if !is {
		return err
	}
	said := make([]string, len(wrong.Errors))
	for i, s := range wrong.Errors {
		s = unknownKey.ReplaceAllStringFunc(s, func(s string) string {
			parts := unknownKey.FindStringSubmatch(s)
			where := map[string]string{"Columns": "columns", "Flag": "a flag"}[parts[2]]
			if where == "" {
				where = "a mapping"
			}
			return where + " has no key " + parts[1]
		})
		said[i] = otherValue.ReplaceAllStringFunc(s, func(s string) string {
			parts := otherValue.FindStringSubmatch(s)
			return valueOf(parts[1]) + parts[2] + " stands where " + valueOf(parts[3]) + " should"
		})
	}
	return errors.New(strings.Join(said, "; "))
}

// valueOf returns what a mapping calls a value that YAML, or Go, calls so.
func valueOf(kind string) string {
	switch {
	case kind == "str" || kind == "string":
		return "a text"
	case kind == "seq" || strings.HasPrefix(kind, "[]"):
		return "a list"
	case kind == "int" || kind == "float":
		return "a number"
	case kind == "bool":
		return "true or false"
	case kind == "null":
		return "nothing"
	}
	return "a table of keys and values"
}
