package web_test

import (
	"io/fs"
	"strings"
	"testing"

	"beatplan/web"
)

func TestDistHasAPage(t *testing.T) {
	t.Parallel()
	page, err := fs.ReadFile(web.Dist(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "<title>Beatplan</title>") {
		t.Errorf("index.html is not Beatplan's page:\n%s", page)
	}
}
