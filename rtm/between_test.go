package rtm_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"beatplan/rtm"
)

// TestBetween ends each kind of work when something has had enough of it.
func TestBetween(t *testing.T) {
	t.Parallel()
	d, counts, err := world(3, truth()...)
	if err != nil {
		t.Fatal(err)
	}
	m, blocks := fit(t, d, counts, rtm.Settings{}), rtm.Blocks(grid(60), 400)
	enough := errors.New("enough")
	for name, work := range map[string]func(rtm.Settings) error{
		"Fit": func(s rtm.Settings) error { _, err := rtm.Fit(d, counts, s); return err },
		"Fit of several families": func(s rtm.Settings) error {
			s.Families = rtm.Families()
			_, err := rtm.Fit(d, counts, s)
			return err
		},
		"Fit after a cull": func(s rtm.Settings) error { s.Cull = rtm.ElasticNet; _, err := rtm.Fit(d, counts, s); return err },
		"Bootstrap":        func(s rtm.Settings) error { _, err := m.Bootstrap(d, counts, s, blocks, 100); return err },
		"Intervals":        func(s rtm.Settings) error { _, err := m.Intervals(d, counts, s, blocks, 100); return err },
		"CrossValidate":    func(s rtm.Settings) error { _, err := rtm.CrossValidate(d, counts, s, blocks); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const allowed = 2
			var calls atomic.Int64
			between := func() error {
				if calls.Add(1) > allowed {
					return enough
				}
				return nil
			}
			err := work(rtm.Settings{Families: []rtm.Family{m.Family}, Between: between})
			if !errors.Is(err, enough) {
				t.Errorf("error %v, want that it was enough", err)
			}
			if n := calls.Load(); n <= allowed || n > allowed+102 { // each resample may ask once more
				t.Errorf("asked %d times", n)
			}
		})
	}
}

// TestResampled hears of each resample, the last of which is the whole.
func TestResampled(t *testing.T) {
	t.Parallel()
	d, counts, err := world(3, truth()...)
	if err != nil {
		t.Fatal(err)
	}
	m, blocks := fit(t, d, counts, rtm.Settings{}), rtm.Blocks(grid(60), 400)
	var calls, whole atomic.Int64
	s := rtm.Settings{Families: []rtm.Family{m.Family}, Resampled: func(share float64) {
		calls.Add(1)
		if share == 1 {
			whole.Add(1)
		}
	}}
	if _, err := m.Intervals(d, counts, s, blocks, 20); err != nil || calls.Load() != 20 || whole.Load() != 1 {
		t.Errorf("%v; heard of %d resamples, of the whole %d times", err, calls.Load(), whole.Load())
	}
}
