// Package html writes documents of package report as one HTML file that needs
// nothing else: no network, no script, no font. It reads on a telephone, by day and,
// with the device's dark theme or the switch at the top, by night.
package html
