package study

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"

	"beatplan/crime"
)

// Inputs returns everything that the tally depends on. A result's id is a hash of it: the
// same inputs have the same id.
func (s *Study) Inputs() []any {
	return []any{
		s.Area.Kind, s.Area.Code, s.Lattice.ID(), s.Period, s.Question.Group, s.Question.Harm.Version,
		s.Question.Clock.Name, s.Question.Clock.Rule, s.Question.Clock.Dates(), s.Question.AllHours, digestOf(s.Offences),
	}
}

// digestOf returns a hash of offences, in their order. Writing many offences as JSON would
// take longer than counting them.
func digestOf(offences []crime.Offence) string {
	hash := sha256.New()
	var b []byte
	text := func(s string) { b = append(append(b, s...), 0) }
	for _, o := range offences {
		for _, flag := range o.Flags {
			text(flag)
		}
		text("")
		text(o.Type)
		text(o.Place)
		text(o.Location)
		text(o.Together)
		text(string(o.Precision))
		numbers := []uint64{uint64(o.From.UnixNano()), uint64(o.To.UnixNano()), uint64(o.Cell), uint64(o.More)}
		if o.At != nil {
			numbers = append(numbers, math.Float64bits(o.At.Lon()), math.Float64bits(o.At.Lat()))
		}
		for _, n := range numbers {
			b = binary.BigEndian.AppendUint64(b, n)
		}
		if len(b) > 1<<15 {
			hash.Write(b)
			b = b[:0]
		}
	}
	hash.Write(b)
	return hex.EncodeToString(hash.Sum(nil))
}
