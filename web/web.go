// Package web holds the interactive map as the program serves it.
//
// `make build` fills dist from the TypeScript beside it. Without that, dist has
// one page that says so, and the program builds without Node.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist returns the files of the map, with index.html at the root. Where the map
// has not been built, index.html is a page that says how to.
func Dist() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // fs.Sub fails on a malformed path alone
	}
	if _, err := fs.Stat(files, index); err != nil {
		return unbuilt{files}
	}
	return files
}

const index = "index.html"

// unbuilt is dist before the map is built.
type unbuilt struct{ fs.FS }

// Open opens the placeholder where the index is asked for.
func (u unbuilt) Open(name string) (fs.File, error) {
	if name == index {
		name = "placeholder.html"
	}
	return u.FS.Open(name)
}
