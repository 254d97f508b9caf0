package api

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"testing"
	"time"
)

// TestPatientBody has senders who talk, pause and fall silent.
func TestPatientBody(t *testing.T) {
	t.Parallel()
	const patience = 3 * time.Second // long beside the pauses, on a busy machine too
	tests := map[string]struct {
		pauses []time.Duration // before each byte but the first
		rate   int             // bytes a second
		want   error
	}{
		"at once":             {nil, 1, nil},
		"slowly":              {[]time.Duration{100 * time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond}, 1, nil},
		"and then no further": {[]time.Duration{100 * time.Millisecond, time.Minute}, 1, errSilent},
		"slower than it may":  {slices.Repeat([]time.Duration{100 * time.Millisecond}, 40), 1 << 10, errSilent},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := make(chan error, 1)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.Copy(io.Discard, patient(w, r.Body, patience, tt.rate))
				if err == nil { // whoever is still there is not taken for gone
					time.Sleep(patience + 100*time.Millisecond)
					err = r.Context().Err()
				}
				got <- err
			}))
			defer server.Close()
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			write := func(s string) {
				if _, err := conn.Write([]byte(s)); err != nil && tt.want == nil {
					t.Error(err)
				}
			}
			write("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
			for _, pause := range tt.pauses {
				if pause > time.Second {
					break // silent from here on
				}
				time.Sleep(pause)
				write("1\r\na\r\n")
			}
			if tt.want == nil {
				write("0\r\n\r\n")
			}
			if err := <-got; !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

// TestPatientWriter has readers who read an answer of 20 MB, and who do not.
func TestPatientWriter(t *testing.T) {
	t.Parallel()
	for name, reads := range map[string]bool{"one who reads": true, "one who does not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := bytes.Repeat([]byte("answer "), 3_000_000)
			got := make(chan error, 1)
			server := httptest.NewServer(patiently(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, err := w.Write(body)
				got <- err
			}), 300*time.Millisecond))
			defer server.Close()
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			if reads {
				go io.Copy(io.Discard, conn) //nolint:errcheck // the writer says whether it came
			}
			if err := <-got; errors.Is(err, os.ErrDeadlineExceeded) == reads {
				t.Errorf("the writer has %v", err)
			}
		})
	}
}

// TestUnreadBody has a sender who trickles a body that nobody reads: the answer does not
// wait for it.
func TestUnreadBody(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(patiently(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
	}), 300*time.Millisecond))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx"); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
	if answer, err := io.ReadAll(conn); err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 429")) {
		t.Errorf("%q, %v", answer, err)
	}
}
