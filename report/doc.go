// Package report describes pages: what is said on paper, before it is drawn.
//
// A [Document] has pages, a [Page] has blocks: headings, paragraphs, tables, maps
// and charts. The packages pdf, html and docx below write the same document, each
// in its own form, so that all say the same. The package sheet builds the documents
// of the product.
//
// Maps and charts are [Picture] blocks: each draws itself as a [Drawing] of filled
// and stroked shapes and short labels, in millimetres, and says in words what it
// shows for readers who cannot see it.
package report
