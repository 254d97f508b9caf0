package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// An Import is an entry of the ledger: what became of one file.
type Import struct {
	ID            string           `json:"id"`
	Kind          string           `json:"kind"` // offences, areas, sites …
	Filename      string           `json:"filename"`
	SHA256        string           `json:"sha256"`                   // of the file as it came
	MappingSHA256 string           `json:"mapping_sha256,omitempty"` // of the mapping file; empty for a layout that the program knows
	Principal     string           `json:"principal"`
	ImportedAt    time.Time        `json:"imported_at"`
	CutOff        string           `json:"cut_off,omitempty"`     // of offences, incidents and partner counts: the last day that the file tells of, YYYY-MM-DD
	Mended        []string         `json:"mended,omitempty"`      // areas, powers and waters whose polygons were repaired, with what was wrong: they may enclose other land than was meant
	Repeated      int              `json:"repeated,omitempty"`    // rows known by what an earlier row of the file is known by, such as its reference: each counts
	Republished   []string         `json:"republished,omitempty"` // source and month of what the file publishes again; of sites, the source
	Dropped       int              `json:"dropped,omitempty"`     // rows of these that the file no longer has: they are in the history
	Staying       int              `json:"staying,omitempty"`     // of sites: those that the file does not have of lists of which it holds less than 80%
	Lists         int              `json:"lists,omitempty"`       // that are loaded of the source of sites, where some stay
	Overlaps      []ledger.Overlap `json:"overlaps,omitempty"`    // what another system holds as well
	Moved         *ledger.Moved    `json:"moved,omitempty"`       // known references that stand for another month or place
	ledger.Figures
	Kept      map[string]int64 `json:"kept,omitempty"`      // bytes of the files that are kept with the rows: rejects, file
	Retention string           `json:"retention"`           // class of the force's retention schedule, of the rows and the files
	ReviewOn  string           `json:"review_on,omitempty"` // when somebody decides whether these stay, YYYY-MM-DD

	Gone     string     `json:"gone,omitempty"` // deleted or disposed; empty while the rows are here
	GoneAt   *time.Time `json:"gone_at,omitempty"`
	GoneBy   string     `json:"gone_by,omitempty"`
	GoneWhy  string     `json:"gone_why,omitempty"`
	GoneRows int        `json:"gone_rows,omitempty"`

	RejectsFile string   `json:"rejects_file,omitempty"` // just written beside the ledger, which does not remember it
	Notes       []string `json:"notes,omitempty"`        // what the program did not know, or doubts, of the rows just read; the ledger does not remember it
	Beside      []Import `json:"beside,omitempty"`       // further entries that the same file has just made
}

// Entries is what the verbs of the ledger need of a store: entries are Imports in
// JSON.
type Entries interface {
	Imports(ctx context.Context) ([]json.RawMessage, error)
	Import(ctx context.Context, id int64) (json.RawMessage, ledger.RowCounts, error)
	History(ctx context.Context, reference string) ([]ledger.Version, error)
	Due(ctx context.Context, day time.Time) ([]json.RawMessage, error)
	Keep(ctx context.Context, id int64, retention string, review *time.Time) (json.RawMessage, error)
	ImportFile(ctx context.Context, id int64, what string) io.ReadCloser
	Delete(ctx context.Context, id int64, by, why string) (json.RawMessage, error)
	Dispose(ctx context.Context, id int64, by, why string) (json.RawMessage, error)
}

// A Ledger remembers every import, and what became of its rows.
type Ledger struct {
	store     Entries
	principal string
}

// NewLedger returns the ledger of a store.
func NewLedger(s Entries, principal string) *Ledger { return &Ledger{store: s, principal: principal} }

// Imports returns the entries, newest first.
func (l *Ledger) Imports(ctx context.Context) ([]Import, error) {
	return several(l.store.Imports(ctx))
}

// Import returns an entry and what there is of its rows.
func (l *Ledger) Import(ctx context.Context, id string) (Import, ledger.RowCounts, error) {
	n, err := number(id)
	if err != nil {
		return Import{}, ledger.RowCounts{}, err
	}
	entry, standing, err := l.store.Import(ctx, n)
	i, err := one(entry, err)
	return i, standing, err
}

// A KeptFile is one that is kept with the rows of an import.
type KeptFile struct {
	io.ReadCloser
	Name string
	Size int64 // bytes
}

// File returns the rejected rows of an import, or the file as a server received it. The
// error is a fault.NotFound that says why there is none.
func (l *Ledger) File(ctx context.Context, id, what string) (KeptFile, error) {
	i, _, err := l.Import(ctx, id)
	if err != nil {
		return KeptFile{}, err
	}
	size, is := i.Kept[what]
	name := i.Filename
	if what == ledger.Rejects {
		name = fmt.Sprintf("%s.%.8s.rejects.csv", name, i.SHA256)
	}
	switch {
	case is:
		n, err := number(id)
		return KeptFile{l.store.ImportFile(ctx, n, what), name, size}, err
	case i.Gone != "":
		err = fault.New(fault.NotFound, "the rows of import %s were %s, and its files with them", id, i.Gone)
	case what == ledger.Rejects && i.Rejected == 0:
		err = fault.New(fault.NotFound, "import %s of %s has no rejected rows", id, i.Filename)
	case what == ledger.Rejects:
		err = fault.New(fault.NotFound, "the rejected rows of import %s of %s are not kept", id, i.Filename)
	default:
		err = fault.New(fault.NotFound, "import %s of %s has no copy of its file: one is kept of files that are sent to a server", id, i.Filename)
	}
	return KeptFile{}, err
}

// A RowVersion is a row as one import brought it, with what that changed.
type RowVersion struct {
	ledger.Version
	Changes []Change `json:"changes"` // by column; of the first version, all that it says
}

// A Change is the value of a column before and after an import; null is unknown.
type Change struct {
	Column string          `json:"column"`
	From   json.RawMessage `json:"from"`
	To     json.RawMessage `json:"to"`
}

// History returns the versions of the rows that a reference stands for, each row's
// oldest first; what was deleted or disposed of is not among them. The error is a
// fault.NotFound where there is none.
func (l *Ledger) History(ctx context.Context, reference string) ([]RowVersion, error) {
	rows, err := l.store.History(ctx, reference)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "no offence, incident or partner count has the reference %q", reference)
	}
	versions := make([]RowVersion, len(rows))
	var before map[string]json.RawMessage
	for i, row := range rows {
		if i == 0 || row.Kind != rows[i-1].Kind || row.Key != rows[i-1].Key {
			before = nil
		}
		var now map[string]json.RawMessage
		if err := json.Unmarshal(row.Row, &now); err != nil {
			return nil, fmt.Errorf("a version of %q: %w", reference, err)
		}
		versions[i] = RowVersion{row, changes(before, now)}
		before = now
	}
	return versions, nil
}

// changes returns the columns that differ, by name. A column that is not there is
// null.
func changes(before, now map[string]json.RawMessage) []Change {
	const null = "null"
	changed := []Change{}
	for _, column := range slices.Sorted(maps.Keys(now)) {
		from := cmp.Or(string(before[column]), null)
		if to := string(now[column]); from != to {
			changed = append(changed, Change{column, json.RawMessage(from), json.RawMessage(to)})
		}
	}
	return changed
}

// Due returns the entries whose day of review has come by a day.
func (l *Ledger) Due(ctx context.Context, day time.Time) ([]Import, error) {
	return several(l.store.Due(ctx, day))
}

// Keep says how long an import's rows are to be kept: by which class of the
// retention schedule, and from which day on somebody must decide; nil for none.
func (l *Ledger) Keep(ctx context.Context, id, retention string, review *time.Time) (Import, error) {
	n, err := number(id)
	if err != nil {
		return Import{}, err
	}
	if strings.TrimSpace(retention) == "" {
		return Import{}, fault.New(fault.Invalid, "no retention class: name one of your force's schedule")
	}
	return one(l.store.Keep(ctx, n, retention, review))
}

// Delete undoes an import, for a reason that the ledger remembers: its rows go,
// and what they had replaced comes back.
func (l *Ledger) Delete(ctx context.Context, id, why string) (Import, error) {
	return l.end(ctx, l.store.Delete, id, why)
}

// Dispose removes an import's rows with every older version of them.
func (l *Ledger) Dispose(ctx context.Context, id, why string) (Import, error) {
	return l.end(ctx, l.store.Dispose, id, why)
}

func (l *Ledger) end(
	ctx context.Context, verb func(ctx context.Context, id int64, by, why string) (json.RawMessage, error), id, why string,
) (Import, error) {
	n, err := number(id)
	if err != nil {
		return Import{}, err
	}
	if strings.TrimSpace(why) == "" {
		return Import{}, fault.New(fault.Invalid, "no reason: say why the rows go; the ledger remembers it")
	}
	if err := fault.Text("why", why); err != nil {
		return Import{}, err
	}
	return one(verb(ctx, n, l.principal, why))
}

// number reads the number of an import.
func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "%q is no number of an import: the ledger lists them", id)
	}
	return n, nil
}

func one(entry json.RawMessage, err error) (Import, error) {
	all, err := several([]json.RawMessage{entry}, err)
	if err != nil {
		return Import{}, err
	}
	return all[0], nil
}

func several(entries []json.RawMessage, err error) ([]Import, error) {
	if err != nil {
		return nil, err
	}
	imports := make([]Import, len(entries))
	for i, entry := range entries {
		if err := json.Unmarshal(entry, &imports[i]); err != nil {
			return nil, fmt.Errorf("entry of the ledger: %w", err)
		}
	}
	return imports, nil
}
