package geo

// PartsUp is how many resolutions above a lattice its parts are: 343 cells each at most.
const PartsUp = 3

// A Tile is one Mapbox vector tile.
type Tile struct {
	MVT  []byte // empty where there is nothing
	More bool   // there is more on its ground than a tile has room for
}

// A TileSet is what a file of vector tiles says of itself.
type TileSet struct {
	Layers      map[string]map[string]string // the fields of each layer, with their types
	Attribution string
	Bounds      [4]float64 // west, south, east, north, degrees, WGS 84
	MinZoom     int
	MaxZoom     int
	Stamp       string // changes with the file
}
