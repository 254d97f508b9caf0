// Package ingest reads files into the domain: offences as data.police.uk
// publishes them, areas as GeoJSON, sites as CSV under a named mapping.
//
// A [File] streams. What is wrong with one row (a month that is no month, a
// longitude that is no number) rejects that row, with its line number and the
// reason, and the rows go on. What is wrong with the file (it is missing, cut
// short, another kind of file, under another header) ends it with one line that
// names what was found and what is expected. Nothing else is turned away: rows
// without a position, far outside the area, or alike in every column are
// somebody's offences.
//
// A record's key is what makes importing a file again add nothing: the row's own
// reference or, where it has none, a hash of the row, and the ordinal among the
// rows of its month with the same in this file. Rows of one file therefore never
// overwrite each other, and the same row of another file of that month is the
// same record.
//
// Files are plain or gzip, told apart by their first bytes, and UTF-8. A row may
// hold line breaks inside quotes; a quote that nobody closed costs its own line
// and not the rest of the file.
package ingest
