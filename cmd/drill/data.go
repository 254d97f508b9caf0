package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"beatplan/internal/pglocal"
)

func oddBoxes(_ context.Context, s *server) (string, bool, error) {
	var odd, world answers
	named := true
	for _, box := range []string{"2.6,51.9,2.4,51.7x", "2.4,51.9,2.6,51.7", "NaN,51.7,2.6,51.9", "1e308,51.7,2.6,51.9", "2.4,51.7,2.6", "2.4,51.7,2.6,51.9,1", "-181,0,0,1", "0,0,1,91"} {
		for _, path := range []string{"/v1/areas?bbox=", "/v1/cells?area=Ostermouth&group=robbery&bbox="} {
			body := odd.ask(s, path+box)
			named = named && strings.Contains(body, "bbox")
		}
	}
	world.ask(s, "/v1/areas?bbox=-180,-90,180,90")
	world.ask(s, "/v1/areas?bbox=170,50,-170,52") // across the antimeridian
	world.ask(s, "/v1/cells?area=Ostermouth&group=robbery&bbox=-180,-90,180,90&limit=100")
	ok := odd.only("400") && named && world.only("200") && world.slowest <= time.Second
	return fmt.Sprintf("%s; the world %s", &odd, &world), ok, nil
}

// sentTwice sends the same rows on two connections at once, ten times.
func sentTwice(ctx context.Context, s *server) (string, bool, error) {
	const rows, rounds = 200, 10
	const theirs = "SELECT count(*) FROM offences"
	before, err := s.number(ctx, theirs)
	if err != nil {
		return "", false, err
	}
	var statuses answers
	for round := range rounds {
		text := "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"
		for i := range rows {
			text += fmt.Sprintf("%064x,2025-03,Drill,Drill,2.5%04d,51.8%04d,On or near High Street,,,Robbery,,\n", round*rows+i+1, i, round)
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				statuses.post(s, "/v1/imports?kind=offences&filename=twice.csv", "application/octet-stream", []byte(text))
			})
		}
		both.Wait()
	}
	after, err := s.number(ctx, theirs)
	return fmt.Sprintf("%s, %d rows of %d", &statuses, after-before, rounds*rows), statuses.only("200") && after-before == rounds*rows, err
}

// killedImports kills the program in the middle of importing 200,000 rows, at moments of its
// work drawn by lot, and holds what there is then, and once the file has been sent again,
// against an import that nobody disturbed.
func killedImports(ctx context.Context, s *server) (seen string, ok bool, err error) {
	const rows, kills, mostTries = 200_000, 8, 16
	dir, err := os.MkdirTemp("", "drill")
	if err == nil {
		err = os.Chmod(dir, 0o755) //nolint:gosec // root's database runs as another user
	}
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files := filepath.Join(dir, "files")
	program := func(args ...string) *exec.Cmd {
		return exec.CommandContext(ctx, s.program, append([]string{"--data-dir", dir}, args...)...)
	}
	load := []string{"import", "offences", "--mapping", files + "/mapping.yaml", files + "/offences.csv"}
	for _, args := range [][]string{
		{"demoshire", "write", "--offences", fmt.Sprint(rows), "--dir", files},
		{"import", "areas", "--kind", "district", files + "/districts.geojson"},
	} {
		if said, err := program(args...).CombinedOutput(); err != nil {
			return "", false, fmt.Errorf("%s: %w: %s", args, err, said)
		}
	}
	cluster, err := pglocal.Open(ctx, dir)
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, cluster.Close()) }()
	own := &server{cluster: cluster}
	// whole imports the file undisturbed, and returns what it made, how long it took, and empties the tables.
	whole := func() (made, tables int, took time.Duration, err error) {
		began := time.Now()
		if said, err := program(load...).CombinedOutput(); err != nil {
			return 0, 0, 0, fmt.Errorf("%s: %w: %s", load, err, said)
		}
		took = time.Since(began)
		if made, err = own.number(ctx, checksum); err != nil {
			return 0, 0, 0, err
		}
		tables, err = own.number(ctx, "SELECT count(*) FROM pg_class WHERE relname LIKE 'new\\_%'")
		return made, tables, took, errors.Join(err, own.empty(ctx))
	}
	undisturbed, _, took, err := whole()
	if err != nil {
		return "", false, err
	}
	killed, none, all, part := 0, 0, 0, 0
	for tries := 0; killed < kills && tries < mostTries; tries++ {
		if err := own.empty(ctx); err != nil { // not after the last: the file is sent again upon what is left
			return "", false, err
		}
		dead, err := killAtWork(program(load...), took)
		if err != nil {
			return "", false, err
		}
		if dead {
			killed++
		} else { // it was quicker than the first
			took = took * 3 / 4
		}
		switch made, err := own.number(ctx, checksum); {
		case err != nil:
			return "", false, err
		case made == 0:
			none++
		case made == undisturbed:
			all++
		default:
			part++
		}
	}
	again, left, _, err := whole()
	ok = killed == kills && part == 0 && left == 0 && again == undisturbed && undisturbed != 0
	return fmt.Sprintf("%d killed at work, after all tries none of it %d times, all %d, part %d; %d tables left; sent again, the same rows: %t",
		killed, none, all, part, left, again == undisturbed), ok, err
}

// checksum is of the rows of offences, whichever import brought them, and of their tallies.
const checksum = `
SELECT count(*) + coalesce(sum(hashtext((to_jsonb(o) - 'import_id')::text)), 0) + (SELECT coalesce(sum(hashtext(t::text)), 0) FROM tallies AS t)
FROM offences AS o`

// empty takes the offences away, so that the same file is new again.
func (s *server) empty(ctx context.Context) error {
	return s.sql(ctx, "TRUNCATE offences, superseded, tallies")
}

// killAtWork starts an import that takes so long, and kills it at a moment drawn by lot
// after it has first said how far it is. It reports whether the import was still at work;
// that it failed by itself is an error.
func killAtWork(cmd *exec.Cmd, takes time.Duration) (killed bool, err error) {
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return false, err
	}
	began := time.Now()
	lines := bufio.NewScanner(said)
	if lines.Scan() {
		timer := time.AfterFunc(time.Duration(rand.Int64N(int64(max(takes-time.Since(began), 1)))), func() {
			_ = cmd.Process.Kill() // it may have ended
		})
		defer timer.Stop()
	}
	last := lines.Text()
	for lines.Scan() { // until it ends
		last = lines.Text()
	}
	err = cmd.Wait()
	if ended, is := errors.AsType[*exec.ExitError](err); is {
		if status, is := ended.Sys().(syscall.WaitStatus); is && status.Signaled() && status.Signal() == syscall.SIGKILL {
			return true, nil
		}
		return false, fmt.Errorf("%s: %w: %s", cmd, err, last)
	}
	return false, err
}

// fullDisk fills a small disk under a server of its own and kills PostgreSQL there.
func fullDisk(ctx context.Context, s *server) (seen string, ok bool, err error) {
	disk, err := os.MkdirTemp("", "drill-disk")
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, os.Remove(disk)) }()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=1g,mode=755"); err != nil {
		return "only root can mount a small disk: " + err.Error(), false, nil
	}
	defer func() { err = errors.Join(err, syscall.Unmount(disk, 0)) }()
	small, err := start(ctx, s.program, disk)
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, small.stop()) }()
	time.Sleep(2 * time.Second) // for the reserve
	full := filepath.Join(disk, "full")
	if err := fill(full); err != nil {
		return "", false, err
	}
	var writes, reads answers
	said := writes.post(small, "/v1/imports?kind=offences&filename=more.csv", "application/octet-stream", []byte("x"))
	if err := small.killPostmaster(); err != nil {
		return "", false, err
	}
	time.Sleep(time.Second)
	recovered := small.ready()
	for range 20 {
		said += reads.ask(small, "/v1/areas?kind=district") + reads.ask(small, "/v1/coverage")
	}
	said += writes.put(small, "/v1/clocks/drill", `{"rule":"Fri 22:00-03:00"}`)
	if err := os.Remove(full); err != nil {
		return "", false, err
	}
	room := small.ready()
	var after answers
	after.put(small, "/v1/clocks/drill", `{"rule":"Fri 22:00-03:00"}`)
	path := strings.Contains(said, disk)
	ok = reads.only("200") && writes.count["503+"] > 0 && room <= 5*time.Second && after.only("200") && !path
	return fmt.Sprintf("ready again after %s, reads %s, writes %s; with room ready after %s, writes %s; a path: %t", recovered.Round(10*time.Millisecond), &reads, &writes, room.Round(10*time.Millisecond), &after, path), ok, nil
}

// fill writes a file until the disk has no room.
func fill(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	for {
		if _, err := file.Write(make([]byte, 64<<10)); errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// ready waits until the server says that it is ready, a minute at most, and returns how
// long that took.
func (s *server) ready() time.Duration {
	began := time.Now()
	for time.Since(began) < time.Minute {
		if status, _, _, err := s.get("/readyz"); err == nil && status == http.StatusOK {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Since(began)
}

// post adds the answer to a body, and returns what it says.
func (a *answers) post(s *server, path, contentType string, body []byte) string {
	return a.send(s, http.MethodPost, path, contentType, body)
}

func (a *answers) put(s *server, path, body string) string {
	return a.send(s, http.MethodPut, path, "application/json", []byte(body))
}

func (a *answers) send(s *server, method, path, contentType string, body []byte) string {
	r, err := http.NewRequest(method, "http://"+s.address+path, bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Content-Type", contentType)
	began := time.Now()
	response, err := s.client.Do(r)
	if err != nil {
		a.add("none", time.Since(began))
		return ""
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(response.Body) // what came is what it says
	key := fmt.Sprint(response.StatusCode)
	if response.Header.Get("Retry-After") != "" {
		key += "+"
	}
	a.add(key, time.Since(began))
	return string(said)
}
