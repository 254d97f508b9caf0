package pglocal

import "testing"

func TestComplaint(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ said, want string }{
		"a full disk":      {"initdb: error: could not write: No space left on device\n", "the disk of /d is full: make room, or choose another --data-dir"},
		"a spent quota":    {"FATAL:  could not extend file: Disk quota exceeded", "the disk of /d is full: make room, or choose another --data-dir"},
		"a read-only disk": {"FATAL:  could not create file: Read-only file system", "data directory /d cannot be written: choose another --data-dir"},
		"a server of somebody's": {
			"FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use\n",
			"a server that beatplan did not start runs in /d/data: stop it, or choose another --data-dir",
		},
		"the line that tells": {"LOG:  starting\nFATAL:  no\nLOG:  shut down\n", "PostgreSQL did not start: FATAL:  no (more in /d/log)"},
		"the last line":       {"one\n two\n\n", "PostgreSQL did not start: two (more in /d/log)"},
		"nothing":             {"", "PostgreSQL did not start: it said nothing (more in /d/log)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (home{dir: "/d"}).complaint(tt.said).Error(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
