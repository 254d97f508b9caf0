package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"beatplan/internal/store"
)

const (
	mixedFor = 10 * time.Minute
	// mostGrowth is by how much goroutines and files may differ from one quiet moment to
	// another: a connection or two of the pools come and go.
	mostGrowth = 10
	// mostConnections is what the program's two pools and its probe have at most.
	mostConnections = store.Connections + store.QueueConnections + 1
)

// A taking is what a server takes when nobody asks for anything.
type taking struct{ connections, goroutines, files, resident int }

// mixedLoad asks for this and that on eight lines, leaves one answer in ten unread, and
// compares what the server takes before and after.
func mixedLoad(ctx context.Context, s *server) (string, bool, error) {
	s.mix(ctx, 20*time.Second) // what a server makes once
	before, err := s.quiet(ctx)
	if err != nil {
		return "", false, err
	}
	got := s.mix(ctx, mixedFor)
	after, err := s.quiet(ctx)
	well := got.count["200"] + got.count["202"] + got.count["429+"] + got.count["503+"] + got.count["left"]
	asked := 0
	for _, n := range got.count {
		asked += n
	}
	ok := after.connections <= mostConnections && after.goroutines <= before.goroutines+mostGrowth && after.files <= before.files+mostGrowth &&
		after.resident <= 150 && well == asked
	return fmt.Sprintf("connections %d, then %d; goroutines %d, %d; files %d, %d; %d MiB, %d; %s",
		before.connections, after.connections, before.goroutines, after.goroutines, before.files, after.files, before.resident, after.resident, got), ok, err
}

// mix asks for this and that for a time.
func (s *server) mix(ctx context.Context, during time.Duration) *answers {
	paths := []string{
		"/v1/areas", "/v1/cells?area=Ostermouth&group=robbery&limit=100", "/tiles/areas/10/518/338.mvt", "/tiles/ground/13/4150/2706.mvt", "/v1/zone-sets",
		"/v1/plans", "/v1/jobs", "/readyz", "/v1/coverage", "/v1/cells?area=Demoshire&group=all", "/v1/focus-areas?operation=nte", "/",
	}
	var a answers
	var surface struct{ ID string }
	if err := json.Unmarshal([]byte(a.post(s, "/v1/surfaces", "application/json", []byte(`{"area":"Demoshire","group":"all"}`))), &surface); err != nil {
		a.add("no surface", 0)
		return &a
	}
	path := func(i int) string {
		at := i % (len(paths) + 3)
		if at < len(paths) {
			return paths[at]
		}
		up := at - len(paths) // zooms closer than 11, where three by three tiles hold the county
		side := 3 << up
		return fmt.Sprintf("/tiles/%s/%d/%d/%d.mvt", surface.ID, 11+up, 1036<<up+i%side, 677<<up+i/side%side)
	}
	var lines sync.WaitGroup
	until := time.Now().Add(during)
	for line := range 8 {
		lines.Go(func() {
			for i := line; time.Now().Before(until) && ctx.Err() == nil; i++ {
				if i%10 == 0 {
					s.leave(ctx, path(i))
					a.add("left", 0)
				} else {
					a.ask(s, path(i))
				}
				time.Sleep(300 * time.Millisecond)
			}
		})
	}
	lines.Wait()
	return &a
}

// leave asks for a path and goes before the answer has come.
func (s *server) leave(ctx context.Context, path string) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+path, nil)
	if err != nil {
		panic(err) // the path is one of ours
	}
	if response, err := s.client.Do(r); err == nil {
		_ = response.Body.Close()
	}
}

// quiet waits until the server has nothing to do, and returns what it takes then.
func (s *server) quiet(ctx context.Context) (taking, error) {
	s.client.CloseIdleConnections()
	time.Sleep(20 * time.Second)
	var t taking
	var err error
	if t.resident, err = s.resident(); err != nil {
		return t, err
	}
	if t.connections, err = s.number(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = 'beatplan' AND backend_type = 'client backend' AND pid <> pg_backend_pid()"); err != nil {
		return t, err
	}
	_, said, _, err := s.getAt(s.admin, "/metrics")
	for name, into := range map[string]*int{"go_goroutines": &t.goroutines, "process_open_fds": &t.files} {
		_, rest, found := strings.Cut(said.body, "\n"+name+" ")
		value, _, _ := strings.Cut(rest, "\n")
		number, parseErr := strconv.ParseFloat(value, 64)
		if err == nil && (!found || parseErr != nil) {
			err = fmt.Errorf("no %s among the figures", name)
		}
		*into = int(number)
	}
	return t, err
}
