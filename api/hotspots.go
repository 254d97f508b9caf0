package api

import (
	"context"

	"beatplan/crime"
	"beatplan/internal/app"
)

// FindHotspots ranks the cells of an area.
func (h handlers) FindHotspots(ctx context.Context, r FindHotspotsRequestObject) (FindHotspotsResponseObject, error) {
	body, left, err := soon(ctx, h.Within, r.Params.Prefer, func(ctx context.Context) ([]byte, error) {
		_, c, err := h.App.FindHotspots(ctx, *r.Body)
		return marshalled(c, err)
	}, func(ctx context.Context) (app.Job, error) { return h.Jobs.Find(ctx, *r.Body) })
	switch {
	case err != nil:
		return nil, err
	case left != nil:
		return FindHotspots202JSONResponse{*left}, nil
	}
	return geoJSON(body), nil
}

// ListSpots lists the patrol spots that the defaults make.
func (h handlers) ListSpots(ctx context.Context, r ListSpotsRequestObject) (ListSpotsResponseObject, error) {
	asked := app.HotspotRequest{
		Area: r.Params.Area, Group: r.Params.Group, From: value(r.Params.From), To: value(r.Params.To),
		Clock: value(r.Params.Clock), AllHours: value(r.Params.AllHours),
	}
	_, c, err := h.App.BuildSpots(ctx, app.SpotsRequest{HotspotRequest: asked, Spots: r.Params.Spots})
	if err != nil {
		return nil, err
	}
	return features(c)
}

// BuildSpots builds patrol spots.
func (h handlers) BuildSpots(ctx context.Context, r BuildSpotsRequestObject) (BuildSpotsResponseObject, error) {
	body, left, err := soon(ctx, h.Within, r.Params.Prefer, func(ctx context.Context) ([]byte, error) {
		_, c, err := h.App.BuildSpots(ctx, *r.Body)
		return marshalled(c, err)
	}, func(ctx context.Context) (app.Job, error) { return h.Jobs.Spots(ctx, *r.Body) })
	switch {
	case err != nil:
		return nil, err
	case left != nil:
		return BuildSpots202JSONResponse{*left}, nil
	}
	return geoJSON(body), nil
}

// FindEmerging classes cells by how hot they have been.
func (h handlers) FindEmerging(ctx context.Context, r FindEmergingRequestObject) (FindEmergingResponseObject, error) {
	_, c, err := h.App.FindEmerging(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return features(c)
}

// FindRepeats tests for near repeats.
func (h handlers) FindRepeats(ctx context.Context, r FindRepeatsRequestObject) (FindRepeatsResponseObject, error) {
	_, c, err := h.App.FindRepeats(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return features(c)
}

// TellHours says when offences happened.
func (h handlers) TellHours(ctx context.Context, r TellHoursRequestObject) (TellHoursResponseObject, error) {
	hours, _, err := h.App.TellHours(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return TellHours200JSONResponse(hours), nil
}

// CompareHotspots says whether a period changed against an earlier one.
func (h handlers) CompareHotspots(ctx context.Context, r CompareHotspotsRequestObject) (CompareHotspotsResponseObject, error) {
	comparison, _, err := h.App.CompareHotspots(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return CompareHotspots200JSONResponse(comparison), nil
}

// ForecastHotspots says how many offences cells expect in months to come.
func (h handlers) ForecastHotspots(ctx context.Context, r ForecastHotspotsRequestObject) (ForecastHotspotsResponseObject, error) {
	body, left, err := soon(ctx, h.Within, r.Params.Prefer, func(ctx context.Context) ([]byte, error) {
		forecast, _, err := h.App.ForecastHotspots(ctx, *r.Body)
		return marshalled(forecast, err)
	}, func(ctx context.Context) (app.Job, error) { return h.Jobs.Forecast(ctx, *r.Body) })
	switch {
	case err != nil:
		return nil, err
	case left != nil:
		return ForecastHotspots202JSONResponse{*left}, nil
	}
	return plainJSON(body), nil
}

// EvaluateRankings tries rankings of the cells on later months.
func (h handlers) EvaluateRankings(ctx context.Context, r EvaluateRankingsRequestObject) (EvaluateRankingsResponseObject, error) {
	evaluation, _, err := h.App.EvaluateRankings(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return EvaluateRankings200JSONResponse(evaluation), nil
}

// TellDisplacement compares the change in treated areas with that in others.
func (h handlers) TellDisplacement(ctx context.Context, r TellDisplacementRequestObject) (TellDisplacementResponseObject, error) {
	displacement, _, err := h.App.TellDisplacement(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return TellDisplacement200JSONResponse(displacement), nil
}

// DrawTrial draws a trial by lot and keeps it.
func (h handlers) DrawTrial(ctx context.Context, r DrawTrialRequestObject) (DrawTrialResponseObject, error) {
	trial, _, err := h.App.DrawTrial(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return DrawTrial200JSONResponse(trial), nil
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
	var visits []crime.Visit
	if r.Body.Visits != nil {
		visits = []crime.Visit{}
		for _, v := range *r.Body.Visits {
			visits = append(visits, crime.Visit{Spot: v.Spot, Day: v.Day.Time})
		}
	}
	verdict, _, err := h.App.JudgeTrial(ctx, r.Trial, visits)
	if err != nil {
		return nil, err
	}
	return JudgeTrial200JSONResponse(verdict), nil
}
