// Package sheet builds the sheets that people take out of a meeting: the briefing on
// a focus area, a unit's posting sheet, the commander's page and the operation order.
//
// Each is made from a kept document (GeoJSON of a zone set or a plan) and from what
// lies around it (streets, water, powers in force), so that an old result can be
// printed again. A sheet has a police and a partner edition: the partner one has no
// powers, no intelligence, no count under five and no home or place of health.
package sheet
