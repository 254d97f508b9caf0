// Package examples_test holds the pure packages to an Example for each of their verbs.
package examples_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asked are the methods that interfaces ask for: what they do is said there.
var asked = []string{
	"Error", "MarshalJSON", "MarshalText", "String", "UnmarshalText", "Unwrap", // of the standard library
	"Len", "Less", "Pop", "Push", "Swap", // of sort and container/heap
	"Draw", "Growth", "Say", // of report.Picture
	"Document", "Table", // of whatever can be printed
	"Engine", "Reach", // of planner.Travel
}

// TestEachVerbHasAnExample: an exported function or method is a verb unless an interface
// asks for it, or it takes nothing and returns one expression, which makes it an attribute.
func TestEachVerbHasAnExample(t *testing.T) {
	t.Parallel()
	for _, dir := range pure(t) {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(dir), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no Go files (%v)", dir, err)
		}
		var verbs []string
		shown := map[string]bool{}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				f, is := d.(*ast.FuncDecl)
				switch {
				case !is:
				case strings.HasSuffix(file, "_test.go"):
					shown[f.Name.Name] = shown[f.Name.Name] || prints(parsed, f)
				case isVerb(f):
					verbs = append(verbs, verb(f))
				}
			}
		}
		for _, v := range verbs {
			if !shown["Example"+v] {
				t.Errorf("%s: no Example%s that prints something", dir, v)
			}
		}
	}
}

// pure returns the directories of the packages that docs/design.md marks as pure.
func pure(t *testing.T) (dirs []string) {
	t.Helper()
	design, err := os.ReadFile(filepath.Join("..", "..", "docs", "design.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^(\S*?)(?:\{(\S+)\})?/ .* pure$`).FindAllStringSubmatch(string(design), -1) {
		for _, name := range strings.Split(line[2], ",") {
			dirs = append(dirs, line[1]+name)
		}
	}
	if len(dirs) < 20 {
		t.Fatalf("docs/design.md marks as pure only %v", dirs)
	}
	return dirs
}

// prints reports whether a function has a comment that says what it prints.
func prints(file *ast.File, f *ast.FuncDecl) bool {
	return slices.ContainsFunc(file.Comments, func(c *ast.CommentGroup) bool {
		said, found := strings.CutPrefix(c.Text(), "Output:")
		return found && strings.TrimSpace(said) != "" && f.Body.Lbrace < c.Pos() && c.Pos() < f.Body.Rbrace
	})
}

func isVerb(f *ast.FuncDecl) bool {
	attribute := false
	if len(f.Type.Params.List) == 0 && len(f.Body.List) == 1 {
		_, attribute = f.Body.List[0].(*ast.ReturnStmt)
	}
	of := receiver(f)
	return f.Name.IsExported() && (of == "" || ast.IsExported(of)) && !attribute && (of == "" || !slices.Contains(asked, f.Name.Name))
}

// verb names a function as its Example does: Count, Study_Count.
func verb(f *ast.FuncDecl) string {
	if of := receiver(f); of != "" {
		return of + "_" + f.Name.Name
	}
	return f.Name.Name
}

// receiver returns the name of the type that a method is of; empty of a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
