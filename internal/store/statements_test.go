package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

// TestStatements prepares every statement of the package on a migrated database.
func TestStatements(t *testing.T) {
	t.Parallel()
	tx, err := pgtest.Pool(t).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }() // the preparing is the test; nothing is kept
	statements := statements(t)
	if len(statements) < 20 {
		t.Fatalf("found only %d statements", len(statements))
	}
	// Temporary tables come first, for others use them.
	creates, others := store.Statements()
	for name, sql := range statements {
		if strings.HasPrefix(sql, "CREATE") {
			creates = append(creates, sql)
			delete(statements, name)
		}
	}
	for _, sql := range creates {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%v in %s", err, sql)
		}
	}
	for i, sql := range others {
		statements[strconv.Itoa(i)] = sql
	}
	for _, name := range slices.Sorted(maps.Keys(statements)) {
		sql, _, err := pgx.NamedArgs{}.RewriteQuery(t.Context(), nil, statements[name], nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Prepare(t.Context(), name, sql); err != nil {
			t.Fatalf("%s: %v", name, err) // the transaction has failed
		}
	}
}

// statements returns the package's constants that hold a statement, by name.
func statements(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]ast.Expr{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if parsed.Name.Name != "store" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				for i, value := range spec.Values {
					constants[spec.Names[i].Name] = value
				}
			}
			return true
		})
	}
	isStatement := regexp.MustCompile(`^(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|LOCK) `)
	found := map[string]string{}
	for name, value := range constants {
		if sql := strings.Join(strings.Fields(text(value, constants)), " "); isStatement.MatchString(sql) {
			found[name] = sql
		}
	}
	return found
}

// text returns the string that a constant expression stands for.
func text(e ast.Expr, constants map[string]ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return text(e.X, constants) + text(e.Y, constants)
	case *ast.Ident:
		return text(constants[e.Name], constants)
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return s
		}
	}
	return ""
}
