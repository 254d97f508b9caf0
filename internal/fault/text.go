package fault

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text refuses text that is not UTF-8 or has control characters, NUL and line breaks
// among them: a database cannot keep the first, and the others make one line look
// like two, or steer a terminal. Where says which text it is. The fault is [Invalid].
func Text(where, text string) error {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl) {
		return nil
	}
	return New(Invalid, "%s: %q is not text in UTF-8 without control characters", where, text)
}
