package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/app"
)

// work has the server's jobs worked until the test ends.
func (s server) work(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.queue.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// later asks for something by a job and returns its path.
func (s server) later(t *testing.T, path, body string, headers ...string) string {
	t.Helper()
	rec := s.ask(t, request("POST", path, body, append(headers, "Prefer", "return=minimal, Respond-Async; wait=10")...))
	job, applied := rec.Header().Get("Location"), rec.Header().Get("Preference-Applied")
	if rec.Code != 202 || !strings.HasPrefix(job, "/v1/jobs/") || applied != "respond-async" || member(t, rec, "state") != "waiting" {
		t.Fatalf("%s: %d, Location %q, applied %q: %s", path, rec.Code, job, applied, rec.Body)
	}
	return job
}

// ended returns a job that has ended, or fails the test after a minute.
func (s server) ended(t *testing.T, job string) *httptest.ResponseRecorder {
	t.Helper()
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		rec := s.ask(t, request("GET", job, ""))
		if state, _ := member(t, rec, "state").(string); app.JobState(state).Ended() {
			return rec
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("after a minute: %s", rec.Body)
		}
	}
}

// answer waits until a job has ended and returns what it has made.
func (s server) answer(t *testing.T, job string) []byte {
	t.Helper()
	rec := s.ended(t, job)
	results, _ := member(t, rec, "results").([]any)
	if member(t, rec, "state") != "done" || member(t, rec, "percent") != 100.0 || member(t, rec, "principal") != "the test" || len(results) != 1 {
		t.Fatalf("%s", rec.Body)
	}
	made := s.ask(t, request("GET", results[0].(string), ""))
	if made.Code != 200 {
		t.Fatalf("%s: %d %s", results[0], made.Code, made.Body)
	}
	return made.Body.Bytes()
}

// TestLater asks for everything that a job can do. What comes of it is what an
// answer at once would have been.
func TestLater(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	orders := map[string]string{
		"/v1/surfaces":              `{"area":"Ostermouth","group":"robbery","from":"2025-01","to":"2025-06"}`,
		"/v1/hotspots/forecasts":    `{"area":"Ostermouth","group":"robbery"}`,
		"/v1/hotspots/find":         `{"area":"Ostermouth","group":"robbery","resolution":9}`,
		"/v1/hotspots/spots":        `{"area":"Ostermouth","group":"robbery"}`,
		"/v1/hotspots/emerging":     `{"area":"Ostermouth","group":"robbery","resolution":9}`,
		"/v1/hotspots/repeats":      `{"area":"Ostermouth","group":"robbery","shuffles":9}`,
		"/v1/hotspots/hours":        `{"area":"Ostermouth","group":"robbery","resolution":9}`,
		"/v1/hotspots/comparisons":  `{"area":"Ostermouth","group":"robbery","from":"2025-07","to":"2025-12","with":"2025-01..2025-06"}`,
		"/v1/hotspots/evaluations":  `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-09","test":"2025-10..2025-12","resolution":9}`,
		"/v1/hotspots/displacement": `{"area":"Ostermouth","group":"robbery","from":"2025-07","to":"2025-12","before":"2025-01..2025-06","treated":["WEST"],"control":["EAST"]}`,
		"/v1/hotspots/trials":       `{"area":"Ostermouth","group":"robbery","start":"2026-01-09","days":20}`,
		"/v1/models":                `{"area":"Ostermouth","group":"robbery","train":"2025-01..2025-09","resolution":9}`,
		"/v1/zone-sets":             `{"area":"Ostermouth","operation":"nte"}`,
		"/v1/plans":                 `{"area":"Ostermouth","operation":"nte","date":"2026-01-09","shift":"18:00-22:00","units":1}`,
	}
	jobs := map[string]string{}
	for path, body := range orders {
		jobs[path] = s.later(t, path, body)
		if again := s.later(t, path, body); again != jobs[path] {
			t.Errorf("%s, asked for twice, is %s and %s", path, jobs[path], again)
		}
	}
	s.work(t)
	for path, job := range jobs {
		made := s.answer(t, job)
		if at := s.ask(t, request("POST", path, orders[path])); !bytes.Equal(made, at.Body.Bytes()) {
			t.Errorf("%s: the job makes %s, at once it is %s", path, made, at.Body)
		}
	}
	plan := member(t, s.ended(t, jobs["/v1/plans"]), "results").([]any)[0].(string)
	const delayed = `{"at":"19:00","delay":[{"unit":"Unit 1","until":"19:30"}]}`
	if made, at := s.answer(t, s.later(t, plan+"/replans", delayed)), s.ask(t, request("POST", plan+"/replans", delayed)); !bytes.Equal(made, at.Body.Bytes()) {
		t.Errorf("a re-plan: the job makes %s, at once it is %s", made, at.Body)
	}
	trial := member(t, s.ended(t, jobs["/v1/hotspots/trials"]), "results").([]any)[0].(string)
	verdict := s.ended(t, s.later(t, trial+"/verdict", `{}`))
	if member(t, verdict, "state") != "failed" || !strings.Contains(verdict.Body.String(), "load the offences of all of its days") {
		t.Errorf("of a trial to come: %s", verdict.Body)
	}
	get := s.ask(t, request("GET", "/v1/hotspots/spots?area=Ostermouth&group=robbery", "", "Prefer", "respond-async", "Accept", "text/csv"))
	if rows, _, _ := strings.Cut(get.Body.String(), ","); get.Code != 200 || rows != "id" {
		t.Errorf("spots that are got, which have tables and pages: %d %.300s", get.Code, get.Body)
	}
	failed := s.ended(t, s.later(t, "/v1/models", `{"area":"Atlantis","group":"robbery","train":"2025-01"}`))
	if member(t, failed, "state") != "failed" || !strings.Contains(failed.Body.String(), `no area \"Atlantis\"`) || member(t, failed, "attempts") != 1.0 {
		t.Errorf("of no area: %s", failed.Body)
	}
	if s.log.Len() > 0 {
		t.Errorf("logged %s", s.log)
	}
}

// TestGotLater has what is got left to jobs because it takes too long. What comes of it is what
// an answer at once would have been.
func TestGotLater(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	if rec := s.ask(t, request("POST", "/v1/areas", `{"name":"Spent","kind":"funded","of":["WEST"]}`)); rec.Code != 200 {
		t.Fatalf("a funded area: %d, %.300s", rec.Code, rec.Body)
	}
	hurried := s.within(t, time.Nanosecond)
	s.work(t)
	for path, kind := range map[string]string{
		"/v1/hotspots/spots?area=Ostermouth&group=robbery":                        "spots",
		"/v1/reports/overlap?area=Ostermouth&a=violence&b=robbery&spots=5":        "overlap",
		"/v1/reports/overlap/spots?area=Ostermouth&a=violence&b=robbery&spots=5":  "overlap-spots",
		"/v1/reports/funded?area=Ostermouth&group=violence":                       "funded",
		"/v1/reports/funded/areas?area=Ostermouth&group=violence":                 "funded-areas",
		"/v1/cells?area=Ostermouth&group=robbery&from=2025-01&to=2025-06&limit=9": "count",
	} {
		at, left := s.ask(t, request("GET", path, "")), hurried.ask(t, request("GET", path, ""))
		if left.Code != 202 || member(t, left, "kind") != kind {
			t.Fatalf("%s: %d %.300s", path, left.Code, left.Body)
		}
		made := s.answer(t, left.Header().Get("Location"))
		if kind == "count" { // the job keeps a surface
			var surface struct{ ID string }
			if err := json.Unmarshal(made, &surface); err != nil {
				t.Fatal(err)
			}
			cells := featuresOf(t, s.ask(t, request("GET", "/v1/surfaces/"+surface.ID+"/cells?limit=9", "")))
			if diff := cmp.Diff(featuresOf(t, at), cells); diff != "" {
				t.Errorf("%s (-at once +of the job):\n%s", path, diff)
			}
		} else if !bytes.Equal(made, at.Body.Bytes()) {
			t.Errorf("%s: the job makes %s, at once it is %s", path, made, at.Body)
		}
		again := hurried.ask(t, request("GET", path, "")) // it would take too long again
		if again.Code != 200 || !bytes.Equal(again.Body.Bytes(), at.Body.Bytes()) || again.Header().Get("ETag") != at.Header().Get("ETag") {
			t.Errorf("%s, once its job has ended: %d %.300s, ETag %s", path, again.Code, again.Body, again.Header().Get("ETag"))
		}
	}
	if rec := s.ask(t, request("PUT", "/v1/clocks/drill", `{"rule":"Fri 22:00-03:00"}`)); rec.Code != 200 {
		t.Fatalf("a clock: %d, %.300s", rec.Code, rec.Body)
	}
	const path = "/v1/reports/funded?area=Ostermouth&group=violence"
	if anew := hurried.ask(t, request("GET", path, "")); anew.Code != 202 {
		t.Errorf("%s, now that something has changed: %d, %.300s", path, anew.Code, anew.Body)
	}
}

// TestImportLater has files imported by jobs: good and bad, and one file by
// several at once.
func TestImportLater(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.work(t)
	const path = "/v1/imports?kind=offences&filename=a.csv"
	rec := s.ended(t, s.later(t, path, "a,b\n", "Content-Type", file))
	if member(t, rec, "state") != "failed" || !strings.Contains(rec.Body.String(), "a.csv: not a street-level crime file") {
		t.Errorf("a bad file: %s", rec.Body)
	}
	body := header + strings.Repeat(robbery, 3000)
	jobs := make([]string, 3)
	var all sync.WaitGroup
	for i := range jobs {
		all.Go(func() { jobs[i] = s.later(t, path, body, "Content-Type", file) })
	}
	all.Go(func() {
		if rec := s.ask(t, request("POST", path, body, "Content-Type", file)); rec.Code != 200 {
			t.Errorf("at once: %d %s", rec.Code, rec.Body)
		}
	})
	all.Wait()
	for _, job := range jobs {
		rec := s.ended(t, job)
		if member(t, rec, "state") != "done" || member(t, rec, "rows") != 3000.0 {
			t.Fatalf("%s", rec.Body)
		}
		result := member(t, rec, "results").([]any)[0].(string)
		if made := s.ask(t, request("GET", result, "")); made.Code != 200 || member(t, made, "read") != 3000.0 {
			t.Errorf("%s: %d %s", result, made.Code, made.Body)
		}
	}
	ledger := member(t, s.ask(t, request("GET", "/v1/imports", "")), "imports").([]any)
	added, unchanged := 0.0, 0.0
	for _, entry := range ledger {
		added += entry.(map[string]any)["new"].(float64)
		unchanged += entry.(map[string]any)["unchanged"].(float64)
	}
	if len(ledger) != 4 || added != 3000 || unchanged != 3*3000 {
		t.Errorf("%d files added %g rows and found %g unchanged", len(ledger), added, unchanged)
	}
}

// TestCancelJob cancels jobs in every state that needs no worker.
func TestCancelJob(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	job := s.later(t, "/v1/plans", `{"area":"A","operation":"nte","date":"2026-01-09","shift":"18:00-22:00","units":1}`)
	for range 2 {
		rec := s.ask(t, request("POST", job+"/cancel", ""))
		if rec.Code != 200 || member(t, rec, "state") != "cancelled" || member(t, rec, "cancelled_by") != "the test" {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	}
	const long = `{"area":"A","operation":"nte","date":"2026-01-09","shift":"18:00-22:00","units":1,"deadline":120}`
	if rec := s.ask(t, request("POST", "/v1/plans", long)); rec.Code != 404 {
		t.Errorf("a plan of no area, given longer than a request: %d %s", rec.Code, rec.Body)
	}
	s.work(t)
	failed := s.later(t, "/v1/plans", `{"area":"A","operation":"nte","date":"2026-01-09","shift":"18:00-22:00","units":1}`)
	s.ended(t, failed)
	for path, want := range map[string]int{failed: 409, "/v1/jobs/99": 404, "/v1/jobs/x": 400, "/v1/jobs/0": 400} {
		if rec := s.ask(t, request("POST", path+"/cancel", "")); rec.Code != want {
			t.Errorf("%s: %d %s, want %d", path, rec.Code, rec.Body, want)
		}
	}
	if rec := s.ask(t, request("GET", "/v1/jobs", "")); len(member(t, rec, "jobs").([]any)) != 2 {
		t.Errorf("%s", rec.Body)
	}
}

// TestCallerLeaves has a caller who goes while the database is busy for them: it
// stops, and nothing is in.
func TestCallerLeaves(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	held, err := s.store.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), "LOCK TABLE imports"); err != nil {
		t.Fatal(err)
	}
	waiting := func() (n int) {
		const sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE imports%'"
		// Outside the transaction, which would see all of its time what it saw first.
		if err := s.store.Pool().QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	ctx, leave := context.WithCancel(t.Context())
	answered := make(chan bool)
	rec := httptest.NewRecorder()
	go func() {
		r := request("POST", "/v1/imports?kind=offences&filename=a.csv", header+robbery, "Content-Type", file)
		s.ServeHTTP(rec, r.WithContext(ctx))
		close(answered)
	}()
	for waiting() == 0 {
		select {
		case <-answered:
			t.Fatalf("it did not wait: %d %s", rec.Code, rec.Body)
		case <-time.After(10 * time.Millisecond):
		}
	}
	began := time.Now()
	leave()
	<-answered
	for waiting() > 0 {
		if time.Since(began) > 30*time.Second {
			t.Fatal("the database is still at it")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("the statement has ended %v after the caller left", time.Since(began))
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ledger := member(t, s.ask(t, request("GET", "/v1/imports", "")), "imports").([]any); len(ledger) != 0 {
		t.Errorf("the ledger has %v", ledger)
	}
	if s.log.Len() > 0 {
		t.Errorf("logged %s", s.log)
	}
}
