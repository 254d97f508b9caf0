package ingest_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

func TestMappingsThatAreNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"empty":             {"", "the file is empty"},
		"no YAML":           {"{", "yaml"},
		"an unknown field":  {mappingText + "colour: red\n", "a mapping has no key colour"},
		"an unknown column": {strings.Replace(mappingText, "  type:", "  kind: X\n  type:", 1), "columns has no key kind"},
		"a list for a text": {strings.Replace(mappingText, "  type: Offence", "  type: [Offence]", 1), "a list stands where a text should"},
		"two mappings":      {mappingText + "---\nname: other\n", "one file holds one mapping"},
		"no name":           {strings.Replace(mappingText, "name: records", "", 1), "no name"},
		"a source alike":    {strings.Replace(mappingText, "name: records", "name: records\nsource: Street", 1), "source: \"Street\" is the name of data.police.uk's street files"},
		"a taken source":    {strings.Replace(mappingText, "name: records", "name: records\nsource: street (Essex Police)", 1), "source: \"street (Essex Police)\" is the name of data.police.uk's street files: give the system"},
		"no type":           {strings.Replace(mappingText, "  type: Offence\n", "", 1), "columns: no type"},
		"no from":           {strings.Replace(mappingText, "  from: [Date From, Time From]\n", "", 1), "columns: no from"},
		"three for from":    {strings.Replace(mappingText, "[Date From, Time From]", "[a, b, c]", 1), "name one column, or a list of two"},
		"half a position":   {strings.Replace(mappingText, "  northing: Northing\n", "", 1), "go together"},
		"two positions":     {strings.Replace(mappingText, "  area:", "  grid_reference: Ref\n  area:", 1), "one way"},
		"an unknown flag":   {strings.Replace(mappingText, "  knife:", "  gun:", 1), `no flag "gun"; there are knife`},
		"a flag of none":    {strings.Replace(mappingText, "{column: DV}", "{is: [Y]}", 1), "domestic names no column"},
		"dropped and read":  {strings.Replace(mappingText, "[Victim Name]", "[crime no]", 1), "column crime no is read as well"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readMapping(t, tt.text)
			isOneLine(t, err, fault.Invalid, "mapping.yaml", tt.want)
		})
	}
	_, err := ingest.ReadMapping(filepath.Join(t.TempDir(), "none.yaml"))
	isOneLine(t, err, fault.Invalid, "none.yaml")
}

// TestExampleMapping holds the documented example and JSON Schema against the
// mapping that is read.
// TestMappingSchema sees that the schema refuses what reading a mapping refuses, as far
// as a schema can.
func TestMappingSchema(t *testing.T) {
	t.Parallel()
	schema := mappingSchema(t)
	if err := schema.Validate(document(t, mappingText)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"an unknown field": mappingText + "colour: red\n",
		"no name":          strings.Replace(mappingText, "name: records", "", 1),
		"three for from":   strings.Replace(mappingText, "[Date From, Time From]", "[a, b, c]", 1),
		"an unknown flag":  strings.Replace(mappingText, "  knife:", "  gun:", 1),
		"an unknown kind":  mappingText + "kind: people\n",
	} {
		if schema.Validate(document(t, text)) == nil {
			t.Errorf("%s: the schema takes it", name)
		}
	}
}

func mappingSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "mapping.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// document returns YAML as JSON has it.
func document(t *testing.T, text string) any {
	t.Helper()
	var document any
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

func TestExampleMapping(t *testing.T) {
	t.Parallel()
	docs := filepath.Join("..", "..", "docs")
	schema := mappingSchema(t)
	examples, err := filepath.Glob(filepath.Join(docs, "*.example.yaml"))
	if err != nil || len(examples) < 4 {
		t.Fatalf("examples %v, error %v", examples, err)
	}
	own, err := filepath.Glob(filepath.Join("mappings", "*.yaml"))
	if err != nil || len(own) == 0 {
		t.Fatalf("mappings of the program %v, error %v", own, err)
	}
	for _, path := range slices.Concat(examples, own) {
		if _, err := ingest.ReadMapping(path); err != nil {
			t.Error(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document(t, string(text))); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(docs, "mapping.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	type properties map[string]json.RawMessage
	var top struct {
		Properties properties `json:"properties"`
	}
	var columns struct {
		Properties properties `json:"properties"`
	}
	if err := json.Unmarshal(text, &top); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(top.Properties["columns"], &columns); err != nil {
		t.Fatal(err)
	}
	for of, got := range map[reflect.Type]properties{
		reflect.TypeFor[ingest.Mapping](): top.Properties,
		reflect.TypeFor[ingest.Columns](): columns.Properties,
	} {
		var want []string
		for field := range of.NumField() {
			if of.Field(field).IsExported() {
				want = append(want, of.Field(field).Tag.Get("yaml"))
			}
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
			t.Errorf("%s (-fields +schema):\n%s", of, diff)
		}
	}
}

func TestMappingOfTwoReadings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"a column for two numbers": {"columns: {type: T, from: F, easting: X, northing: x}", "columns: x is read both as easting and as northing"},
		"a date that is a time":    {"columns: {type: T, from: [F, F]}", "columns: f is read both as a date and as a time of day"},
		"a type that is a number":  {"columns: {type: X, from: F, longitude: X, latitude: Y}", "columns: x is read both as longitude and as type"},
		"a word of two meanings":   {"columns: {type: T, from: F}\ntypes: {Robbery - street: Robbery, ROBBERY STREET: Burglary}", "are one word, with two meanings"},
		"a key twice":              {"columns: {type: T, type: U, from: F}", `"type" already defined`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readMapping(t, "name: two\n"+tt.text+"\n")
			isOneLine(t, err, fault.Invalid, tt.want)
		})
	}
	if _, err := readMapping(t, "name: one\ncolumns: {reference: R, incident: R, type: T, from: [D, A], to: [D, B]}\n"); err != nil {
		t.Errorf("one date with two times: %v", err)
	}
}
