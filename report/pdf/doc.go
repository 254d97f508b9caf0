// Package pdf writes documents of package report as PDF: A4, real text in an
// embedded font, and the same bytes for the same document.
package pdf
