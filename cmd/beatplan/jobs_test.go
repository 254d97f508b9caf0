package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"beatplan/internal/long"
)

// serving starts a server of the test's own program, which a test can kill, and
// returns it and its address.
func (p program) serving(args ...string) (*exec.Cmd, string) {
	p.t.Helper()
	flags := []string{"--database-url", p.url, "--data-dir", filepath.Join(p.dir, "data"), "--as", "analyst", "serve", "--listen", "127.0.0.1:0"}
	cmd := exec.Command(os.Args[0], append(flags, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=yes")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		_ = cmd.Process.Kill() // unless it has ended
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		p.t.Fatal(err)
	}
	var address string
	if _, err := fmt.Sscanf(line, "the map is at %s", &address); err != nil {
		p.t.Fatalf("%v: %s", err, line)
	}
	return cmd, address
}

// send posts a file, with its mapping where there is one, and returns the answer.
func (p program) send(address, query, file, mapping string, headers ...string) (int, map[string]any) {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, part := range [][2]string{{"mapping", mapping}, {"file", file}} {
		if part[1] == "" {
			continue
		}
		text, err := os.ReadFile(part[1])
		if err != nil {
			p.t.Fatal(err)
		}
		w, err := form.CreateFormFile(part[0], filepath.Base(part[1]))
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequest("POST", address+"/v1/imports?"+query, &body)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		p.t.Fatalf("%v: %s", err, text)
	}
	return response.StatusCode, answer
}

// TestSendFeatures sends sites and areas as GeoJSON and as KML.
func TestSendFeatures(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	const beat = `<kml><Placemark><name>B1</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0.7,51.5 0.72,51.5 0.72,51.52 0.7,51.5</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`
	const hospital = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"General"},"geometry":{"type":"Point","coordinates":[0.68,51.55]}}]}`
	_, address := p.serving()
	for query, file := range map[string]string{
		"kind=sites&category=taxi-rank":              p.write("ranks.kml", ranksKML),
		"kind=sites&category=hospital&source=nhs":    p.write("hospitals.geojson", hospital),
		"kind=areas&area_kind=ward&id_property=name": p.write("beats.kml", beat),
	} {
		if status, answer := p.send(address, query, file, ""); status != 200 || answer["new"] == 0.0 || answer["new"] != answer["read"] {
			t.Errorf("%s: %d %v", query, status, answer)
		}
	}
}

// TestSendEveryKind sends a file of every kind that there is to a server, and has
// a job take it in again.
func TestSendEveryKind(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	docs := filepath.Join("..", "..", "docs")
	district := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"D1","name":"Town"},` +
		`"geometry":{"type":"Polygon","coordinates":[[[0.7,51.5],[0.72,51.5],[0.72,51.52],[0.7,51.5]]]}}]}`
	power := strings.Replace(district, `"code":"D1","name":"Town"`, `"kind":"pspo","authority":"Council","reference":"1","from":"2025-01-01"`, 1)
	files := map[string]struct{ query, file, mapping string }{
		"offences":       {"", p.write("street.csv", "Crime ID,Month,Longitude,Latitude,Crime type,Last outcome category\na,2025-01,0.7,51.5,Burglary,\n"), ""},
		"incidents":      {"", p.write("calls.csv", "Incident Number,Opening Code,Closing Code,Result,Call Date,Call Time,Easting,Northing,Beat Code,Location Type,Street Name,Caller Name\n1,NOISE,ASB NUISANCE,NFA,03/10/2025,22:15,588500,185000,C1,STREET,High Street,Somebody\n"), filepath.Join(docs, "incidents.example.yaml")},
		"partner-counts": {"&max_rejected=50", p.write("ed.csv", "Place of Assault,LSOA,Reason,Month,Attendances\nThe Bell,,Assault,2025-03,<5\n"), filepath.Join(docs, "partner-counts.example.yaml")},
		"areas":          {"&area_kind=district", p.write("district.geojson", district), ""},
		"sites":          {"&mapping=rail", p.write("rail.csv", "crsCode,stationName,lat,long\nSOV,Southend Victoria,51.54,0.71\n"), ""},
		"searches":       {"", p.write("searches.csv", "Type,Date,Latitude,Longitude,Object of search,Outcome\nPerson search,2025-06-12T10:00:00+00:00,51.5455,0.7077,Controlled drugs,Arrest\n"), ""},
		"osm":            {"", filepath.Join("..", "..", "internal", "ingest", "testdata", "corner.osm.pbf"), ""},
		"people":         {"&census=2021", p.write("people.csv", "area_code,residents\nE01015814,1378\n"), ""},
		"powers":         {"", p.write("powers.geojson", power), ""},
		"events":         {"&event_kind=fixture", p.write("events.csv", "date,name\n2025-12-25,Match\n"), ""},
	}
	_, address := p.serving()
	for kind := range kinds() {
		f, has := files[kind]
		if !has {
			t.Errorf("no file of kind %s", kind)
			continue
		}
		status, answer := p.send(address, "kind="+kind+f.query, f.file, f.mapping)
		if status != 200 || answer["new"] == 0.0 || answer["new"] != answer["read"] || answer["principal"] != "analyst" || answer["filename"] != filepath.Base(f.file) {
			t.Errorf("%s: %d %v", kind, status, answer)
		}
		if beside, _ := answer["beside"].([]any); (len(beside) > 0) != (kind == "osm") {
			t.Errorf("%s: beside it %v", kind, beside)
		}
		status, answer = p.send(address, "kind="+kind+f.query, f.file, f.mapping, "Prefer", "respond-async")
		if status != 202 {
			t.Fatalf("%s: %d %v", kind, status, answer)
		}
		job := p.awaited(answer["id"].(string))
		results, _ := job["results"].([]any)
		if job["state"] != "done" || len(results) == 0 {
			t.Fatalf("%s: %v", kind, job)
		}
		var id string
		if _, err := fmt.Sscanf(results[0].(string), "/v1/imports/%s", &id); err != nil {
			t.Fatal(err)
		}
		if again := p.figures("imports", "show", id); again["read"] == 0.0 || again["unchanged"] != again["read"] {
			t.Errorf("%s, by a job: %v", kind, again)
		}
	}
	// What cannot be read is refused before it waits for a worker.
	if status, answer := p.send(address, "kind=incidents", files["incidents"].file, "", "Prefer", "respond-async"); status != 422 {
		t.Errorf("no mapping: %d %v", status, answer)
	}
	if left, err := os.ReadDir(filepath.Join(p.dir, "data", "received")); err != nil || len(left) > 0 {
		t.Errorf("of what was received there is left %v (%v)", left, err)
	}
}

// awaited returns a job that has ended, as the command line shows it.
func (p program) awaited(id string) map[string]any {
	p.t.Helper()
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		job := p.figures("jobs", "show", id)
		switch job["state"] {
		case "done", "failed", "cancelled":
			return job
		}
		if time.Since(began) > 3*time.Minute {
			p.t.Fatalf("still %v", job)
		}
	}
}

// TestKilledInJob kills a server while it imports. Another program does the job,
// and what comes of it is what an import makes that nobody disturbs.
func TestKilledInJob(t *testing.T) {
	t.Parallel()
	long.Test(t)
	var text strings.Builder
	text.WriteString("Crime ID,Month,Longitude,Latitude,Crime type,Last outcome category\n")
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 60_000 {
		fmt.Fprintf(&text, "%x,2025-%02d,%.6f,%.6f,Burglary,\n", i/2, 1+r.IntN(12), 0.5+r.Float64()/10, 51.6+r.Float64()/10)
	}
	p := newProgram(t)
	p.must("import", "offences", p.write("year.csv", text.String()))
	want := p.rows()

	p = newProgram(t)
	file := p.write("year.csv", text.String())
	server, address := p.serving()
	status, job := p.send(address, "kind=offences&filename="+url.QueryEscape("a year.csv"), file, "", "Prefer", "respond-async")
	if status != 202 {
		t.Fatalf("%d %v", status, job)
	}
	state := func() string { return query[string](p, "SELECT state::text FROM river.river_job")[0] }
	for state() != "running" {
		time.Sleep(5 * time.Millisecond)
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait() // killed
	if s := state(); s != "running" {
		t.Fatalf("killed too late: the job is %s", s)
	}
	if n := p.count(); n != 0 {
		t.Errorf("half of it is there: %d rows", n)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	defer stop()
	ended := make(chan int, 1)
	var out, errs bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"--database-url", p.url, "--data-dir", filepath.Join(p.dir, "another"), "--as", "worker", "worker", "--workers", "1"}, &out, &errs)
	}()
	done := p.awaited(job["id"].(string))
	stop()
	if code := <-ended; code != 0 || errs.Len() > 0 || !strings.Contains(out.String(), "working jobs, 1 at a time") {
		t.Errorf("the worker ends with %d: %s%s", code, &out, &errs)
	}
	if done["state"] != "done" || done["attempts"] != 2.0 || !strings.Contains(fmt.Sprint(done["failures"]), "without a word") {
		t.Errorf("the job is %v", done)
	}
	got := p.rows()
	if len(got) != len(want) {
		t.Fatalf("%d rows, undisturbed %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("row %d is %s, undisturbed %s", i, got[i], want[i])
		}
	}
	if by := query[string](p, "SELECT principal || ' ' || filename FROM imports"); len(by) != 1 || by[0] != "analyst a year.csv" {
		t.Errorf("the ledger says %v", by)
	}
}

// TestJobs lists, shows and cancels.
func TestJobs(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	if all := p.figures("jobs", "list")["jobs"].([]any); len(all) != 0 {
		t.Errorf("none yet, and %v", all)
	}
	_, address := p.serving("--workers", "0")
	status, job := p.send(address, "kind=areas&area_kind=ward", p.write("w.geojson", "{}"), "", "Prefer", "respond-async")
	if status != 202 {
		t.Fatalf("%d %v", status, job)
	}
	for command, want := range map[string][]string{
		"list":   {"id  kind", "1   import  waiting", "analyst"},
		"show 1": {"state      waiting", `"area_kind":"ward"`, "tries      0 of 5"},
	} {
		got := p.must(append([]string{"jobs"}, strings.Fields(command)...)...)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("jobs %s: no %q in %s", command, w, got)
			}
		}
	}
	if got := p.must("jobs", "cancel", "1"); got != "job 1 is cancelled\n" {
		t.Errorf("cancel: %s", got)
	}
	if got := p.figures("jobs", "show", "1"); got["state"] != "cancelled" || got["cancelled_by"] != "analyst" {
		t.Errorf("then it is %v", got)
	}
	for command, says := range map[string]string{
		"jobs show 2":            "no job 2",
		"jobs cancel two":        `"two" is no number of a job`,
		"worker --workers 0":     "--workers 0: a program works 1 to 8 jobs at a time",
		"serve --workers 9":      "--workers 9",
		"serve --workers -1":     "--workers -1",
		"worker --workers three": "--workers",
	} {
		code, _, stderr := p.run(strings.Fields(command)...)
		if code != 1 && code != 2 || !strings.Contains(stderr, says) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit %d: %s", command, code, stderr)
		}
	}
}
