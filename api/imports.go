package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"unicode/utf8"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// maxFilename is how many characters the name of a file may have.
const maxFilename = 200

// ListImports returns the ledger.
func (h handlers) ListImports(ctx context.Context, _ ListImportsRequestObject) (ListImportsResponseObject, error) {
	imports, err := h.Imports.Imports(ctx)
	if err != nil {
		return nil, err
	}
	return ListImports200JSONResponse{Imports: imports}, nil
}

// GetImport returns an entry of the ledger.
func (h handlers) GetImport(ctx context.Context, r GetImportRequestObject) (GetImportResponseObject, error) {
	i, err := h.Imports.Import(ctx, r.Import)
	if err != nil {
		return nil, err
	}
	return GetImport200JSONResponse(i), nil
}

// GetImportRejects returns the rejected rows of an import.
func (h handlers) GetImportRejects(ctx context.Context, r GetImportRejectsRequestObject) (GetImportRejectsResponseObject, error) {
	kept, err := h.Imports.File(ctx, r.Import, ledger.Rejects)
	if err != nil {
		return nil, err
	}
	return GetImportRejects200TextcsvResponse{
		Body: kept, ContentLength: kept.Size, Headers: GetImportRejects200ResponseHeaders{ContentDisposition: attachment(kept.Name)},
	}, nil
}

// GetImportFile returns the file of an import as the server received it.
func (h handlers) GetImportFile(ctx context.Context, r GetImportFileRequestObject) (GetImportFileResponseObject, error) {
	kept, err := h.Imports.File(ctx, r.Import, ledger.Received)
	if err != nil {
		return nil, err
	}
	return GetImportFile200ApplicationoctetStreamResponse{
		Body: kept, ContentLength: kept.Size, Headers: GetImportFile200ResponseHeaders{ContentDisposition: attachment(kept.Name)},
	}, nil
}

// attachment has a browser save a file under a name.
func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// CreateImport loads one file.
func (h handlers) CreateImport(ctx context.Context, r CreateImportRequestObject) (CreateImportResponseObject, error) {
	request, body, err := importRequest(r)
	if err != nil {
		return nil, err
	}
	if later(r.Params.Prefer) {
		job, err := h.Imports.Enqueue(ctx, request, body)
		applied := respondAsync
		return CreateImport202JSONResponse{AcceptedJSONResponse{Body: job, Headers: AcceptedResponseHeaders{Location: "/v1/jobs/" + job.ID, PreferenceApplied: &applied}}}, err
	}
	done, err := h.Imports.Load(ctx, request, body)
	if err != nil {
		return nil, err
	}
	return CreateImport200JSONResponse(done), nil
}

// CheckImport says what would become of a file, and loads nothing.
func (h handlers) CheckImport(ctx context.Context, r CheckImportRequestObject) (CheckImportResponseObject, error) {
	p := r.Params
	request, body, err := importRequest(CreateImportRequestObject{
		Params: CreateImportParams{
			Kind: CreateImportParamsKind(p.Kind), Filename: p.Filename, MaxRejected: p.MaxRejected, MaxMisplaced: p.MaxMisplaced, Allow: p.Allow,
			Replaces: p.Replaces, Mapping: (*CreateImportParamsMapping)(p.Mapping), IdProperty: p.IdProperty, NameProperty: p.NameProperty,
			Category: p.Category, Source: p.Source, Drop: p.Drop,
		},
		Body: r.Body, MultipartBody: r.MultipartBody,
	})
	if err != nil {
		return nil, err
	}
	report, err := h.Imports.Check(ctx, request, body)
	if err != nil {
		return nil, err
	}
	return CheckImport200JSONResponse(report), nil
}

// importRequest returns what a request asks for, and the file.
func importRequest(r CreateImportRequestObject) (app.ImportRequest, io.Reader, error) {
	p := r.Params
	request := app.ImportRequest{
		Kind: string(p.Kind), Filename: value(p.Filename), MaxRejected: p.MaxRejected, MaxMisplaced: p.MaxMisplaced,
		Allow: value(p.Allow), Layout: string(value(p.Mapping)),
		Replaces: value(p.Replaces), Repair: value(p.Repair), AreaKind: string(value(p.AreaKind)), IDProperty: value(p.IdProperty), NameProperty: value(p.NameProperty),
		Category: value(p.Category), Source: value(p.Source), Drop: value(p.Drop),
		AreaColumn: value(p.AreaColumn), Census: value(p.Census), EventKind: string(value(p.EventKind)), Division: value(p.Division),
	}
	body := r.Body
	if r.MultipartBody != nil {
		var err error
		if body, err = form(&request, r.MultipartBody); err != nil {
			return request, nil, err
		}
	}
	switch {
	case body == nil:
		return request, nil, fault.New(fault.Invalid, "no file: send it as application/octet-stream, or as the part «file» of multipart/form-data")
	case request.Filename == "" || utf8.RuneCountInString(request.Filename) > maxFilename:
		return request, nil, fault.New(fault.Invalid, "filename: say the name under which the ledger is to remember the file, in at most %d characters", maxFilename)
	}
	return request, body, request.Check()
}

// form reads a form as far as its file, which it returns. What comes before the
// file becomes part of the request.
func form(request *app.ImportRequest, parts *multipart.Reader) (io.Reader, error) {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, fault.New(fault.Invalid, "the form has no part «file»")
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "form: %w", err)
		}
		switch part.FormName() {
		case "file":
			if request.Filename == "" {
				request.Filename = line(part.FileName())
			}
			return lastPart{part, parts}, nil
		case "mapping":
			text, err := io.ReadAll(io.LimitReader(part, maxBody+1))
			switch {
			case err != nil:
				return nil, fault.New(fault.Invalid, "mapping: %w", err)
			case len(text) > maxBody:
				return nil, fault.New(fault.Invalid, "mapping: it is longer than %d bytes", maxBody)
			case len(text) == 0:
				return nil, fault.New(fault.Invalid, "mapping: the file is empty")
			}
			request.Mapping, request.MappingName = string(text), line(part.FileName())
		default:
			return nil, fault.New(fault.Invalid, "the form has a part %q: it takes «mapping» and, after it, «file»", part.FormName())
		}
	}
}

// lastPart is a part of a form after which there may be no other.
type lastPart struct {
	*multipart.Part
	parts *multipart.Reader
}

func (l lastPart) Read(p []byte) (int, error) {
	n, err := l.Part.Read(p)
	if errors.Is(err, io.EOF) {
		next, ended := l.parts.NextPart()
		switch {
		case ended == nil:
			return n, fault.New(fault.Invalid, "the form has the part %q after its file: put it before", next.FormName())
		case !errors.Is(ended, io.EOF):
			return n, ended
		}
	}
	return n, err
}
