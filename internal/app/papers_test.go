package app_test

import (
	"bytes"
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// Every form of a report is what its name says.
func TestReportFile(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	begins := map[string]string{"csv": "strand,", "md": "## Newtown", "pdf": "%PDF-", "docx": "PK", "html": "<!doctype html>"}
	for _, form := range app.PaperEndings() {
		made, err := a.ReportFile(t.Context(), app.ReportRequest{Report: "strands", Area: "Newtown", To: "2025-03", Edition: "public"}, form)
		if err != nil {
			t.Fatal(err)
		}
		if begins[form] == "" || !bytes.HasPrefix(bytes.ToLower(made.Body), []byte(strings.ToLower(begins[form]))) {
			t.Errorf("%s begins %.20q", form, made.Body)
		}
	}
	for name, tt := range map[string]struct {
		ask  app.ReportRequest
		form string
		kind fault.Kind
		want string
	}{
		"no such report":   {app.ReportRequest{Report: "secrets"}, "pdf", fault.NotFound, "there are chronology,"},
		"no such form":     {app.ReportRequest{Report: "dashboard", On: "2025-03-01"}, "xls", fault.Invalid, "csv, docx, html, md, pdf"},
		"no week":          {app.ReportRequest{Report: "triage", Area: "Newtown"}, "pdf", fault.Invalid, "week: report triage needs it"},
		"public premises":  {app.ReportRequest{Report: "premises", Area: "Newtown", From: "2025-01-01", To: "2025-01-31", Edition: "public"}, "pdf", fault.Unprocessable, "edition: "},
		"nothing is there": {app.ReportRequest{Report: "delivery", Plan: "no-plan"}, "pdf", fault.NotFound, "no-plan"},
	} {
		if _, err := a.ReportFile(t.Context(), tt.ask, tt.form); fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s, %s", name, err, tt.kind, tt.want)
		}
	}
}
