package result_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"beatplan/internal/result"
)

func ExampleDigest() {
	settings := map[string]string{"group": "knife", "area": "E07000071"}
	again := map[string]string{"area": "E07000071", "group": "knife"}
	other := map[string]string{"area": "E07000071", "group": "robbery"}
	fmt.Println(result.Digest(settings) == result.Digest(again), result.Digest(settings) == result.Digest(other))
	// Output: true false
}

// The same inputs have the same digest, whatever the order of a map, and others another.
func TestDigest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inputs := rapid.MapOfN(rapid.String(), rapid.Int(), 1, 8)
		a, b := inputs.Draw(t, "a"), inputs.Draw(t, "b")
		same := len(a) == len(b)
		for k, v := range a {
			if w, found := b[k]; !found || w != v {
				same = false
			}
		}
		if got := result.Digest(a) == result.Digest(b); got != same {
			t.Fatalf("%v and %v have the same digest: %t", a, b, got)
		}
		if d := result.Digest(a); len(d) != 16 || d == result.Digest(a, nil) {
			t.Fatalf("digest %q", d)
		}
	})
	// SHA-256 of "abc" begins so: FIPS 180-2, appendix B.1.
	if got := result.DigestOf([]byte("abc")); got != "ba7816bf8f01cfea" {
		t.Errorf("digest of abc: %s", got)
	}
}

// What cannot be an input is a defect of the caller, and no digest.
func TestDigestRefuses(t *testing.T) {
	t.Parallel()
	defer func() {
		if said := recover(); said == nil {
			t.Error("NaN has a digest")
		}
	}()
	result.Digest(math.NaN())
}

// A decision on a place holds until somebody lifts it.
func TestInForce(t *testing.T) {
	t.Parallel()
	if d := (result.PlaceDecision{By: "A"}); !d.InForce() {
		t.Errorf("%+v is not in force", d)
	}
	if d := (result.PlaceDecision{By: "A", LiftedBy: "B"}); d.InForce() {
		t.Errorf("%+v is in force", d)
	}
}

func ExampleDigestOf() {
	fmt.Println(result.DigestOf([]byte("knife")), result.DigestOf([]byte("robbery")))
	// Output: 3d4d101cd7ea9e5e a27bfbf467ec343f
}
