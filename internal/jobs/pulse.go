package jobs

import (
	"encoding/json"
	"sync"

	"beatplan/internal/app"
)

// A pulse knows how far an attempt has come.
type pulse struct {
	mu sync.Mutex
	progress
	reading app.Reading // nil: nothing is read yet, or ever
}

// watch takes what is being read.
func (p *pulse) watch(r app.Reading) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reading = r
}

// report returns how far it has come, in JSON.
func (p *pulse) report() json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reading != nil {
		p.Bytes, p.Size, p.Rows = p.reading.Progress()
	}
	text, err := json.Marshal(p.progress)
	if err != nil {
		panic("jobs: " + err.Error()) // numbers and a time
	}
	return text
}
