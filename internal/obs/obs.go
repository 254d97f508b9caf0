// Package obs tells operators what a server does: figures for Prometheus. What is logged
// is for whoever logs; what is counted is counted here.
package obs

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Figures are what a server counts. They hold routes and states, nobody's data.
type Figures struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

// New returns figures of the process and of requests.
func New() *Figures {
	f := &Figures{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "beatplan_request_seconds", Help: "Time to answer requests, by route.", Buckets: []float64{.005, .02, .1, .2, .5, 1, 2, 5, 10, 30, 60},
		}, []string{"method", "route", "status"}),
	}
	f.registry.MustRegister(f.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return f
}

// Request counts an answer.
func (f *Figures) Request(method, route string, status int, took time.Duration) {
	f.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// A Reading is what a figure is at a time, by the value of its label.
type Reading struct {
	Label string
	Value float64
}

// Read adds a figure that is read whenever somebody looks, within a second or two. What
// cannot be read is left out.
func (f *Figures) Read(name, help, label string, read func(context.Context) ([]Reading, error)) {
	f.registry.MustRegister(&reader{prometheus.NewDesc(name, help, []string{label}, nil), read})
}

type reader struct {
	description *prometheus.Desc
	read        func(context.Context) ([]Reading, error)
}

// Describe is for the registry.
func (r *reader) Describe(to chan<- *prometheus.Desc) { to <- r.description }

// Collect reads the figure.
func (r *reader) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	readings, err := r.read(ctx)
	if err != nil {
		return
	}
	for _, at := range readings {
		to <- prometheus.MustNewConstMetric(r.description, prometheus.GaugeValue, at.Value, at.Label)
	}
}

// Handler answers at /metrics.
func (f *Figures) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(f.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2}))
	return mux
}
