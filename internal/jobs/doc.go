// Package jobs does work when a worker is free: imports, fits, draws and plans,
// by River, whose tables are in the same database. A job is enqueued in the
// transaction that keeps what it needs, the file of an import, and is worked by
// any program that runs a Queue on that database, on any machine.
//
// A worker says once a second that its job goes on and how far it has come
// (Store.Beat). A job of which nothing has been heard for half a minute is taken
// for lost with its worker, by River's own rescue, and is tried again; a worker
// that was only slow finds its next beat refused and stops. What a job does, it
// does in one transaction or keeps under a hash of its inputs: whatever is done
// twice is as if done once.
//
// Only what may heal is tried again (see mayHeal): a database that went away, a
// full disk. Input that is wrong stays wrong, and its job has failed.
//
// To cancel a job cancels the context of its work, and with it the statement that
// the database is busy with.
package jobs
