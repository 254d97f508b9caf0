// Package geo knows places: where a point lies on the British National Grid,
// which H3 cells make up the land of an area, and how a result is written as
// GeoJSON.
//
// Three ideas carry everything above it.
//
// Coordinates. A geographic position is always an orb.Point in degrees,
// WGS 84, longitude first. A planar position is also an orb.Point, but in
// metres, easting first; names and documentation say which. [ToGrid] and
// [FromGrid] go between the two by Ordnance Survey's transverse Mercator
// projection on the Airy 1830 ellipsoid and a seven-parameter Helmert shift
// ("A guide to coordinate systems in Great Britain", Ordnance Survey, 2020,
// annex B and C). The shift is good to about 5 m; distances between two
// projected points are good to 4 parts in 10,000.
//
// Lattice. The unit of analysis is the H3 cell, and every statistic depends
// on which empty cells are counted. So a [Lattice] is a value: the cells whose
// centres lie on the land of an area at one resolution, sorted, with an
// identity that any result can carry. [Cover] makes one from a polygon, and
// [Union] makes a force's lattice from those of its districts; a [Mask] of
// waters leaves those cells out whose centres are at sea or in a river.
//
// Feature. A result leaves as RFC 7946 GeoJSON: [Collection] holds features
// with ids, properties and foreign members, winds rings by the right-hand
// rule, rounds to six decimals (0.1 m) and writes the same bytes for the same
// content.
package geo
