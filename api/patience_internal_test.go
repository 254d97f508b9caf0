package api

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestPatientBody has senders who talk, pause and fall silent.
func TestPatientBody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		pauses []time.Duration // before each byte but the first
		want   error
	}{
		"at once":             {nil, nil},
		"slowly":              {[]time.Duration{100 * time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond, 100 * time.Millisecond}, nil},
		"and then no further": {[]time.Duration{100 * time.Millisecond, time.Minute}, errSilent},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := make(chan error, 1)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.Copy(io.Discard, patient(w, r.Body, 300*time.Millisecond))
				if err == nil { // whoever is still there is not taken for gone
					time.Sleep(400 * time.Millisecond)
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
				if _, err := conn.Write([]byte(s)); err != nil {
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
