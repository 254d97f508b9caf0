package store

import "beatplan/geo"

func settlements() staging[geo.Settlement] {
	return staging[geo.Settlement]{
		table: table{name: "settlements", key: []string{"id"}, columns: []string{"id", "kind", "name", "residents", "position"}, shapes: []string{"position"}},
		values: func(s geo.Settlement) []any {
			var residents any
			if s.Residents > 0 {
				residents = s.Residents
			}
			return []any{s.ID, s.Kind, s.Name, residents, s.At}
		},
	}
}
