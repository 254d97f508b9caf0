// Package pdftext reads PDFs in tests, with a reader that is not ours.
package pdftext

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Of returns the text of a PDF, with a form feed after each page, as pdftotext gives it with
// some arguments, such as -layout. The test is skipped where that is not installed.
func Of(t testing.TB, body []byte, args ...string) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (poppler-utils)")
	}
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, append(args, path, "-")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
