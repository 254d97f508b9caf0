package ingest

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"

	"beatplan/geo"
)

// OSMSettlements returns the cities, towns, villages, suburbs and hamlets of an extract of
// OpenStreetMap that have a name: its nodes, since an outline of one is beside a node.
func OSMSettlements(s Input, rejectsDir string) *File[geo.Settlement] {
	kinds := geo.SettlementKinds()
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Settlement]) error {
		return scan(r, parts{nodes: true}, func(o osm.Object) error {
			node, is := o.(*osm.Node)
			if !is || len(node.Tags) == 0 || !slices.Contains(kinds, node.Tags.Find("place")) {
				return nil
			}
			p := geo.Settlement{
				ID: fmt.Sprintf("n%d", node.ID), Kind: node.Tags.Find("place"), Name: said(node.Tags.Find("name")),
				At: orb.Point{grained(node.Lon), grained(node.Lat)},
			}
			if p.Name == "" {
				return nil
			}
			if !geo.OnGlobe(p.At) {
				out.reject(int(node.ID), []string{p.ID, p.Name}, fmt.Errorf("no position on the globe: %v", p.At))
				return nil
			}
			if n, err := strconv.ParseUint(node.Tags.Find("population"), 10, 31); err == nil {
				p.Residents = int(n)
			}
			return out.accept(p)
		})
	})
	f.part = ".settlements"
	return f
}
