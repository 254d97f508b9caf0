package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

func rows() []row {
	return []row{
		{"boxes that are none", "400 that names bbox, the world in 1 s", oddBoxes},
		{"one file sent twice at once", "its rows once", sentTwice},
		{"an import killed eight times", "each time at work; all or none of it, no table left", killedImports},
		{"other host names and other sites' pages", "403 for each", otherHosts},
		{"a header of 1 MB", "refused, and the next is served", longHeader},
		{"200 questions a second whether it is ready", "1 connection, all 200", readiness},
		{"a table locked under 60 requests", "503 in 3 s, readyz and jobs in 100 ms", lockedTable},
		{"connections cut under load", "5 s later all are well", cutConnections},
		{"PostgreSQL killed", "ready in 5 s", killedDatabase},
		{"100 requests that dribble their headers", "gone in 15 s", slowHeaders},
		{"1,200 connections that say nothing", "1,000 at most, the next served in 15 s", silentConnections},
		{"60 readers who do not read, 60 senders of 1 byte a second", "250 MiB, others in 200 ms, cut off in 30 s", slowCallers},
		{"ten minutes of mixed load", "no more goroutines or files than before, 150 MiB", mixedLoad},
		{"a full disk, and PostgreSQL killed on it", "reads go on, no path in an answer, room: ready in 5 s", fullDisk},
	}
}

func otherHosts(_ context.Context, s *server) (string, bool, error) {
	var a answers
	for _, path := range []string{"/", "/healthz", "/v1/areas", "/tiles/areas/0/0/0.mvt"} {
		a.ask(s, path, "Host", "evil.example")
		a.ask(s, path, "Host", "evil.example", "X-Forwarded-Host", "localhost")
	}
	status, _, took, err := s.getAt(s.admin, "/metrics", "Host", "evil.example")
	a.add(fmt.Sprint(status), took)
	a.ask(s, "/v1/areas", "Sec-Fetch-Site", "cross-site")
	a.ask(s, "/tiles/areas/0/0/0.mvt", "Sec-Fetch-Site", "cross-site")
	return a.String(), a.only("403"), err
}

func longHeader(_ context.Context, s *server) (string, bool, error) {
	status, _, _, err := s.get("/healthz", "X-Long", strings.Repeat("x", 1<<20))
	next, _, _, nextErr := s.get("/healthz")
	return fmt.Sprintf("%d, then %d", status, next), (err != nil || status == 431) && next == 200, nextErr
}

func readiness(ctx context.Context, s *server) (string, bool, error) {
	const connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'beatplan' AND backend_type = 'client backend'"
	before, err := s.number(ctx, connections)
	if err != nil {
		return "", false, err
	}
	var a answers
	var all sync.WaitGroup
	for range 600 {
		all.Go(func() { a.ask(s, "/readyz") })
		time.Sleep(5 * time.Millisecond)
	}
	during, err := s.number(ctx, connections)
	all.Wait()
	return fmt.Sprintf("%d more connections, %s", during-before, &a), during-before <= 1 && a.only("200"), err
}

func lockedTable(ctx context.Context, s *server) (string, bool, error) {
	locked := make(chan error, 1)
	go func() { locked <- s.sql(ctx, "BEGIN", "LOCK TABLE areas", "SELECT pg_sleep(8)", "COMMIT") }()
	time.Sleep(time.Second)
	var areas, others answers
	var all sync.WaitGroup
	for range 60 {
		all.Go(func() { areas.ask(s, "/v1/areas?kind=district") })
	}
	for range 20 {
		others.ask(s, "/readyz")
		others.ask(s, "/v1/jobs")
		time.Sleep(50 * time.Millisecond)
	}
	all.Wait()
	ok := areas.only("503+") && areas.slowest <= 3*time.Second && others.only("200") && others.slowest <= 100*time.Millisecond
	return fmt.Sprintf("%s; the others %s", &areas, &others), ok, <-locked
}

func cutConnections(ctx context.Context, s *server) (string, bool, error) {
	var during, after answers
	for range 5 {
		if err := s.sql(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'beatplan' AND pid <> pg_backend_pid()"); err != nil {
			return "", false, err
		}
		for range 20 {
			during.ask(s, "/v1/areas?kind=district")
		}
	}
	time.Sleep(5 * time.Second)
	for range 50 {
		after.ask(s, "/v1/areas?kind=district")
	}
	return fmt.Sprintf("%s; after %s", &during, &after), after.only("200") && during.count["none"] == 0, nil
}

func killedDatabase(_ context.Context, s *server) (string, bool, error) {
	if err := s.killPostmaster(); err != nil {
		return "", false, err
	}
	began := time.Now()
	time.Sleep(time.Second) // the last answer is a second old at the most
	s.ready()
	took := time.Since(began)
	status, _, _, err := s.get("/v1/areas?kind=district")
	return fmt.Sprintf("ready after %s, areas %d", took.Round(10*time.Millisecond), status), took <= 5*time.Second && status == 200, err
}

// gone waits until the server has let go of connections, and returns how long the last
// took and how many are left.
func gone(s *server, conns []net.Conn, most time.Duration, meanwhile func() error) (time.Duration, int, error) {
	began := time.Now()
	for {
		held, err := s.held()
		if err != nil {
			return 0, 0, err
		}
		left := 0
		for _, conn := range conns {
			if held[conn.LocalAddr().(*net.TCPAddr).Port] {
				left++
			}
		}
		if took := time.Since(began); left == 0 || took > most {
			return took.Round(time.Second), left, nil
		}
		if err := meanwhile(); err != nil {
			return 0, left, err
		}
		time.Sleep(500 * time.Millisecond)
	}
}

func slowHeaders(_ context.Context, s *server) (string, bool, error) {
	var conns []net.Conn
	for range 100 {
		conn, err := s.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-")
		if err != nil {
			return "", false, err
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	took, left, err := gone(s, conns, 15*time.Second, func() error {
		for _, conn := range conns {
			_, _ = io.WriteString(conn, "x") // until it is gone
		}
		return nil
	})
	return fmt.Sprintf("%d left after %s", left, took), left == 0, err
}

func silentConnections(_ context.Context, s *server) (string, bool, error) {
	const callers, most = 1200, 1000
	s.client.CloseIdleConnections() // else one of them is served at once
	for range callers {
		conn, err := s.raw("")
		if err != nil {
			return "", false, err
		}
		defer conn.Close()
	}
	taken, err := s.sockets()
	if err != nil {
		return "", false, err
	}
	status, _, took, err := s.get("/healthz")
	return fmt.Sprintf("%d taken, then %d after %s", taken, status, took.Round(time.Second)), taken <= most+mostConnections+2 && status == 200 && took <= 15*time.Second, err
}

// slowCallers has readers who take nothing. Their 30 s begin when their answers do, and
// these wait for one another for some seconds.
func slowCallers(_ context.Context, s *server) (string, bool, error) {
	var readers, senders []net.Conn
	for range 60 {
		reader, err := s.raw("GET /v1/cells?area=Demoshire&group=all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if err != nil {
			return "", false, err
		}
		defer reader.Close()
		readers = append(readers, reader)
		sender, err := s.raw("POST /v1/imports?kind=offences&filename=slow.csv HTTP/1.1\r\nHost: localhost\r\n" +
			"Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\n")
		if err != nil {
			return "", false, err
		}
		defer sender.Close()
		senders = append(senders, sender)
	}
	began := make([]time.Time, len(readers))
	longest := time.Duration(0) // that a reader was held after its answer began
	var others answers
	most := 0
	watch := func() error {
		others.ask(s, "/v1/areas?kind=district")
		now, err := s.resident()
		if err != nil {
			return err
		}
		most = max(most, now)
		for _, sender := range senders {
			_, _ = io.WriteString(sender, "x") // until it is gone
		}
		held, err := s.held()
		for i, reader := range readers {
			if began[i].IsZero() && waits(reader) {
				began[i] = time.Now()
			}
			if !began[i].IsZero() && held[reader.LocalAddr().(*net.TCPAddr).Port] {
				longest = max(longest, time.Since(began[i]))
			}
		}
		return err
	}
	_, left, err := gone(s, slices.Concat(senders, readers), 60*time.Second, watch)
	ok := left == 0 && longest <= 31*time.Second && most <= 250 && others.only("200") && others.slowest <= 200*time.Millisecond
	return fmt.Sprintf("%d MiB, %d left, the last %s after its answer began; the others %s", most, left, longest.Round(time.Second), &others), ok, err
}
