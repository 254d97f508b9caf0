// Package store keeps everything that Beatplan knows in PostGIS, through pgx.
//
// Each method is one statement, or one transaction of a few, whose SQL is a
// constant above it. Arguments are named and columns are found by name.
// Geometries cross as orb's types, in WGS 84; cells cross as H3 indexes, which
// PostgreSQL holds as bigint.
//
// Offences are stored at one H3 resolution, geo.DefaultResolution. All
// descendants of a cell are one run of integers, so that an index on that one
// column finds the offences in coarser cells too; finer cells are computed from
// the positions. A tile reads the cells of its own
// ground, and hexagons are drawn when it is.
//
// Three things are written. Imports are staged in a temporary table and merged,
// all files of one command in one transaction, one command at a time: either
// every row of every file is in, and in the ledger, or none is. Results
// (surfaces, models, zone sets, plans) and lattices are known by a hash of what
// they were made from and are kept once. What people set (groups, clocks,
// operations, …) is JSON here: it gets new versions and never changes.
//
// The job queue has tables of its own, in the schema river. Two things of it are
// here: the files that jobs are to import, kept until the job has ended, and what
// a job says of itself while it is worked.
//
// A fault.NotFound, Conflict, Unprocessable or Unavailable is for the person
// who asked; any other error is the program's own.
package store
