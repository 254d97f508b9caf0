// The rows of the table of who has a plan's patrol time.

import type { Fairness } from '../api'

/** A ward or a tenth by deprivation. Shares are 0 to 1; null: not known. */
export interface FairRow {
  of: string
  minutes: number
  harm: number
  residents: number | null
  times: number | null // minutes for each resident beside the average
}

/** All shares as rows; those with no patrol and no harm, where they are many, as one. */
export function fairRows(shares: Fairness['wards']): FairRow[] {
  const quiet = shares.filter((s) => !s.planned_minutes && !s.harm_share)
  const together = quiet.length > 3
  const rows = shares
    .filter((s) => !together || !quiet.includes(s))
    .map((s) => ({
      of: s.of.replace(/^deprivation decile /, ''),
      minutes: s.minutes_share,
      harm: s.harm_share,
      residents: s.residents_share,
      times: s.minutes_by_residents,
    }))
  if (!together) return rows
  const known = quiet.every((s) => s.residents_share !== null)
  const residents = known ? quiet.reduce((sum, s) => sum + (s.residents_share ?? 0), 0) : null
  return [
    ...rows,
    { of: `${quiet.length} others, without a spot`, minutes: 0, harm: 0, residents, times: known ? 0 : null },
  ]
}
