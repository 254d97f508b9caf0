package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// readAll returns the records and, in their places, the broken lines.
func readAll(text string, fields int) (all []string, err error) {
	r := newRecords(strings.NewReader(text))
	r.fields = fields
	for {
		line, record, err := r.next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if broken, is := errors.AsType[*brokenRecord](err); is {
			all = append(all, fmt.Sprintf("%d broken %s: %v", broken.line, broken.text, broken.reason))
			continue
		}
		if err != nil {
			return all, err
		}
		all = append(all, fmt.Sprintf("%d %q", line, record))
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want []string
	}{
		"plain":                   {"a,b\nc,d", []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		"ends of Windows":         {"a,b\r\nc,d\r\n", []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		"empty lines":             {"\na,b\n\n\r\nc,d\n\n", []string{`2 ["a" "b"]`, `5 ["c" "d"]`}},
		"quoted":                  {"\"a,\"\"1\"\"\",b\nc,d\n", []string{`1 ["a,\"1\"" "b"]`, `2 ["c" "d"]`}},
		"a field of three lines":  {"\"a\n\n1\",b\nc,d\n", []string{`1 ["a\n\n1" "b"]`, `4 ["c" "d"]`}},
		"a quote never closed":    {"\"a,b\nc,d\n\"e\",f\n", []string{`1 broken "a,b: extraneous or missing " in quoted-field`, `2 ["c" "d"]`, `3 ["e" "f"]`}},
		"two quotes never closed": {"\"a,b\nc,d\n\"e,f\ng,h\n", []string{`1 broken "a,b: extraneous or missing " in quoted-field`, `2 ["c" "d"]`, `3 broken "e,f: extraneous or missing " in quoted-field`, `4 ["g" "h"]`}},
		"a stray quote":           {"5\" pipe,b\nc,d\n", []string{`1 broken 5" pipe,b: bare " in non-quoted-field`, `2 ["c" "d"]`}},
		"fields too many and few": {"a,b,c\nd\ne,f\n", []string{`1 broken a,b,c: 3 fields, and the header has 2`, `2 broken d: 1 fields, and the header has 2`, `3 ["e" "f"]`}},
		"a quote closed too late": {"\"a,b" + strings.Repeat("\nc,d", maxLines) + "\n\",e\n", append(append([]string{`1 broken "a,b: extraneous or missing " in quoted-field`}, repeated(maxLines)...), fmt.Sprintf(`%d broken ",e: extraneous or missing " in quoted-field`, maxLines+2))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := readAll(tt.text, 2)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func repeated(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`%d ["c" "d"]`, i+2))
	}
	return all
}

// TestRecordsCutShort cuts a table at every byte: it is whole up to there, or known
// to be cut, and never is a field of it half a field without a word.
func TestRecordsCutShort(t *testing.T) {
	t.Parallel()
	const text = "a,b,c\n\"d\n1\",e,f\n"
	tests := map[string][]int{ // by what becomes of it, where it is cut
		"": {0, 5, 6, 18, 19},
		"the file is cut short: line 1, its last, is the beginning of a row (": {1, 2, 3},
	}
	for want, cuts := range tests {
		for _, n := range cuts {
			_, err := readAll(text[:min(n, len(text))], 3)
			if got := fmt.Sprint(err); (err == nil) != (want == "") || !strings.Contains(got, want) {
				t.Errorf("%q: %v, want %q", text[:min(n, len(text))], err, want)
			}
		}
	}
	if all, err := readAll("a,b,c,d", 3); err != nil || len(all) != 1 { // too many fields: no sign of a cut
		t.Errorf("%q, %v", all, err)
	}
}

func TestRecordsLineTooLong(t *testing.T) {
	t.Parallel()
	for name, long := range map[string]string{
		"by a byte": strings.Repeat("x", maxLine), "by much": strings.Repeat("x", 5*maxLine/2), "quoted": `"` + strings.Repeat("x", maxLine) + `"`,
	} {
		got, err := readAll("a,b\n\"c,d\n"+long+"\ne,f\n", 2)
		want := []string{
			`1 ["a" "b"]`, `2 broken "c,d: extraneous or missing " in quoted-field`,
			fmt.Sprintf("3 broken %s: the line is longer than 1048576 bytes: this is no row", brief(long)), `4 ["e" "f"]`,
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	got, err := readAll("a,b\n"+strings.Repeat("x", maxLine-1)+",\nc,d\n", 2)
	if len(got) != 3 || err != nil {
		t.Errorf("%d lines, %v", len(got), err)
	}
	_, err = readAll("a,b\n"+strings.Repeat("x", 2*maxLine), 2)
	if want := "line 2, its last, is longer than 1048576 bytes: this is no table"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestRecordsQuoteOfLongLines has a quote that is never closed before long lines: no
// more than a record's length of them is read ahead.
func TestRecordsQuoteOfLongLines(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("x", maxLine/4) + ",d\n"
	r := newRecords(strings.NewReader("\"a,b\n" + strings.Repeat(line, 20)))
	r.fields = 2
	_, _, err := r.next()
	if broken, is := errors.AsType[*brokenRecord](err); !is || broken.line != 1 || len(r.ahead) > 4 {
		t.Errorf("%v, and %d lines ahead", err, len(r.ahead))
	}
	if line, record, err := r.next(); line != 2 || len(record) != 2 || err != nil {
		t.Errorf("line %d: %d fields, %v", line, len(record), err)
	}
}

// TestRecordsAreWhatWasWritten holds reading to be the inverse of writing.
func TestRecordsAreWhatWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.StringOf(rapid.RuneFrom([]rune("ab,\"\n é")))
		rows := rapid.SliceOfN(rapid.SliceOfN(field, 3, 3), 1, 20).Draw(t, "rows")
		var text strings.Builder
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		r := newRecords(strings.NewReader(text.String()))
		r.fields = 3
		for _, want := range rows {
			_, got, err := r.next()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		}
		if _, _, err := r.next(); !errors.Is(err, io.EOF) {
			t.Fatalf("after the last record: %v", err)
		}
	})
}

// TestRecordsPlain holds the short way, for lines without quotes, against the long one.
func TestRecordsPlain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringOf(rapid.RuneFrom([]rune("ab, \ré"))).Draw(t, "line") + rapid.SampledFrom([]string{"", "\n", "\r\n"}).Draw(t, "end")
		got := newRecords(strings.NewReader("")).plain(line)
		if want := read(newCSV(strings.NewReader(line))); !slices.Equal(got.record, want.record) || !errors.Is(got.err, want.err) {
			t.Fatalf("%q: %q, %v; want %q, %v", line, got.record, got.err, want.record, want.err)
		}
	})
}
