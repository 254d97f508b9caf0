package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Duplicate returns an error that names, by its JSON pointer (RFC 6901), the first member
// of an object in a JSON document that is there twice: encoding/json takes the last one
// without a word. Text that is not JSON is none of its business. The cost is that of
// reading the document once.
func Duplicate(document []byte) error {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	return duplicate(d, "")
}

// duplicate reads one value.
func duplicate(d *json.Decoder, pointer string) error {
	token, err := d.Token()
	if err != nil {
		return nil
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			name, err := d.Token()
			text, is := name.(string)
			if err != nil || !is {
				return nil
			}
			at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(text)
			if seen[text] {
				return fmt.Errorf("%s: it is there twice: give it once", at)
			}
			seen[text] = true
			if err := duplicate(d, at); err != nil {
				return err
			}
		}
		_, _ = d.Token() // the end, or text that is no JSON
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			if err := duplicate(d, pointer+"/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		_, _ = d.Token()
	}
	return nil
}
