package main

import (
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// TestCheckedKind: the check of a file refuses a mapping that its import would refuse.
func TestCheckedKind(t *testing.T) {
	t.Parallel()
	const offences = "name: our system\ncolumns: { reference: ref, type: offence, from: from, longitude: lon, latitude: lat }\n"
	for _, tt := range []struct {
		request app.ImportRequest
		want    string
	}{
		{app.ImportRequest{Kind: "offences", Mapping: offences, MappingName: "our.yaml"}, ""},
		{app.ImportRequest{Kind: "sites", Layout: "fhrs"}, ""},
		{app.ImportRequest{Kind: "sites"}, ""},
		{app.ImportRequest{Kind: "searches"}, ""},
		{app.ImportRequest{Kind: "incidents"}, "a file of incidents is checked by a mapping: send one as the part «mapping» before the file"},
		{app.ImportRequest{Kind: "sites", Mapping: offences, MappingName: "our.yaml"}, "mapping our system is for offences, not for sites, as its kind says"},
		{app.ImportRequest{Kind: "offences", Layout: "fhrs"}, "mapping fhrs is for sites, not for offences, as its kind says"},
	} {
		_, err := mappingOf(tt.request)
		said := ""
		if err != nil {
			said = err.Error()
		}
		if said != tt.want || err != nil && fault.Of(err) != fault.Invalid {
			t.Errorf("a mapping for %s: %q, want %q", tt.request.Kind, said, tt.want)
		}
	}
}
