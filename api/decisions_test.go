package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/geo"
	"beatplan/internal/result"
)

// TestDecideAtOnce has eight people approve the same plan at the same time: one
// does, seven learn that it is approved already.
func TestDecideAtOnce(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	for round := range 20 {
		plan := result.Result{
			ID: fmt.Sprintf("plan-%d", round), Kind: result.Plan, AreaKind: geo.Ward, AreaCode: "WEST",
			Summary: json.RawMessage("{}"), Document: []byte("{}"),
		}
		if err := s.store.SaveResult(t.Context(), plan, "maker"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		codes := make([]int, 8)
		for i := range codes {
			all.Go(func() {
				rec := httptest.NewRecorder()
				s.ServeHTTP(rec, request("POST", "/v1/decisions", fmt.Sprintf(`{"result":%q,"verdict":"approved","why":"agreed","as":"Second %d"}`, plan.ID, i)))
				codes[i] = rec.Code
			})
		}
		all.Wait()
		answers := map[int]int{}
		for _, code := range codes {
			answers[code]++
		}
		if diff := cmp.Diff(map[int]int{200: 1, 409: 7}, answers); diff != "" {
			t.Fatalf("round %d (-want +got):\n%s", round, diff)
		}
	}
}
