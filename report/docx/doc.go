// Package docx writes documents of package report as Word files (Office Open XML):
// headings, paragraphs and tables in named styles, which people edit. Maps and
// charts are given as the sentence that says what they show. The same document
// gives the same bytes.
package docx
