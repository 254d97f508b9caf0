package api_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"beatplan/api"
	"beatplan/internal/app"
)

// TestProblems asks for what cannot be done with what is loaded.
func TestProblems(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	const cells = "/v1/cells?area=Ostermouth&group=robbery"
	plan := func(old, now string) string {
		return strings.Replace(`{"area":"Ostermouth","operation":"nte","date":"2026-01-09","shift":"18:00-02:00","units":2}`, old, now, 1)
	}
	tests := map[string]struct {
		path, body string // a body is posted
		status     int
		says       string
	}{
		"an area that is none":        {"/v1/areas/Atlantis", "", 404, `no area "Atlantis"`},
		"two areas of one name":       {"/v1/areas/milton", "", 422, `area "milton" may be Milton (ward W/2 50%25+é in Ostermouth), Milton (ward W1 in Ostermouth): give the code`},
		"one of them in a body":       {"/v1/plans", plan("Ostermouth", "Milton"), 422, "give the code"},
		"an area of no text":          {"/v1/areas/%ff%00", "", 400, `area: "\xff\x00" is not text in UTF-8`},
		"a name of two lines":         {"/v1/plans", plan("Ostermouth", `a\nb`), 400, `/area: "a\nb" is not text`},
		"a group that is none":        {"/v1/cells?area=Ostermouth&group=piracy", "", 404, `no offence group "piracy"; there are`},
		"a surface that is none":      {"/v1/surfaces/none", "", 404, "no surface none"},
		"its cells":                   {"/v1/surfaces/none/cells", "", 404, "no surface none"},
		"its tiles":                   {"/tiles/none.json", "", 404, "no surface none"},
		"one of them":                 {"/tiles/none/0/0/0.mvt", "", 404, "no surface none"},
		"a model that is none":        {"/v1/models/none", "", 404, "no model none"},
		"a zone set that is none":     {"/v1/zone-sets/none", "", 404, "no zone set none"},
		"a plan that is none":         {"/v1/plans/none", "", 404, "no plan none"},
		"models of no area":           {"/v1/models?area=Atlantis", "", 404, `no area "Atlantis"`},
		"a decision on nothing":       {"/v1/decisions", `{"result":"none","verdict":"approved","why":"why","as":"Second"}`, 404, "no such surface, model"},
		"decisions on nothing":        {"/v1/decisions?result=none", "", 404, "none: there is no such surface, model"},
		"a decision that is none":     {"/v1/decisions", `{"result":"none","verdict":"perhaps","why":"why","as":"Second"}`, 400, "verdict"},
		"a name in two alphabets":     {"/v1/decisions", `{"result":"none","verdict":"approved","why":"why","as":"Sec\u043end"}`, 422, "as: name"},
		"a decision without a reason": {"/v1/decisions", `{"result":"none","verdict":"approved","why":" ","as":"Second"}`, 422, "why: say why none is approved"},
		"no month loaded":             {cells + "&from=2020-01&to=2020-02", "", 422, "no offences are loaded for 2020-01..2020-02; there are some for 2025-01..2025-12"},
		"a period backwards":          {cells + "&from=2025-09&to=2025-01", "", 422, "ends before it begins"},
		"all of time":                 {cells + "&from=0000-01&to=9999-12", "", 400, "from: write it like 2025-09"},
		"all of time to train":        {"/v1/models", `{"area":"Ostermouth","group":"robbery","train":"0001-01..9999-12"}`, 400, "train: write it like 2025-01..2025-06"},
		"a test of what was trained":  {"/v1/models", `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-06","test":"2025-06"}`, 422, "overlaps the training period"},
		"a factor that is none":       {"/v1/models", `{"area":"Ostermouth","group":"robbery","train":"2025-01","factors":["none"]}`, 422, `no sites of category "none"`},
		"a day that is none":          {"/v1/plans", plan("2026-01-09", "2026-02-30"), 400, `date: "2026-02-30" is no date`},
		"an hour that is none":        {"/v1/plans", plan("18:00-", "24:30-"), 400, "/shift: write it like 18:00-02:00"},
		"no unit":                     {"/v1/plans", plan(`"units":2`, `"units":0`), 400, "units: number must be at least 1"},
		"a seed too large":            {"/v1/plans", plan(`"units":2`, `"units":2,"seed":9223372036854775808`), 400, "seed: "},
		"a name in another case":      {"/v1/plans", plan(`"units":2`, `"units":2,"UNITS":3`), 400, `property "UNITS" is unsupported`},
		"a file outside":              {"/v1/imports?kind=offences&filename=../../x.csv", "a,b\n", 422, "x.csv: not a street-level crime file"},
		"an empty file":               {"/v1/imports?kind=offences&filename=x.csv", "", 422, "x.csv: the file is empty"},
		"a zipped file cut short":     {"/v1/imports?kind=offences&filename=x.csv.gz", "\x1f\x8b\x08\x00", 422, "x.csv.gz: it begins as a gzip file does"},
		"a file of NULs":              {"/v1/imports?kind=offences&filename=x.csv", "\x00\x00", 422, "x.csv: not a street-level crime file"},
		"a file of one endless line":  {"/v1/imports?kind=offences&filename=x.csv", strings.Repeat("x,", 1<<19), 422, "x.csv: line 1 is longer"},
		"a header too long to repeat": {"/v1/imports?kind=offences&filename=x.csv", strings.Repeat("é", 1<<10), 422, "é…"},
		"a tile set without its end":  {"/tiles/areas", "", 400, "document: write it like areas.json"},
		"a tile without its end":      {"/tiles/areas/0/0/0", "", 400, "row: write it like 21.mvt"},
		"a file in UTF-16":            {"/v1/imports?kind=offences&filename=x.csv", "\xff\xfeD\x00e\x00a\x00r\x00", 422, "x.csv: "},
		"a bandwidth of nothing":      {"/v1/hotspots/find", `{"area":"Ostermouth","group":"robbery","bandwidth":"0"}`, 422, `bandwidth "0": write metres above 0`},
		"a cap of more than all":      {"/v1/hotspots/find", `{"area":"Ostermouth","group":"robbery","harm_cap":2}`, 400, "harm_cap: number must be at most 1"},
		"spots of no size":            {"/v1/hotspots/spots", `{"area":"Ostermouth","group":"robbery","area_m2":0}`, 400, "area_m2: number must be at least 1"},
		"a cell that is none":         {"/v1/hotspots/spots", `{"area":"Ostermouth","group":"robbery","exclude_cells":["x"]}`, 400, "/exclude_cells/0: write it like 8a194ad3291ffff"},
		"too few months to emerge":    {"/v1/hotspots/emerging", `{"area":"Ostermouth","group":"robbery","to":"2025-02"}`, 422, "take 5 or more"},
		"bands that descend":          {"/v1/hotspots/repeats", `{"area":"Ostermouth","group":"robbery","metres":[100,0]}`, 422, "they ascend from 0"},
		"a rate where none adds up":   {"/v1/hotspots/spots", `{"area":"Ostermouth","group":"robbery","measure":"per-resident"}`, 400, "measure: value is not one of the allowed values"},
		"a rate without residents":    {"/v1/hotspots/find", `{"area":"Ostermouth","group":"robbery","measure":"per-resident"}`, 422, "none has a rate per-resident: import areas of kind lsoa"},
		"against itself":              {"/v1/hotspots/find", `{"area":"Ostermouth","group":"robbery","against":"robbery"}`, 422, "against robbery itself"},
		"hours at all hours":          {"/v1/hotspots/hours", `{"area":"Ostermouth","group":"robbery","all_hours":true}`, 400, `property "all_hours" is unsupported`},
		"a clock of no hour":          {"/v1/hotspots/find", `{"area":"Ostermouth","group":"robbery","clock":"Fri 22:00-22:00"}`, 422, "covers no hour"},
		"an evaluation of one period": {"/v1/hotspots/evaluations", `{"area":"Ostermouth","group":"robbery","train":"2025-01","test":"2025-02","from":"2025-01"}`, 400, `property "from" is unsupported`},
		"harm of near repeats":        {"/v1/hotspots/repeats", `{"area":"Ostermouth","group":"robbery","measure":"harm"}`, 400, "measure: value is not one of the allowed values"},
		"a resolution of a street":    {"/v1/hotspots/find", `{"area":"Ostermouth","group":"robbery","resolution":15}`, 400, "resolution: number must be at most 12"},
		"a path with a NUL":           {"/a%00b", "", 404, "nothing at /a b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := request("GET", tt.path, "")
			if tt.body != "" || strings.HasPrefix(tt.path, "/v1/imports") {
				r = request("POST", tt.path, tt.body)
			}
			if strings.HasPrefix(tt.path, "/v1/imports") {
				r.Header.Set("Content-Type", file)
			}
			rec := s.ask(t, r)
			if detail, _ := member(t, rec, "detail").(string); rec.Code != tt.status || !strings.Contains(detail, tt.says) {
				t.Errorf("%d: %s; want %d: %s", rec.Code, detail, tt.status, tt.says)
			}
		})
	}
	if s.log.Len() > 0 {
		t.Errorf("callers' mistakes are in the log:\n%s", s.log)
	}
}

// TestTooMuch announces more than the server takes, which it refuses unread.
func TestTooMuch(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for path, contentType := range map[string]string{"/v1/plans": "application/json", "/v1/imports?kind=offences&filename=x.csv": file} {
		r := request("POST", path, "{", "Content-Type", contentType)
		r.ContentLength = 3 << 30
		if rec := s.ask(t, r); rec.Code != 413 {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

// TestTwins has several callers who ask for the same at once.
func TestTwins(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	for path, body := range map[string]string{
		"/v1/surfaces":  `{"area":"Ostermouth","group":"burglary"}`,
		"/v1/zone-sets": `{"area":"Ostermouth","operation":"nte"}`,
	} {
		answers := make([]*httptest.ResponseRecorder, 4)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = s.ask(t, request("POST", path, body)) })
		}
		all.Wait()
		for _, rec := range answers {
			if rec.Code != 200 || !bytes.Equal(rec.Body.Bytes(), answers[0].Body.Bytes()) {
				t.Errorf("%s: %d %s; another gets %s", path, rec.Code, rec.Body, answers[0].Body)
			}
		}
	}
}

func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.store.Close()
	for path, want := range map[string]int{
		"/healthz": 200, "/": 200, "/readyz": 503, "/v1/areas": 503, "/v1/plans/none": 503, "/tiles/areas/0/0/0.mvt": 503, "/v1/nothing": 404,
	} {
		s.log.Reset()
		rec := s.ask(t, request("GET", path, ""))
		if rec.Code != want || (rec.Header().Get("Retry-After") != "") != (want == 503) {
			t.Errorf("%s: %d %s, retry after %q; want %d", path, rec.Code, rec.Body, rec.Header().Get("Retry-After"), want)
		}
		if lines := strings.Count(s.log.String(), "\n"); (lines == 1) != (want == 503) || lines > 1 {
			t.Errorf("%s: logged %q", path, s.log)
		}
	}
}

// TestPanic logs where the program broke, once, and tells the caller nothing of it.
func TestPanic(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h, err := api.New(api.Options{
		Imports: broken{}, Ready: func(context.Context) error { return nil }, Hosts: []string{"localhost"},
		Map: fstest.MapFS{}, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		t.Fatal(err)
	}
	rec := server{Handler: h}.ask(t, request("GET", "/v1/imports", ""))
	if rec.Code != 500 || strings.Contains(rec.Body.String(), "secret") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if text := log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "secret") || !strings.Contains(text, "faults_test.go") {
		t.Errorf("logged %s", text)
	}
}

// broken is a ledger with a defect.
type broken struct{ uploads }

func (broken) Imports(context.Context) ([]app.Import, error) { panic("secret") }
