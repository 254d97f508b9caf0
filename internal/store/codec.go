package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"

	"beatplan/internal/fault"
)

const wgs84 = 4326 // SRID

const geometryOID = `SELECT coalesce(to_regtype('geometry')::oid, 0)`

// registerGeometry teaches a connection to read and write PostGIS's geometry as
// orb's types. Its OID differs from database to database.
func registerGeometry(ctx context.Context, conn *pgx.Conn) error {
	var oid uint32
	if err := conn.QueryRow(ctx, geometryOID).Scan(&oid); err != nil {
		return fmt.Errorf("look for PostGIS: %w", err)
	}
	if oid == 0 {
		return fault.New(fault.Unavailable, "the database has no PostGIS: run beatplan migrate")
	}
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "geometry", OID: oid, Codec: geometry{}})
	return nil
}

// geometry is the codec: EWKB, PostGIS's binary form. What it writes is WGS 84.
type geometry struct{}

func (geometry) FormatSupported(format int16) bool { return format == pgtype.BinaryFormatCode }
func (geometry) PreferredFormat() int16            { return pgtype.BinaryFormatCode }

// PlanEncode takes orb's values and not pointers to them, though those are an
// orb.Geometry too: pgx dereferences a pointer, or writes NULL for nil, and
// asks again.
func (geometry) PlanEncode(_ *pgtype.Map, _ uint32, format int16, value any) pgtype.EncodePlan {
	if format != pgtype.BinaryFormatCode {
		return nil
	}
	switch value.(type) {
	case orb.Point, orb.MultiPoint, orb.LineString, orb.MultiLineString, orb.Polygon, orb.MultiPolygon, orb.Collection:
		return geometry{}
	}
	return nil
}

// Encode is the one way to encode.
func (geometry) Encode(value any, buf []byte) ([]byte, error) {
	b, err := ewkb.Marshal(value.(orb.Geometry), wgs84)
	return append(buf, b...), err
}

func (geometry) PlanScan(_ *pgtype.Map, _ uint32, format int16, target any) pgtype.ScanPlan {
	if format != pgtype.BinaryFormatCode {
		return nil
	}
	switch target.(type) {
	case *orb.Geometry, *orb.Point, *orb.MultiPoint, *orb.LineString, *orb.MultiLineString, *orb.Polygon, *orb.MultiPolygon, *orb.Collection:
		return geometry{}
	}
	return nil
}

// Scan is the one way to scan. NULL fits an *orb.Geometry; for pointers to the
// other types pgx has seen to it before.
func (geometry) Scan(src []byte, target any) error {
	if t, ok := target.(*orb.Geometry); ok && src == nil {
		*t = nil
		return nil
	}
	if src == nil {
		return fmt.Errorf("cannot scan NULL into %T", target)
	}
	g, _, err := ewkb.Unmarshal(src)
	if err != nil {
		return err
	}
	fits := false
	switch t := target.(type) {
	case *orb.Geometry:
		*t, fits = g, true
	case *orb.Point:
		*t, fits = g.(orb.Point)
	case *orb.MultiPoint:
		*t, fits = g.(orb.MultiPoint)
	case *orb.LineString:
		*t, fits = g.(orb.LineString)
	case *orb.MultiLineString:
		*t, fits = g.(orb.MultiLineString)
	case *orb.Polygon:
		*t, fits = g.(orb.Polygon)
	case *orb.MultiPolygon:
		*t, fits = g.(orb.MultiPolygon)
	case *orb.Collection:
		*t, fits = g.(orb.Collection)
	}
	if !fits {
		return fmt.Errorf("cannot scan a %s into %T", g.GeoJSONType(), target)
	}
	return nil
}

func (geometry) DecodeDatabaseSQLValue(_ *pgtype.Map, _ uint32, _ int16, src []byte) (driver.Value, error) {
	return src, nil
}

func (geometry) DecodeValue(_ *pgtype.Map, _ uint32, _ int16, src []byte) (any, error) {
	var g orb.Geometry
	err := geometry{}.Scan(src, &g)
	return g, err
}
