// Package pglocal runs a private PostgreSQL with PostGIS out of a directory, so
// that Beatplan needs neither a database server nor somebody who looks after one.
//
// The server is the machine's own: its binaries are found, a cluster is made in
// the directory, and it listens on a Unix socket alone, in a directory that only
// its owner can enter. That is the whole of its access control. A socket's path
// has at most 107 bytes, so the socket lives under /tmp by a name derived from
// the data directory's.
//
// Several programs share one cluster by three locks (flock, so that the kernel
// lets go of them however a process ends):
//
//	gate    held, exclusively, by whoever starts or stops the server
//	users   held, shared, by everybody who uses it
//	server  held, exclusively, by the server, which inherits it with all its processes
//
// To leave is to try for users exclusively: whoever gets it is the last one and
// stops the server. To start a server is to get the lock of that name, so there
// are never two, whatever pid files and sockets say. A program killed with SIGKILL
// leaves a watcher behind, a shell that stops the server after a moment if nobody
// else uses it. A server killed so leaves its pid file and socket; the next to start
// one clears them away.
//
// PostgreSQL refuses to run as root. For root, the cluster belongs to the user
// postgres and the server runs as that user.
package pglocal
