package main

import (
	"archive/zip"
	"bytes"
	"testing"
)

func TestImportZip(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	const header = "Crime ID,Month,Longitude,Latitude,Crime type,Last outcome category\n"
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"2025-08/2025-08-essex-street.csv":   header + "a,2025-08,0.7,51.5,Robbery,\n",
		"2025-09/2025-09-kent-street.csv":    header + "b,2025-09,0.7,51.4,Robbery,\nc,2025-09,0.7,51.4,Robbery,\n",
		"2025-09/2025-09-kent-outcomes.csv":  "whatever",
		"2025-09/2025-09-kent-stop-search.x": "whatever",
	} {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	archive := p.write("police.zip", b.String())
	check := p.figures("import", "check", archive)
	if files, _ := check["files"].([]any); check["read"] != 3.0 || check["accepted"] != 3.0 || check["from"] != "2025-08" || check["to"] != "2025-09" || len(files) != 2 {
		t.Errorf("check: %v", check)
	}
	got := p.figures("import", "offences", archive)
	if imports, _ := got["imports"].([]any); got["read"] != 3.0 || got["new"] != 3.0 || len(imports) != 2 {
		t.Errorf("%v", got)
	}
	if again := p.figures("import", "offences", archive); again["unchanged"] != 3.0 {
		t.Errorf("again: %v", again)
	}
	code, _, stderr := p.run("import", "offences", p.write("bad.zip", "PK\x03\x04"))
	isOneLine(t, code, stderr, "bad.zip", "ZIP archive")
}
