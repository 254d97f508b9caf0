package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"beatplan/internal/long"
	"beatplan/report"
	"beatplan/report/docx"
	"beatplan/report/internal/sample"
)

func write(t *testing.T, d report.Document, template []byte) []byte {
	t.Helper()
	b, err := docx.Write(d, template)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// parts returns the files of a Word file; each is well-formed XML.
func parts(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(body)
		for dec := xml.NewDecoder(bytes.NewReader(body)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return all
}

func TestTwoRunsWriteTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample.Everything(), nil), write(t, sample.Everything(), nil)) {
		t.Error("the same document gave other bytes")
	}
}

func TestTextFromOutsideIsText(t *testing.T) {
	d := sample.Everything()
	for _, name := range []string{"</w:t><evil>", "a & b < c", strings.Repeat("long ", 40), "\x00\x07", "漢字", ""} {
		d.Title, d.Marking, d.Pages[0].Head.Title = name, name, name
		d.Pages[0].Blocks = append(d.Pages[0].Blocks, report.Paragraph{Text: report.Bold(name)})
		if body := parts(t, write(t, d, nil))["word/document.xml"]; strings.Contains(body, "<evil>") {
			t.Errorf("%q became markup", name)
		}
	}
}

func TestATemplateKeepsItsStylesAndPaper(t *testing.T) {
	own := parts(t, write(t, report.Document{Title: "{{title}}", Marking: "{{marking}}"}, nil))
	own["word/styles.xml"] = strings.Replace(own["word/styles.xml"], "Arial", "Garamond", 1)
	own["word/document.xml"] = strings.Replace(own["word/document.xml"], `w:w="11906"`, `w:w="12240"`, 1)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range own {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	made := parts(t, write(t, sample.Everything(), b.Bytes()))
	if !strings.Contains(made["word/styles.xml"], "Garamond") || !strings.Contains(made["word/document.xml"], `w:w="12240"`) {
		t.Error("the template's styles or paper are lost")
	}
	if !strings.Contains(made["word/header1.xml"], "OFFICIAL-SENSITIVE") || !strings.Contains(made["word/document.xml"], "Quay Street") {
		t.Error("the template was not filled in")
	}
	if _, err := docx.Write(sample.Everything(), []byte("no zip")); err == nil || !strings.Contains(err.Error(), "template") {
		t.Errorf("the error is %v; it should name the template", err)
	}
}

// LibreOffice reads it, and finds the text.
func TestAnotherProgramReadsIt(t *testing.T) {
	long.Test(t)
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed (soffice)")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.docx"), write(t, sample.Everything(), nil), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "txt:Text", "--outdir", dir, filepath.Join(dir, "a.docx"))
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "a.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Quay Street (Primary)", "Lamp 14 lit again", "Station Parade", "not by itself reasonable grounds"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
}
