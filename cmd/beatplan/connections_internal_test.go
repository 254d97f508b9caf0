package main

import (
	"testing"

	"beatplan/api"
	"beatplan/internal/jobs"
	"beatplan/internal/pglocal"
	"beatplan/internal/store"
)

// TestConnections: each request that is let in and each job has a connection to read by, and a
// private database takes those of a server and of a worker or command beside it.
func TestConnections(t *testing.T) {
	t.Parallel()
	if most := api.Readers + jobs.AtOnce(mostWorkers); store.Connections < most {
		t.Errorf("%d connections for %d at once", store.Connections, most)
	}
	const probe, reserved = 1, 3 // of the superuser: superuser_reserved_connections
	if two := 2 * (store.Connections + store.QueueConnections + probe); two > pglocal.Connections-reserved {
		t.Errorf("two programs may open %d connections, and the database takes %d", two, pglocal.Connections-reserved)
	}
}
