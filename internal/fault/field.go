package fault

import (
	"regexp"
	"strings"
)

// field is how a message begins that is about one field of what was asked: its name or the
// way to it, and after it a colon or the value that was given.
var field = regexp.MustCompile(`^/?([a-z][a-z0-9_]*(?:/[a-z0-9_~]+)*)(?:: | ("(?:[^"\\]|\\.)*".*)| ([^\s:]+: .*))`)

// Field returns the field that a message begins with, such as decisions/0/of, and what the
// message says of it. It reports false where the message begins otherwise. Whether there is
// such a field the caller knows.
func Field(message string) (name, says string, found bool) {
	at := field.FindStringSubmatchIndex(message)
	if at == nil {
		return "", "", false
	}
	name = message[at[2]:at[3]]
	return name, strings.TrimPrefix(strings.TrimSpace(message[at[3]:]), ": "), true
}
