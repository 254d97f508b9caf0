package docx

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"beatplan/report"
)

//go:embed all:template
var builtIn embed.FS

// Write returns a document as a Word file. Template is a Word file of somebody's
// own, empty for the one that is built in: its styles, its headers, footers and paper
// are kept, its text is replaced. {{title}}, {{marking}} and {{date}} in its headers
// and footers are filled in. A style that a template lacks is Word's usual one.
func Write(d report.Document, template []byte) ([]byte, error) {
	parts, err := partsOf(template)
	if err != nil {
		return nil, err
	}
	const body = "word/document.xml"
	frame := string(parts[body])
	begin, end := strings.Index(frame, "<w:body>"), strings.LastIndex(frame, "</w:body>")
	if begin < 0 || end < begin {
		return nil, errors.New("the template is no Word file: word/document.xml has no body")
	}
	paper := ""
	if at := strings.LastIndex(frame[:end], "<w:sectPr"); at > begin {
		paper = frame[at:end]
	}
	w := &writer{}
	for i, p := range d.Pages {
		w.page(p, i > 0)
	}
	parts[body] = []byte(frame[:begin+len("<w:body>")] + w.b.String() + paper + frame[end:])
	fill := strings.NewReplacer("{{title}}", escaped(d.Title), "{{marking}}", escaped(d.Marking), "{{date}}", d.Date.UTC().Format(time.RFC3339))
	for name, part := range parts {
		if strings.HasPrefix(name, "word/header") || strings.HasPrefix(name, "word/footer") || name == "docProps/core.xml" {
			parts[name] = []byte(fill.Replace(string(part)))
		}
	}
	return zipped(parts)
}

// partsOf returns the files of a template by their names.
func partsOf(template []byte) (map[string][]byte, error) {
	var files fs.FS
	var err error
	if len(template) == 0 {
		files, err = fs.Sub(builtIn, "template")
	} else {
		files, err = zip.NewReader(bytes.NewReader(template), int64(len(template)))
	}
	if err != nil {
		return nil, fmt.Errorf("the template is no Word file: %w", err)
	}
	parts := map[string][]byte{}
	err = fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		parts[path], err = fs.ReadFile(files, path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the template: %w", err)
	}
	return parts, nil
}

// zipped writes parts in the order of their names, without dates; the list of types
// comes first by its name, as readers expect.
func zipped(parts map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		f, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(f, bytes.NewReader(parts[name])); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // to memory
	return b.String()
}
