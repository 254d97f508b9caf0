package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"mime/multipart"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
)

const file = "application/octet-stream"

// TestOperations calls every operation of openapi.yaml. A step's path may name
// what an earlier one made.
func TestOperations(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	pave(t, s)
	if _, err := s.queue.Order(t.Context(), app.ModelRequest{Area: "A", Group: "robbery", Train: "2025-01"}); err != nil {
		t.Fatal(err)
	}
	if err := s.store.KeepAnswer(t.Context(), 1, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		method, path, body string
		id                 []string // where the answer has the id of what was made
	}{
		{"GET", "/healthz", "", nil},
		{"GET", "/readyz", "", nil},
		{"GET", "/v1/coverage", "", nil},
		{"PUT", "/v1/source-order", `{"systems":["demoshire"]}`, nil},
		{"GET", "/v1/source-order", "", nil},
		{"GET", "/v1/areas?kind=district", "", nil},
		{"GET", "/v1/areas/district:ostermouth", "", nil},
		{"GET", "/v1/areas/W%2F2%2050%2525%2B%C3%A9", "", nil},
		{"GET", "/v1/places?q=os", "", nil},
		{"GET", "/v1/offence-groups", "", nil},
		{"PUT", "/v1/offence-groups/mine", `{"definition":"What I mean","types":["Robbery","Burglary"]}`, nil},
		{"PUT", "/v1/clocks/rank", `{"rule":"Fri-Sat 22:00-03:00"}`, nil},
		{"GET", "/v1/clocks", "", nil},
		{"PUT", "/v1/operations/ours", `{"title":"Ours","groups":["mine"],"clock":"rank","measure":"count","areas":5,"never":["prison"],"premises":true}`, nil},
		{"GET", "/v1/operations", "", nil},
		{"PUT", "/v1/strands/ours", `{"title":"Ours","definition":"What we mean","operations":["ours"],"groups":["mine"],"measure":"fewer than last year"}`, nil},
		{"GET", "/v1/strands", "", nil},
		{"PUT", "/v1/contacts/duty", `{"for":"Tonight","who":"duty inspector","police_only":true}`, nil},
		{"GET", "/v1/contacts", "", nil},
		{"DELETE", "/v1/contacts/duty", "", nil},
		{"PUT", "/v1/laws/closure", `{"name":"Closure of premises","short":"Closure","source":"2014 Act, ss.76-80","checked":"2026-01-05","longest":"3 months","extended":"6 months","use":["constable"],"who":"As the notice says."}`, nil},
		{"GET", "/v1/laws", "", nil},
		{"PUT", "/v1/breaks/lockdown-1", `{"title":"First lockdown","from":"2020-03-23","to":"2020-07-04"}`, nil},
		{"GET", "/v1/breaks", "", nil},
		{"DELETE", "/v1/breaks/lockdown-1", "", nil},
		{"GET", "/v1/reports/strands?area=Ostermouth&to=2025-12&edition=public", "", nil},
		{"DELETE", "/v1/strands/ours", "", nil},
		{"POST", "/v1/actions", `{"four_p":"Prevent","does":"Taxi marshals","agency":"Council","owner":"Licensing","due":"2026-02-01"}`, nil},
		{"GET", "/v1/actions?owner=Licensing&problems=false", "", nil},
		{"PATCH", "/v1/actions/1", `{"status":"completed","evidence":"minutes of 3 January"}`, nil},
		{"GET", "/v1/reports/dashboard?on=2026-03-01", "", nil},
		{"DELETE", "/v1/actions/1", "", nil},
		{"POST", "/v1/visits", `{"visits":[{"unit":"OM-1","agency":"Police","place":"HS-001","from":"2025-10-03T20:00:00Z","minutes":15,"outputs":{"searches":1}}]}`, nil},
		{"POST", "/v1/visits/file", "from,minutes,unit,agency,place\n2025-10-04 21:00,20,OM-2,Police,HS-002\n", nil},
		{"GET", "/v1/visits?from=2025-10-01&to=2025-10-31", "", nil},
		{"GET", "/v1/reports/return?from=2025-10-01&to=2025-10-31", "", nil},
		{"GET", "/v1/reports/return/files/csv?from=2025-10-01&to=2025-10-31&edition=public", "", nil},
		{"PUT", "/v1/return-templates/funder", `{"title":"For the funder","columns":[{"of":"month","heading":"Month"},{"of":"person-hours","heading":"Officer hours"}]}`, nil},
		{"GET", "/v1/return-templates", "", nil},
		{"GET", "/v1/reports/return?from=2025-10-01&to=2025-10-31&template=funder", "", nil},
		{"GET", "/v1/reports/return/files/docx?from=2025-10-01&to=2025-10-31&template=funder", "", nil},
		{"DELETE", "/v1/return-templates/funder", "", nil},
		{"GET", "/v1/reports/quarter?area=Ostermouth&to=2025-12&edition=public", "", nil},
		{"GET", "/v1/reports/quarter/files/docx?area=Ostermouth&to=2025-12", "", nil},
		{"GET", "/v1/reports/premises/files/pdf?area=Ostermouth&from=2025-01-01&to=2025-12-31", "", nil},
		{"POST", "/v1/meetings", `{"title":"Crime Reduction Group","area":"Ostermouth","date":"2025-10-02","chair":"council"}`, nil},
		{"GET", "/v1/meetings", "", nil},
		{"POST", "/v1/meetings/1/decisions", `{"kind":"other","words":"Meet again in four weeks"}`, nil},
		{"GET", "/v1/meetings/1?edition=partner", "", nil},
		{"GET", "/v1/meetings/1/page", "", nil},
		{"POST", "/v1/meetings/1/close", "", nil},
		{"GET", "/v1/reports/premises?area=Ostermouth&from=2025-01-01&to=2025-12-31", "", nil},
		{"GET", "/v1/reports/chronology?premises=demoshire:DEMO-S0001&from=2025-01-01&to=2025-12-31", "", nil},
		{"POST", "/v1/intelligence", `{"text":"Spiking","categories":["pub"],"area":"Ostermouth","from":"2025-09-01","to":"2025-09-14","weight":2,"told":["Sgt Malik"]}`, nil},
		{"POST", "/v1/intelligence/1/read", "", nil},
		{"GET", "/v1/intelligence?on=2025-09-02", "", nil},
		{"GET", "/v1/intelligence/1", "", nil},
		{"DELETE", "/v1/intelligence/1", "", nil},
		{"DELETE", "/v1/operations/ours", "", nil},
		{"DELETE", "/v1/offence-groups/mine", "", nil},
		{"DELETE", "/v1/clocks/rank", "", nil},
		{"POST", "/v1/hotspots/find", `{"area":"Ostermouth","group":"nte-violence","clock":"nte","measure":"harm","bandwidth":"150","rates":true,"against":"robbery"}`, nil},
		{"POST", "/v1/hotspots/find", `{"area":"Ostermouth","group":"nte-violence","measure":"per-street-km"}`, nil},
		{"GET", "/v1/hotspots/spots?area=Ostermouth&group=nte-violence&clock=nte&spots=3&limit=4", "", nil},
		{"POST", "/v1/hotspots/spots", `{"area":"Ostermouth","group":"nte-violence","clock":"nte","apart_m":500}`, nil},
		{"POST", "/v1/hotspots/emerging", `{"area":"Ostermouth","group":"nte-violence","resolution":9}`, nil},
		{"POST", "/v1/hotspots/repeats", `{"area":"Ostermouth","group":"robbery","shuffles":99,"metres":[0,200,400],"days":[0,7,14]}`, nil},
		{"POST", "/v1/hotspots/displacement", `{"area":"Ostermouth","group":"nte-violence","before":"2025-01..2025-03","from":"2025-04","to":"2025-06","treated":["WEST"],"control":["EAST"],"resolution":9}`, nil},
		{"POST", "/v1/hotspots/trials", `{"area":"Ostermouth","group":"nte-violence","clock":"nte","from":"2025-01","to":"2025-08","start":"2025-10-01","days":30}`, []string{"id"}},
		{"GET", "/v1/hotspots/trials?area=Ostermouth", "", nil},
		{"GET", "/v1/hotspots/trials/{/v1/hotspots/trials}", "", nil},
		{"POST", "/v1/hotspots/trials/{/v1/hotspots/trials}/verdict", `{"visits":[{"spot":"HS-001","day":"2025-10-03"}]}`, nil},
		{"POST", "/v1/hotspots/comparisons", `{"area":"Ostermouth","group":"nte-violence","clock":"nte","from":"2025-07","to":"2025-12","with":"2025-01..2025-06"}`, nil},
		{"POST", "/v1/hotspots/forecasts", `{"area":"Ostermouth","group":"robbery","resolution":9}`, nil},
		{"POST", "/v1/hotspots/evaluations", `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-09","test":"2025-10..2025-12","methods":["prior","kde"],"resolution":9}`, nil},
		{"POST", "/v1/hotspots/hours", `{"area":"Ostermouth","group":"nte-violence","clock":"nte"}`, nil},
		{"POST", "/v1/hotspots/hours", `{"area":"Ostermouth","group":"nte-violence","outline":{"type":"Polygon","coordinates":[[[2.5,51.7],[2.6,51.7],[2.6,51.9],[2.5,51.7]]]}}`, nil},
		{"GET", "/v1/imports", "", nil},
		{"POST", "/v1/imports?kind=offences&filename=a.csv", header + robbery + ",spring,,,,,,,,Robbery,,\n", nil},
		{"POST", "/v1/import-checks?kind=offences&filename=a.csv", header + robbery + ",spring,,,,,,,,Robbery,,\n", nil},
		{"GET", "/v1/imports/1", "", nil},
		{"GET", "/v1/imports/8/rejects", "", nil},
		{"GET", "/v1/imports/8/file", "", nil},
		{"POST", "/v1/areas", `{"name":"Harbour command","of":["Ostermouth"]}`, nil},
		{"GET", "/v1/areas/harbour-command", "", nil},
		{"GET", "/v1/jobs", "", nil},
		{"GET", "/v1/jobs/1", "", nil},
		{"GET", "/v1/jobs/1/answer", "", nil},
		{"POST", "/v1/jobs/1/cancel", "", nil},
		{"POST", "/v1/surfaces", `{"area":"Ostermouth","group":"robbery","from":"2025-01","to":"2025-09"}`, []string{"id"}},
		{"GET", "/v1/surfaces/{/v1/surfaces}", "", nil},
		{"GET", "/v1/surfaces/{/v1/surfaces}/cells", "", nil},
		{"GET", "/v1/cells?area=Ostermouth&group=robbery&from=2025-01&to=2025-09&clock=nte&resolution=9", "", nil},
		{"POST", "/v1/models", `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-09","test":"2025-10..2025-12","resolution":9}`, []string{"id"}},
		{"GET", "/v1/models/{/v1/models}", "", nil},
		{"POST", "/v1/models", `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-09","resolution":9,"clock":"night","reaches":{"pub":[150,300]},"without":["station"]}`, nil},
		{"GET", "/v1/models/{/v1/models}/cells", "", nil},
		{"GET", "/v1/models?area=Ostermouth", "", nil},
		{"POST", "/v1/decisions", `{"result":"{/v1/models}","verdict":"approved","why":"agreed at the tasking meeting","despite":"a test","as":"Second"}`, nil},
		{"GET", "/v1/decisions?result={/v1/models}", "", nil},
		{"GET", "/v1/models/{/v1/models}/cells/{cell}", "", nil},
		{"GET", "/v1/models/{/v1/models}/card", "", nil},
		{"GET", "/v1/models/{/v1/models}/transparency", "", nil},
		{"GET", "/v1/models/{/v1/models}/chart", "", nil},
		{"GET", "/v1/models/{/v1/models}/suggested-actions", "", nil},
		{"PUT", "/v1/factor-actions/pub", `{"actions":[{"agency":"licensing authority","four_p":"Prevent","does":"review the licence"}]}`, nil},
		{"GET", "/v1/factor-actions", "", nil},
		{"GET", "/v1/models/{/v1/models}/comparison", "", nil},
		{"GET", "/v1/models/{/v1/models}/comparison/cells?other={/v1/models}", "", nil},
		{"POST", "/v1/zone-sets", `{"area":"Ostermouth","operation":"nte"}`, []string{"zone_set", "id"}},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}/suggested-actions", "", nil},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}", "", nil},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}/zones/Z-01/briefing?edition=partner&form=html&on=2026-01-09", "", nil},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}/zones/z-01/briefing", "", nil},
		{"GET", "/v1/zone-sets?area=Ostermouth", "", nil},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}/zones/Z-01?on=2026-01-09", "", nil},
		{"POST", "/v1/zone-sets/{/v1/zone-sets}/edits", `{"edits":[{"kind":"rename","zone":"Z-01","name":"Quayside"},{"kind":"strike","zone":"Z-02","why":"a car boot sale"}]}`, nil},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}/versions", "", nil},
		{"GET", "/v1/zone-sets/{/v1/zone-sets}/difference?against={/v1/zone-sets}", "", nil},
		{"GET", "/v1/focus-areas?operation=nte", "", nil},
		{"POST", "/v1/strikes", `{"area":"Ostermouth","operation":"nte","verdict":"struck","name":"Pier","why":"closed","outline":{"type":"Polygon","coordinates":[[[2.55,51.79],[2.551,51.79],[2.551,51.791],[2.55,51.79]]]}}`, nil},
		{"GET", "/v1/sites?area=Ostermouth&category=pub&limit=3", "", nil},
		{"GET", "/v1/powers?area=Ostermouth&on=2026-01-09", "", nil},
		{"GET", "/v1/strikes?area=Ostermouth&operation=nte", "", nil},
		{"POST", "/v1/strikes/1/lift", `{"why":"open again"}`, nil},
		{"GET", "/v1/reports/overlap?area=Ostermouth&a=nte-violence&b=robbery", "", nil},
		{"GET", "/v1/reports/overlap/spots?area=Ostermouth&a=nte-violence&b=robbery", "", nil},
		{"POST", "/v1/plans", `{"area":"Ostermouth","operation":"nte","date":"2026-01-09","shift":"18:00-02:00","units":2,"seed":7}`, []string{"basis", "id"}},
		{"POST", "/v1/plans/{/v1/plans}/positions?agency=Police&officers=2", "unit,time,longitude,latitude\nOM-1,2026-01-09T20:00:00Z,0.9,52\n", nil},
		{"GET", "/v1/plans/{/v1/plans}/delivery", "", nil},
		{"GET", "/v1/plans/{/v1/plans}/fairness", "", nil},
		{"GET", "/v1/plans/{/v1/plans}", "", nil},
		{"POST", "/v1/plans/{/v1/plans}/replans", `{"at":"21:00","add":[{"place":"HS-001"}]}`, nil},
		{"GET", "/v1/plans/{/v1/plans}/files/pdf", "", nil},
		{"GET", "/v1/plans/{/v1/plans}/files/html?edition=partner", "", nil},
		{"GET", "/v1/plans/{/v1/plans}/files/gpx", "", nil},
		{"GET", "/v1/plans/{/v1/plans}/files/ics", "", nil},
		{"GET", "/v1/plans/{/v1/plans}/files/csv", "", nil},
		{"GET", "/v1/plans/{/v1/plans}/files/docx", "", nil},
		{"GET", "/v1/plans?area=Ostermouth", "", nil},
		{"GET", "/tiles/areas.json", "", nil},
		{"GET", "/tiles/sites.json", "", nil},
		{"GET", "/tiles/basemap.json", "", nil},
		{"GET", "/tiles/{/v1/surfaces}.json", "", nil},
		{"GET", "/tiles/areas/6/32/21.mvt", "", nil},
		{"GET", "/tiles/ground.json", "", nil},
		{"GET", "/tiles/ground/14/8214/5447.mvt", "", nil},
		{"GET", "/tiles/sites/6/32/21.mvt", "", nil},
		{"GET", "/tiles/{/v1/surfaces}/6/32/21.mvt", "", nil},
	}
	called := map[string]bool{}
	var made []string // pairs: where, and its id
	answers := map[string][]byte{}
	for _, step := range steps {
		path := strings.NewReplacer(made...).Replace(step.path)
		send := func() *httptest.ResponseRecorder {
			r := request(step.method, path, strings.NewReplacer(made...).Replace(step.body))
			if step.method == "POST" && step.body != "" && step.body[0] != '{' {
				r.Header.Set("Content-Type", file)
			}
			rec := s.ask(t, r)
			if rec.Code != 200 && !(rec.Code == 204 && step.method == "DELETE") {
				t.Fatalf("%s %s: %d %s", step.method, path, rec.Code, rec.Body)
			}
			called[operation(t, r)] = true
			return rec
		}
		rec := send()
		answers[path] = rec.Body.Bytes()
		if step.path == "/v1/models/{/v1/models}/cells" {
			made = append(made, "{cell}", member(t, rec, "features").([]any)[0].(map[string]any)["id"].(string))
		}
		if step.id == nil {
			continue
		}
		// What is made is kept: it is the same when it is made again or asked for.
		id := member(t, rec, step.id...).(string)
		made = append(made, "{"+path+"}", id)
		for how, same := range map[string]*httptest.ResponseRecorder{"made again": send(), "kept": s.ask(t, request("GET", path+"/"+id, ""))} {
			if !bytes.Equal(rec.Body.Bytes(), same.Body.Bytes()) {
				t.Errorf("%s: %s, it is %s; at first %s", path, how, same.Body, rec.Body)
			}
		}
	}
	call(t, s)
	county, err := ostermouth()
	if err != nil {
		t.Fatal(err)
	}
	load(t, s.importer.Areas, []geo.Area{{Kind: geo.Funded, Code: "F1", Name: "Pier Hill", Land: county.Areas[0].Land}})
	load(t, s.importer.Searches, []crime.Search{{Key: crime.DigestOf("a search"), Month: 12*2025 + 9, At: &county.Areas[0].Land[0][0][0], Object: "Controlled drugs"}})
	for _, path := range []string{"/v1/reports/searches?area=Ostermouth&from=2025-10&to=2025-10", "/v1/reports/households?area=Ostermouth&on=2025-11-10&metres=300&days=28", "/v1/reports/triage?area=Ostermouth&week=2025-11-10", "/v1/reports/funded?area=Ostermouth&group=robbery", "/v1/reports/funded/areas?area=Ostermouth&group=robbery"} {
		r := request("GET", path, "")
		if rec := s.ask(t, r); rec.Code != 200 {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
		called[operation(t, r)] = true
	}
	var where struct{ Centre json.RawMessage }
	if err := json.Unmarshal(answers[strings.NewReplacer(made...).Replace("/v1/models/{/v1/models}/cells/{cell}")], &where); err != nil {
		t.Fatal(err)
	}
	at := string(where.Centre)
	card := strings.NewReplacer(made...).Replace("/v1/models/{/v1/models}/card")
	for accept, begins := range map[string]string{"text/markdown": "# Model card", "application/json, text/markdown": "{", "*/*": "{"} {
		rec := s.ask(t, request("GET", card, "", "Accept", accept))
		if !strings.HasPrefix(rec.Body.String(), begins) || strings.Contains(rec.Header().Get("Content-Type"), "markdown") != (begins != "{") {
			t.Errorf("the card for Accept %s: %s %.80s", accept, rec.Header().Get("Content-Type"), rec.Body)
		}
	}
	supposed := s.ask(t, request("POST", "/v1/models", `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-09","resolution":9,"add":[{"category":"pub","at":`+at+`}]}`))
	if supposed.Code != 200 || member(t, supposed, "decision", "status") != "draft" || len(member(t, supposed, "what_if", "added").([]any)) != 1 {
		t.Errorf("a what-if: %d %.300s", supposed.Code, supposed.Body)
	}
	for path, item := range spec(t).Paths.Map() {
		for method, operation := range item.Operations() {
			if !called[operation.OperationID] {
				t.Errorf("%s %s is not called", method, path)
			}
		}
	}
	for path, layers := range map[string][]string{
		"/tiles/areas/6/32/21.mvt": {"areas", "area-labels"}, "/tiles/sites/6/32/21.mvt": {"sites"}, strings.NewReplacer(made...).Replace("/tiles/{/v1/surfaces}/6/32/21.mvt"): {"cells"},
	} {
		tile, err := mvt.Unmarshal(answers[path])
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var names []string
		for _, layer := range tile {
			if names = append(names, layer.Name); len(layer.Features) == 0 {
				t.Errorf("%s: nothing in layer %s", path, layer.Name)
			}
		}
		if diff := cmp.Diff(layers, names); diff != "" {
			t.Errorf("%s: layers (-want +got):\n%s", path, diff)
		}
	}
	if want := `"http://localhost:8080/tiles/areas/{z}/{x}/{y}.mvt"`; !bytes.Contains(answers["/tiles/areas.json"], []byte(want)) {
		t.Errorf("TileJSON without %s: %s", want, answers["/tiles/areas.json"])
	}
	if s.log.Len() > 0 {
		t.Errorf("logged %s", s.log)
	}
}

const (
	header  = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"
	robbery = "a,2025-01,,,2.5,51.8,,,,Robbery,,\n"
)

func TestUpload(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(header + robbery + "b,2025-02,,,2.5,51.8,,,,Robbery,,\n")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	type figures struct{ read, new, updated, unchanged, rejected float64 }
	steps := []struct {
		name, body string
		want       figures
	}{
		{"plain, a month wrong", header + robbery + ",spring,,,,,,,,Robbery,,\n", figures{read: 2, new: 1, rejected: 1}},
		{"again", header + robbery, figures{read: 1, unchanged: 1}},
		{"zipped, with one more", zipped.String(), figures{read: 2, new: 1, unchanged: 1}},
	}
	for _, step := range steps {
		rec := s.ask(t, request("POST", "/v1/imports?kind=offences&filename=street.csv", step.body, "Content-Type", file))
		if rec.Code != 200 {
			t.Fatalf("%s: %d %s", step.name, rec.Code, rec.Body)
		}
		number := func(name string) float64 { return member(t, rec, name).(float64) }
		got := figures{number("read"), number("new"), number("updated"), number("unchanged"), number("rejected")}
		if got != step.want {
			t.Errorf("%s: %+v, want %+v", step.name, got, step.want)
		}
		id := member(t, rec, "id").(string)
		kept := s.ask(t, request("GET", "/v1/imports/"+id+"/file", ""))
		if kept.Code != 200 || kept.Body.String() != step.body || kept.Header().Get("Content-Disposition") != "attachment; filename=street.csv" {
			t.Errorf("%s: the file that is kept: %d, %v, %.80s", step.name, kept.Code, kept.Header(), kept.Body)
		}
		rejects := s.ask(t, request("GET", "/v1/imports/"+id+"/rejects", ""))
		if has := rejects.Code == 200 && strings.HasPrefix(rejects.Body.String(), "line,reason,row\n"); has != (got.rejected > 0) {
			t.Errorf("%s: rejected rows: %d, %.80s", step.name, rejects.Code, rejects.Body)
		}
	}
	ledger := member(t, s.ask(t, request("GET", "/v1/imports", "")), "imports").([]any)
	if len(ledger) != len(steps) {
		t.Errorf("the ledger has %d files, want %d", len(ledger), len(steps))
	}
}

// TestForm sends a file together with its mapping, and forms that are not that.
func TestForm(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	const (
		mapping = "name: our system\ncolumns: { reference: ref, type: offence, from: from, longitude: lon, latitude: lat }\n"
		records = "ref,offence,from,lon,lat\nr1,Robbery,03/01/2025,0.7,51.5\n"
	)
	tests := map[string]struct {
		query  string
		parts  []string // names and bodies
		status int
		says   string // in the problem, or the file's name
	}{
		"with a mapping":        {"kind=offences", []string{"mapping", mapping, "file", records}, 200, "file.csv"},
		"without one":           {"kind=offences&filename=street.csv", []string{"file", header + robbery}, 200, "street.csv"},
		"a mapping behind":      {"kind=offences", []string{"file", header + robbery, "mapping", mapping}, 422, `the part "mapping" after its file: put it before`},
		"a mapping that is bad": {"kind=offences", []string{"mapping", "name: x\n", "file", records}, 422, "mapping mapping.csv: columns: no type"},
		"a mapping of nothing":  {"kind=offences", []string{"mapping", "", "file", records}, 422, "mapping: the file is empty"},
		"a mapping too long":    {"kind=offences", []string{"mapping", strings.Repeat("#", 2<<20), "file", records}, 422, "mapping: it is longer than"},
		"a mapping of areas":    {"kind=areas&area_kind=ward", []string{"mapping", mapping, "file", records}, 422, "a mapping file is for offences, incidents, partner-counts, searches, sites alone"},
		"no file":               {"kind=offences", []string{"mapping", mapping}, 422, "no part «file»"},
		"another part":          {"kind=offences", []string{"csrf", "x", "file", records}, 422, `a part "csrf"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			for i := 0; i < len(tt.parts); i += 2 {
				part, err := form.CreateFormFile(tt.parts[i], tt.parts[i]+".csv")
				if err != nil {
					t.Fatal(err)
				}
				if _, err := part.Write([]byte(tt.parts[i+1])); err != nil {
					t.Fatal(err)
				}
			}
			if err := form.Close(); err != nil {
				t.Fatal(err)
			}
			if tt.status == 200 {
				check := s.ask(t, request("POST", "/v1/import-checks?"+tt.query, body.String(), "Content-Type", form.FormDataContentType()))
				if check.Code != 200 || member(t, check, "accepted").(float64) != 1 {
					t.Errorf("checked: %d %s", check.Code, check.Body)
				}
			}
			rec := s.ask(t, request("POST", "/v1/imports?"+tt.query, body.String(), "Content-Type", form.FormDataContentType()))
			said, _ := member(t, rec, "detail").(string)
			if rec.Code == 200 {
				said = member(t, rec, "filename").(string)
				if member(t, rec, "new").(float64) != 1 {
					t.Errorf("imported %s", rec.Body)
				}
			}
			if rec.Code != tt.status || !strings.Contains(said, tt.says) {
				t.Errorf("%d: %s; want %d: %s", rec.Code, said, tt.status, tt.says)
			}
		})
	}
	if rec := s.ask(t, request("POST", "/v1/imports?kind=offences", "x", "Content-Type", "multipart/form-data")); rec.Code != 400 {
		t.Errorf("a form without a boundary: %d %s", rec.Code, rec.Body)
	}
}

// TestCheckTakesWhatImportsTake: a check has each parameter of the import, as the import has it,
// that is for one of the kinds which are checked.
func TestCheckTakesWhatImportsTake(t *testing.T) {
	t.Parallel()
	paths := spec(t).Paths
	load, check := paths.Find("/v1/imports").Post.Parameters, paths.Find("/v1/import-checks").Post.Parameters
	kinds := check.GetByInAndName("query", "kind").Schema.Value.Enum
	settings := map[string]any{
		"max_rejected": 5, "max_misplaced": 5, "allow": true, "replaces": true, "repair": true, "area_kind": "ward", "id_property": "x", "name_property": "x",
		"mapping": "fhrs", "category": "pub", "source": "x", "drop": []string{"x"}, "area_column": "x", "census": 2021, "event_kind": "payday", "division": "x",
	}
	for _, p := range load {
		name := p.Value.Name
		if p.Value.In != "query" || name == "kind" || name == "filename" {
			continue
		}
		setting, known := settings[name]
		if !known {
			t.Errorf("%s: give this test a value of it", name)
			continue
		}
		if name == "mapping" {
			name = "layout"
		}
		taken := slices.ContainsFunc(kinds, func(kind any) bool {
			text, err := json.Marshal(map[string]any{"kind": kind, name: setting})
			var r app.ImportRequest
			if err == nil {
				err = json.Unmarshal(text, &r)
			}
			if err != nil {
				t.Fatal(err)
			}
			return r.Check() == nil
		})
		other := check.GetByInAndName("query", p.Value.Name)
		if taken != (other != nil) {
			t.Errorf("%s: taken by what is checked: %t; a parameter of the check: %t", name, taken, other != nil)
		} else if taken && !reflect.DeepEqual(p.Value.Schema, check.GetByInAndName("query", p.Value.Name).Schema) {
			t.Errorf("%s is not the same in both", name)
		}
	}
	s := newDistrict(t)
	ranks := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"no":"R1","plate":"Rank","owner":"x"},"geometry":{"type":"Point","coordinates":[0,0]}}]}`
	said := s.ask(t, request("POST", "/v1/import-checks?kind=sites&filename=ranks.geojson&category=taxi-rank&source=Council&id_property=no&drop=owner&name_property=plate&allow=true&max_misplaced=10&max_rejected=20", ranks, "Content-Type", file))
	if said.Code != 200 || !strings.Contains(said.Body.String(), `"taxi-rank"`) {
		t.Errorf("%d %s", said.Code, said.Body)
	}
}

// call has somebody call the police about anti-social behaviour at a site.
func call(t *testing.T, s server) {
	t.Helper()
	sites, err := s.store.Sites(t.Context(), orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}})
	if err != nil {
		t.Fatal(err)
	}
	at := *sites[slices.IndexFunc(sites, func(s geo.Site) bool { return s.Key() == "demoshire:DEMO-S0001" })].At
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Date(2025, 11, 12, 20, 0, 0, 0, time.UTC)
	calls := []crime.IncidentRecord{{
		Key: crime.DigestOf("call"), Source: "test",
		Incident: crime.Incident{Opening: crime.AntiSocialBehaviour, Disposal: crime.CommunityPolicing, From: began, To: began, Precision: crime.Instant, At: &at, Cell: cell},
	}}
	if _, err := s.importer.Incidents(t.Context(), app.Made("the test", "calls", calls)); err != nil {
		t.Fatal(err)
	}
}
