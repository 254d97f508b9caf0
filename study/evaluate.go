package study

import "beatplan/hotspot"

// AUC returns the area under the ROC curve of each ranking, 0 to 1, by name: how well it
// sorts the cells of the study by what was counted there later.
func (s *Study) AUC(later Study, rankings []hotspot.Ranking, m hotspot.Measure) (map[string]float64, error) {
	areas, err := s.Lattice.Areas()
	if err != nil {
		return nil, err
	}
	auc := map[string]float64{}
	for _, r := range rankings {
		if auc[r.Name], err = hotspot.AUC(r.Scores, areas, later.Tally.By(m)); err != nil {
			return nil, err
		}
	}
	return auc, nil
}
