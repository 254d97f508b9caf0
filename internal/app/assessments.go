package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"beatplan/internal/fault"
	"beatplan/report"
	"beatplan/report/docx"
	"beatplan/report/markdown"
	"beatplan/report/sheet"
)

// An AssessmentRequest asks for the draft of an assessment that the force has to make.
type AssessmentRequest struct {
	Kind string // dpia or equality
	Day  string // of the draft, YYYY-MM-DD
	Form string // docx or md
}

// AssessmentEndings returns the endings of the files that an assessment is written as.
func AssessmentEndings() []string { return []string{"docx", "md"} }

// Assessment drafts a data protection or equality impact assessment from what the
// program does and what it holds: imports are those of the ledger.
func (a *App) Assessment(ctx context.Context, r AssessmentRequest, imports []Import) (Export, error) {
	drafts := map[string]func(sheet.Holdings) report.Document{"dpia": sheet.DataProtection, "equality": sheet.Equality}
	draft, known := drafts[r.Kind]
	day, err := time.ParseInLocation(time.DateOnly, r.Day, a.zone)
	switch {
	case !known:
		return Export{}, fault.New(fault.Invalid, "assessment %q: it is dpia or equality", r.Kind)
	case !slices.Contains(AssessmentEndings(), r.Form):
		return Export{}, fault.New(fault.Invalid, "form %q: an assessment is written as %s", r.Form, strings.Join(AssessmentEndings(), " or "))
	case err != nil:
		return Export{}, fault.New(fault.Invalid, "day %q: write it YYYY-MM-DD", r.Day)
	}
	held, err := a.Coverage(ctx, "")
	if err != nil {
		return Export{}, err
	}
	d := draft(sheet.Holdings{
		Day: day, Version: Version, Offences: held.Offences, From: held.From, To: held.To, Sites: held.Sites, Invented: held.Invented, Kinds: kindsOf(imports),
	})
	if r.Form == "md" {
		body, err := markdown.Write(d)
		return Export{mediaMD, body}, err
	}
	body, err := docx.Write(d, nil)
	return Export{mediaDOCX, body}, err
}

// kindsOf adds up the imports whose rows are here, by kind.
func kindsOf(imports []Import) []sheet.HeldKind {
	kinds := map[string]sheet.HeldKind{}
	for _, i := range imports {
		if i.Gone != "" {
			continue
		}
		k := kinds[i.Kind]
		k.Kind, k.Files, k.Rows = i.Kind, k.Files+1, k.Rows+i.New
		if i.ReviewOn != "" && (k.Review == "" || i.ReviewOn < k.Review) {
			k.Review = i.ReviewOn
		}
		kinds[i.Kind] = k
	}
	var all []sheet.HeldKind
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		all = append(all, kinds[name])
	}
	return all
}
