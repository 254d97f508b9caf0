// Package ingest turns files into the things that Beatplan knows: recorded
// offences, incidents, counts of partners, areas, sites, people, powers, events.
//
// A [File] is read once, as it comes: plain or gzip, told apart by its first
// bytes, with or without a byte order mark. Its rows are an iterator, so a file
// is never in memory whole (but for documents such as areas, and for tables of
// people). What is wrong with the file ends the import with one line: a header
// that is not the expected one, a compressed file cut short. What is wrong with
// one row rejects that row alone, with its line number and a reason, and the
// import goes on; KeepRejects writes such rows to a file beside the others, once
// the rest is in.
//
// Nothing that can be read is thrown away. Offences without a position, outside
// the force, of an unknown type, or alike in every column are kept: what they are
// worth is for whoever counts them to say. What tells two rows apart is the
// reference, or where there is none the content, and its ordinal among equals of
// the file, so that loading a file again finds every row where it was.
package ingest
