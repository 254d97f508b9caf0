// Package meeting holds what a tasking meeting decides and reads: actions with an owner,
// intelligence items, what was delivered, the record of each meeting, and the tables that
// it has before it (strands, calls by owner, premises of concern, progress).
//
// It is pure: whoever calls reads and keeps, and says what day it is. Errors begin with
// the field that is wrong.
package meeting
