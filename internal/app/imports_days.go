package app

import (
	"context"

	"beatplan/geo"
	"beatplan/hotspot"
)

// Incidents imports calls to the police.
func (m *Importer) Incidents(ctx context.Context, files ...File[hotspot.IncidentRecord]) ([]Import, error) {
	return load(ctx, m.store.ImportIncidents, files, m.principal)
}

// PartnerCounts imports counts of partners.
func (m *Importer) PartnerCounts(ctx context.Context, files ...File[hotspot.PartnerCount]) ([]Import, error) {
	return load(ctx, m.store.ImportPartnerCounts, files, m.principal)
}

// People imports figures of people by area.
func (m *Importer) People(ctx context.Context, files ...File[geo.Figure]) ([]Import, error) {
	return load(ctx, m.store.ImportPeople, files, m.principal)
}

// Powers imports legal powers.
func (m *Importer) Powers(ctx context.Context, files ...File[geo.Power]) ([]Import, error) {
	return load(ctx, m.store.ImportPowers, files, m.principal)
}

// Events imports calendars.
func (m *Importer) Events(ctx context.Context, files ...File[hotspot.Event]) ([]Import, error) {
	return load(ctx, m.store.ImportEvents, files, m.principal)
}
