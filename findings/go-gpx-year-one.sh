#!/bin/sh
# go-gpx dates a file whose metadata have no time to the year 1.
#
# The time of a GPX file is optional. Points without one are written without one, and
# so one expects of metadata; they get the zero time of Go.
set -eu
version=v1.4.1
cd "$(mktemp -d)"
cat >main.go <<'GO'
package main

import (
	"os"

	"github.com/twpayne/go-gpx"
)

func main() {
	file := &gpx.GPX{
		Version: "1.1", Creator: "finding",
		Metadata: &gpx.MetadataType{Name: "a tour"},
		Wpt:      []*gpx.WptType{{Lat: 51.5, Lon: 0.7, Name: "a stop"}},
	}
	if err := file.Write(os.Stdout); err != nil {
		panic(err)
	}
}
GO
go mod init finding >/dev/null 2>&1
go get "github.com/twpayne/go-gpx@$version" >/dev/null 2>&1
seen=$(go run . | grep -o '<metadata>.*</metadata>')
point=$(go run . | grep -o '<wpt.*</wpt>')
echo "go-gpx $version"
echo "expected: <metadata><name>a tour</name></metadata>"
echo "seen:     $seen"
echo "a point:  $point"
[ "$seen" = '<metadata><name>a tour</name><time>0001-01-01T00:00:00Z</time></metadata>' ]
[ "$point" = '<wpt lat="51.5" lon="0.7"><name>a stop</name></wpt>' ]
