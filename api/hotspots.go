package api

import (
	"context"

	"beatplan/crime"
	"beatplan/internal/app"
)

// FindHotspots ranks the cells of an area.
func (h handlers) FindHotspots(ctx context.Context, r FindHotspotsRequestObject) (FindHotspotsResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		_, made, err := h.App.FindHotspots(ctx, *r.Body)
		return answer(geoJSON, made, err)
	})
}

// ListSpots lists the patrol spots that the defaults make; those of a job are all of them.
func (h handlers) ListSpots(ctx context.Context, r ListSpotsRequestObject) (ListSpotsResponseObject, error) {
	asked := app.SpotsRequest{Spots: r.Params.Spots, HotspotRequest: app.HotspotRequest{
		Area: r.Params.Area, Group: r.Params.Group, From: value(r.Params.From), To: value(r.Params.To),
		Clock: value(r.Params.Clock), AllHours: value(r.Params.AllHours),
	}}
	return h.got(ctx, asked, h.answered(geoJSON), func(ctx context.Context) (document, error) {
		_, made, err := h.App.BuildSpots(ctx, asked)
		return answer(geoJSON, made, err)
	})
}

// BuildSpots builds patrol spots.
func (h handlers) BuildSpots(ctx context.Context, r BuildSpotsRequestObject) (BuildSpotsResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		_, made, err := h.App.BuildSpots(ctx, *r.Body)
		return answer(geoJSON, made, err)
	})
}

// FindEmerging classes cells by how hot they have been.
func (h handlers) FindEmerging(ctx context.Context, r FindEmergingRequestObject) (FindEmergingResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		_, made, err := h.App.FindEmerging(ctx, *r.Body)
		return answer(geoJSON, made, err)
	})
}

// FindRepeats tests for near repeats.
func (h handlers) FindRepeats(ctx context.Context, r FindRepeatsRequestObject) (FindRepeatsResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		_, made, err := h.App.FindRepeats(ctx, *r.Body)
		return answer(geoJSON, made, err)
	})
}

// TellHours says when offences happened.
func (h handlers) TellHours(ctx context.Context, r TellHoursRequestObject) (TellHoursResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		made, _, err := h.App.TellHours(ctx, *r.Body)
		return answer(plainJSON, made, err)
	})
}

// CompareHotspots says whether a period changed against an earlier one.
func (h handlers) CompareHotspots(ctx context.Context, r CompareHotspotsRequestObject) (CompareHotspotsResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		made, _, err := h.App.CompareHotspots(ctx, *r.Body)
		return answer(plainJSON, made, err)
	})
}

// ForecastHotspots says how many offences cells expect in months to come.
func (h handlers) ForecastHotspots(ctx context.Context, r ForecastHotspotsRequestObject) (ForecastHotspotsResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		made, _, err := h.App.ForecastHotspots(ctx, *r.Body)
		return answer(plainJSON, made, err)
	})
}

// EvaluateRankings tries rankings of the cells on later months.
func (h handlers) EvaluateRankings(ctx context.Context, r EvaluateRankingsRequestObject) (EvaluateRankingsResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		made, _, err := h.App.EvaluateRankings(ctx, *r.Body)
		return answer(plainJSON, made, err)
	})
}

// TellDisplacement compares the change in treated areas with that in others.
func (h handlers) TellDisplacement(ctx context.Context, r TellDisplacementRequestObject) (TellDisplacementResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		made, _, err := h.App.TellDisplacement(ctx, *r.Body)
		return answer(plainJSON, made, err)
	})
}

// DrawTrial draws a trial by lot and keeps it.
func (h handlers) DrawTrial(ctx context.Context, r DrawTrialRequestObject) (DrawTrialResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		trial, _, err := h.App.DrawTrial(ctx, *r.Body)
		made, err := answer(plainJSON, trial, err)
		made.body = append(made.body, '\n') // as it is got later
		return made, err
	})
}

// ListTrials returns the trials that were drawn.
func (h handlers) ListTrials(ctx context.Context, r ListTrialsRequestObject) (ListTrialsResponseObject, error) {
	trials, err := h.App.Trials(ctx, value(r.Params.Area))
	if err != nil {
		return nil, err
	}
	return ListTrials200JSONResponse{Trials: trials}, nil
}

// GetTrial returns a trial as it was drawn.
func (h handlers) GetTrial(ctx context.Context, r GetTrialRequestObject) (GetTrialResponseObject, error) {
	trial, err := h.App.Trial(ctx, r.Trial)
	if err != nil {
		return nil, err
	}
	return GetTrial200JSONResponse(trial), nil
}

// JudgeTrial says what a trial found.
func (h handlers) JudgeTrial(ctx context.Context, r JudgeTrialRequestObject) (JudgeTrialResponseObject, error) {
	asked := app.VerdictOrder{Trial: r.Trial}
	if r.Body.Visits != nil {
		asked.Visits = []crime.Visit{}
		for _, v := range *r.Body.Visits {
			asked.Visits = append(asked.Visits, crime.Visit{Spot: v.Spot, Day: v.Day.Time})
		}
	}
	return h.soon(ctx, r.Params.Prefer, asked, func(ctx context.Context) (document, error) {
		made, _, err := h.App.JudgeTrial(ctx, asked.Trial, asked.Visits)
		return answer(plainJSON, made, err)
	})
}
