package app

import "beatplan/meeting"

func meetings() setting[meeting.Meeting] {
	return setting[meeting.Meeting]{"meeting", nil, func(m *meeting.Meeting) (*string, *int) { return &m.ID, &m.Version }}
}
