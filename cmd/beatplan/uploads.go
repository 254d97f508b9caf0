package main

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"path/filepath"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
	"beatplan/internal/jobs"
	"beatplan/internal/pglocal"
	"beatplan/study"
)

// uploads takes the files in that the API receives, at once or by a job.
type uploads struct {
	*session
	queue *jobs.Queue
}

// Imports returns the ledger.
func (u uploads) Imports(ctx context.Context) ([]app.Import, error) { return u.ledger.Imports(ctx) }

// Import returns an entry of the ledger.
func (u uploads) Import(ctx context.Context, id string) (app.Import, error) {
	i, _, err := u.ledger.Import(ctx, id)
	return i, err
}

// File returns a file that is kept with the rows of an import.
func (u uploads) File(ctx context.Context, id, what string) (app.KeptFile, error) {
	return u.ledger.File(ctx, id, what)
}

// MakeArea makes an area of others and loads it.
func (u uploads) MakeArea(ctx context.Context, a *app.App, r app.UnionRequest) (study.AreaRef, error) {
	return u.importer.MakeArea(ctx, a, r)
}

// Load loads one file.
func (u uploads) Load(ctx context.Context, r app.ImportRequest, body io.Reader) (app.Import, error) {
	source, forget, err := u.receive(r, body)
	if err != nil {
		return app.Import{}, err
	}
	defer forget()
	imports, err := u.LoadAs(ctx, u.principal, r, app.Body{Size: source.Size, Open: source.Open}, func(app.Reading) {})
	if err != nil {
		return app.Import{}, err
	}
	imports[0].Beside = imports[1:]
	return imports[0], nil
}

// Check says what would become of one file, and loads nothing.
func (u uploads) Check(ctx context.Context, r app.ImportRequest, body io.Reader) (app.ImportCheck, error) {
	mapping, err := mappingOf(r)
	if err != nil {
		return app.ImportCheck{}, err
	}
	source, forget, err := u.receive(r, body)
	if err != nil {
		return app.ImportCheck{}, err
	}
	defer forget()
	areas, err := u.importer.Ground(ctx)
	if err != nil {
		return app.ImportCheck{}, err
	}
	report, err := checkFile(source, r, mapping, ingest.NewGround(areas))
	if err != nil {
		return app.ImportCheck{}, err
	}
	text, err := json.Marshal(report)
	return app.ImportCheck{RawMessage: text}, err
}

// mappingOf returns the mapping by which the file of a request would be loaded; nil where
// none is needed: for street files, and for sites that say themselves what they are.
func mappingOf(r app.ImportRequest) (*ingest.Mapping, error) {
	switch {
	case r.Mapping != "":
		m, err := ingest.ParseMapping(r.MappingName, r.Mapping)
		return &m, cmp.Or(err, m.For(r.Kind))
	case r.Layout != "":
		m, err := ingest.KnownMapping(r.Layout)
		return &m, cmp.Or(err, m.For(r.Kind))
	case r.Kind == "searches":
		m, err := ingest.KnownMapping("stop-search")
		return &m, err
	case r.Kind != "offences" && r.Kind != "sites":
		return nil, fault.New(fault.Invalid, "a file of %s is checked by a mapping: send one as the part «mapping» before the file", r.Kind)
	}
	return nil, nil
}

// LogVisitFile logs the visits of a file.
func (u uploads) LogVisitFile(ctx context.Context, body io.Reader) (app.Logged, error) {
	visits, err := readRows(body, ingest.VisitLog)
	if err != nil {
		return app.Logged{}, err
	}
	return u.LogVisits(ctx, visits)
}

// LogPositionFile logs the visits that the positions of a file show.
func (u uploads) LogPositionFile(ctx context.Context, plan, agency, funding string, officers int, body io.Reader) (app.Logged, error) {
	fixes, err := readRows(body, ingest.Fixes)
	if err != nil {
		return app.Logged{}, err
	}
	return u.LogPositions(ctx, plan, agency, funding, officers, fixes)
}

// Enqueue has one file loaded by a job.
func (u uploads) Enqueue(ctx context.Context, r app.ImportRequest, body io.Reader) (app.Job, error) {
	source, forget, err := u.receive(r, body)
	if err != nil {
		return app.Job{}, err
	}
	defer forget()
	file, err := source.Open()
	if err != nil {
		return app.Job{}, err
	}
	defer file.Close()
	return u.queue.Import(ctx, r, file)
}

// receive takes a file whose request is sound.
func (u uploads) receive(r app.ImportRequest, body io.Reader) (s ingest.Input, forget func(), err error) {
	if _, err := newBatch(r, ""); err != nil {
		return s, nil, err
	}
	if err := u.cluster.Room(); err != nil {
		return s, nil, err
	}
	return ingest.Received(r.Filename, roomy{body, u.cluster}, filepath.Join(u.dataDir, "received"))
}

// A roomy body is received for as long as the disk has room.
type roomy struct {
	io.Reader

	disk *pglocal.Cluster
}

func (r roomy) Read(p []byte) (int, error) {
	if err := r.disk.Room(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// LoadAs loads one file in the name of a principal.
func (s *session) LoadAs(ctx context.Context, principal string, r app.ImportRequest, file app.Body, watch func(app.Reading)) ([]app.Import, error) {
	files, err := newBatch(r, "")
	if err != nil {
		return nil, err
	}
	if err := files.add(ingest.Input{Name: filepath.Base(r.Filename), Size: file.Size, Open: file.Open, Received: true}); err != nil {
		return nil, err
	}
	watch(files)
	return s.take(ctx, files, app.NewImporter(s.store, principal))
}

// take imports files where the disk has room for them.
func (s *session) take(ctx context.Context, files batch, m *app.Importer) ([]app.Import, error) {
	if err := s.cluster.Room(); err != nil {
		return nil, err
	}
	return files.take(ctx, m)
}
