package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestControlCharacters puts a control character into every string of every body in
// JSON that openapi.yaml knows, and into the names of members: none comes as far as a
// handler, since there is nothing behind this server.
func TestControlCharacters(t *testing.T) {
	t.Parallel()
	h, log := alone(t, nil)
	spec := contract(t)
	strangers := []string{"\x00", "\x07", "\n", "\x7f", "\u0085"}
	operations, texts := 0, 0
	for path, item := range spec.Paths.Map() {
		for method, o := range item.Operations() {
			if o.RequestBody == nil || o.RequestBody.Value.Content.Get("application/json") == nil {
				continue
			}
			operations++
			body := sample(o.RequestBody.Value.Content.Get("application/json").Schema.Value)
			at := strings.NewReplacer("{", "", "}", "").Replace(path)
			spoil(body, "", func(pointer string, set func(string)) {
				texts++
				stranger := strangers[texts%len(strangers)]
				set("text" + stranger)
				sent, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				set("text")
				p := refusal(t, ask(t, h, method, at, string(sent), "Content-Type", "application/json"))
				if want := fmt.Sprintf("%s: %q is not text", pointer, "text"+stranger); p.Status != 400 || !strings.HasPrefix(p.Detail, want) {
					t.Errorf("%s %s: %d %s; want 400 %s", method, path, p.Status, p.Detail, want)
				}
			})
		}
	}
	if operations < 15 || texts < 100 {
		t.Errorf("tried %d strings of %d operations: openapi.yaml has more", texts, operations)
	}
	rec := ask(t, h, "POST", "/v1/surfaces", `{"area\u0000":"a"}`, "Content-Type", "application/json")
	if p := refusal(t, rec); p.Status != 422 || !strings.HasPrefix(p.Detail, `a name in "": "area\x00" is not text`) {
		t.Errorf("a NUL in a name: %d %s", p.Status, p.Detail)
	}
	rec = ask(t, h, "POST", "/v1/surfaces", "{\"area\":\"\xff\"}", "Content-Type", "application/json")
	if p := refusal(t, rec); p.Status != 400 || !strings.Contains(p.Detail, "not text in UTF-8") {
		t.Errorf("bytes that are no UTF-8: %d %s", p.Status, p.Detail)
	}
	if log.Len() > 0 {
		t.Errorf("callers' mistakes are in the log:\n%s", log)
	}
}

// sample returns a value with everything that a schema has room for. Its strings are
// all "text": the characters in them are looked at before what they mean.
func sample(s *openapi3.Schema) any {
	switch {
	case len(s.AllOf) > 0:
		all := map[string]any{}
		for _, part := range s.AllOf {
			maps.Copy(all, sample(part.Value).(map[string]any))
		}
		return all
	case s.Type.Is("array"):
		return []any{sample(s.Items.Value)}
	case s.Type.Is("object"):
		object := map[string]any{}
		for name, of := range s.Properties {
			object[name] = sample(of.Value)
		}
		if of := s.AdditionalProperties.Schema; of != nil {
			object["a/b~c"] = sample(of.Value)
		}
		return object
	case s.Type.Is("string"):
		return "text"
	}
	return 1
}

// spoil calls try for every string in a value, with its JSON pointer and what sets it.
func spoil(value any, pointer string, try func(pointer string, set func(string))) {
	each := func(name string, of any, set func(any)) {
		if _, is := of.(string); is {
			try(pointer+"/"+name, func(text string) { set(text) })
		}
		spoil(of, pointer+"/"+name, try)
	}
	switch value := value.(type) {
	case []any:
		for i := range value {
			each(fmt.Sprint(i), value[i], func(v any) { value[i] = v })
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			each(strings.NewReplacer("~", "~0", "/", "~1").Replace(name), value[name], func(v any) { value[name] = v })
		}
	}
}

// TestMethods asks every path of openapi.yaml for every method that it does not offer.
func TestMethods(t *testing.T) {
	t.Parallel()
	h, _ := alone(t, nil)
	spec := contract(t)
	for path, item := range spec.Paths.Map() {
		allow := []string{"OPTIONS"}
		for _, method := range []string{"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"} {
			if item.Operations()[method] != nil || method == "HEAD" && item.Get != nil {
				allow = append(allow, method)
			}
		}
		at := strings.NewReplacer("{", "", "}", "").Replace(path)
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"} {
			if slices.Contains(allow, method) {
				continue
			}
			rec := ask(t, h, method, at, "")
			want := fmt.Sprintf("%s is not offered here, only %s", method, strings.Join(allow, ", "))
			if p := refusal(t, rec); p.Status != http.StatusMethodNotAllowed || p.Detail != want || rec.Header().Get("Allow") != strings.Join(allow, ", ") {
				t.Errorf("%s %s: %d %s, Allow %q", method, path, p.Status, p.Detail, rec.Header().Get("Allow"))
			}
		}
		if rec := ask(t, h, "OPTIONS", at, ""); rec.Code != http.StatusNoContent || len(strings.Split(rec.Header().Get("Allow"), ", ")) != len(allow) {
			t.Errorf("OPTIONS %s: %d, Allow %q, want %q", path, rec.Code, rec.Header().Get("Allow"), allow)
		}
	}
}

// TestTextsAreBound holds that openapi.yaml says of every string in a request which
// characters it has: what keeps to the contract is never refused as unreadable.
func TestTextsAreBound(t *testing.T) {
	t.Parallel()
	spec := contract(t)
	texts := 0
	var look func(where string, s *openapi3.Schema)
	look = func(where string, s *openapi3.Schema) {
		for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
			look(where, part.Value)
		}
		if s.Type.Is("string") {
			texts++
			if s.Pattern == "" && s.Format == "" && len(s.Enum) == 0 {
				t.Errorf("%s: a string of any characters", where)
			}
		}
		if s.Items != nil {
			look(where+"/0", s.Items.Value)
		}
		for name, of := range s.Properties {
			look(where+"/"+name, of.Value)
		}
		if of := s.AdditionalProperties; of.Schema != nil {
			look(where+"/{}", of.Schema.Value)
		} else if s.Type.Is("object") && (of.Has == nil || *of.Has) {
			t.Errorf("%s: an object of any members", where)
		}
	}
	for path, item := range spec.Paths.Map() {
		for method, o := range item.Operations() {
			for _, p := range slices.Concat(item.Parameters, o.Parameters) {
				look(method+" "+path+" "+p.Value.Name, p.Value.Schema.Value)
			}
			if o.RequestBody != nil && o.RequestBody.Value.Content.Get("application/json") != nil {
				look(method+" "+path, o.RequestBody.Value.Content.Get("application/json").Schema.Value)
			}
		}
	}
	if texts < 200 {
		t.Errorf("looked at %d strings: openapi.yaml has more", texts)
	}
}
