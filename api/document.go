package api

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"

	"beatplan/geo"
)

// A document is a response whose bytes are kept as they are: generated types
// would encode them again, and streams would not be.
type document struct {
	contentType string
	body        []byte
	stream      func(io.Writer) error                   // writes what there is instead of body, as it is made; nil: body has it
	held        int                                     // by the stream until it has ended, in bytes
	tag         string                                  // an ETag; empty: one of body
	more        bool                                    // there is more than the answer has room for
	cut         bool                                    // body is the page that was asked for
	next        string                                  // the cursor of the next page; empty: this is the last
	name        string                                  // of the file that a browser keeps; empty: it shows the document
	draw        func(context.Context) (document, error) // makes the document, where its tag is known before; nil: this is it
	job         string                                  // path of the job that the work is left to, as body has it; empty: this is the answer
	asked       bool                                    // the caller would have it left to a job
	sent        func()                                  // called when the last byte has left, or none will; nil: nobody asks
}

func geoJSON(body []byte) document { return document{contentType: "application/geo+json", body: body} }

func plainJSON(body []byte) document { return document{contentType: "application/json", body: body} }

// features returns the response of a collection.
func features(c geo.Collection) (document, error) { return answer(geoJSON, c, nil) }

// answer returns the response of what a verb has made, unless there is an error.
func answer(as func([]byte) document, made any, err error) (document, error) {
	if err != nil {
		return document{}, err
	}
	body, err := json.Marshal(made)
	return as(body), err
}

func (d document) write(w http.ResponseWriter) error {
	if d.sent != nil {
		defer d.sent()
	}
	w.Header().Set("Content-Type", d.contentType)
	if d.more {
		w.Header().Set("Features-Left-Out", "true")
	}
	if d.name != "" {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.name}))
	}
	if d.stream == nil { // so that the client need not wait for the end
		w.Header().Set("Content-Length", strconv.Itoa(len(d.body)))
	}
	if d.job != "" {
		w.Header().Set("Location", d.job)
	}
	if d.asked {
		w.Header().Set("Preference-Applied", respondAsync)
	}
	w.WriteHeader(d.status())
	if d.stream != nil {
		if d.stream(w) != nil {
			panic(http.ErrAbortHandler) // what has left cannot be taken back: nobody may take it for all of it
		}
		return nil
	}
	_, err := w.Write(d.body)
	return err
}

// status is that of the answer that a document is.
func (d document) status() int {
	if d.job != "" {
		return http.StatusAccepted
	}
	return http.StatusOK
}

// size is how many bytes of memory an answer holds until it has left.
func (d document) size() int { return len(d.body) + d.held }

// The operations that answer with a document.

func (d document) VisitGetTileResponse(w http.ResponseWriter) error           { return d.write(w) }
func (d document) VisitGetAreaResponse(w http.ResponseWriter) error           { return d.write(w) }
func (d document) VisitListSitesResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitListPowersResponse(w http.ResponseWriter) error        { return d.write(w) }
func (d document) VisitListCellsResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitGetSurfaceCellsResponse(w http.ResponseWriter) error   { return d.write(w) }
func (d document) VisitGetModelResponse(w http.ResponseWriter) error          { return d.write(w) }
func (d document) VisitFitModelResponse(w http.ResponseWriter) error          { return d.write(w) }
func (d document) VisitGetModelCellsResponse(w http.ResponseWriter) error     { return d.write(w) }
func (d document) VisitGetZoneSetResponse(w http.ResponseWriter) error        { return d.write(w) }
func (d document) VisitDrawZonesResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitEditZonesResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitListFocusAreasResponse(w http.ResponseWriter) error    { return d.write(w) }
func (d document) VisitListStrikesResponse(w http.ResponseWriter) error       { return d.write(w) }
func (d document) VisitListOverlapResponse(w http.ResponseWriter) error       { return d.write(w) }
func (d document) VisitListFundedResponse(w http.ResponseWriter) error        { return d.write(w) }
func (d document) VisitReportOverlapResponse(w http.ResponseWriter) error     { return d.write(w) }
func (d document) VisitReportFundedResponse(w http.ResponseWriter) error      { return d.write(w) }
func (d document) VisitGetPlanResponse(w http.ResponseWriter) error           { return d.write(w) }
func (d document) VisitGetBriefingResponse(w http.ResponseWriter) error       { return d.write(w) }
func (d document) VisitGetPlanFileResponse(w http.ResponseWriter) error       { return d.write(w) }
func (d document) VisitReplanPlanResponse(w http.ResponseWriter) error        { return d.write(w) }
func (d document) VisitMakePlanResponse(w http.ResponseWriter) error          { return d.write(w) }
func (d document) VisitForecastHotspotsResponse(w http.ResponseWriter) error  { return d.write(w) }
func (d document) VisitListJobsResponse(w http.ResponseWriter) error          { return d.write(w) }
func (d document) VisitGetJobAnswerResponse(w http.ResponseWriter) error      { return d.write(w) }
func (d document) VisitFindHotspotsResponse(w http.ResponseWriter) error      { return d.write(w) }
func (d document) VisitTellHoursResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitCompareHotspotsResponse(w http.ResponseWriter) error   { return d.write(w) }
func (d document) VisitEvaluateRankingsResponse(w http.ResponseWriter) error  { return d.write(w) }
func (d document) VisitTellDisplacementResponse(w http.ResponseWriter) error  { return d.write(w) }
func (d document) VisitDrawTrialResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitJudgeTrialResponse(w http.ResponseWriter) error        { return d.write(w) }
func (d document) VisitListSpotsResponse(w http.ResponseWriter) error         { return d.write(w) }
func (d document) VisitCreateSurfaceResponse(w http.ResponseWriter) error     { return d.write(w) }
func (d document) VisitBuildSpotsResponse(w http.ResponseWriter) error        { return d.write(w) }
func (d document) VisitFindEmergingResponse(w http.ResponseWriter) error      { return d.write(w) }
func (d document) VisitFindRepeatsResponse(w http.ResponseWriter) error       { return d.write(w) }
func (d document) VisitCompareModelCellsResponse(w http.ResponseWriter) error { return d.write(w) }
func (d document) VisitGetModelCardResponse(w http.ResponseWriter) error      { return d.write(w) }
func (d document) VisitGetModelChartResponse(w http.ResponseWriter) error     { return d.write(w) }
