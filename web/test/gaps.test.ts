import { expect, test } from 'vitest'
import type { Coverage } from '../src/api'
import { gaps, lacking, unknown } from '../src/gaps'

const month = (m: string, days: string, length: number) => ({
  month: m,
  offences: 1,
  timed: 1,
  days,
  covered: 1,
  length,
})
const held = (m: string, district: string, source: string, days: string, counted = true) => ({
  month: m,
  district,
  source,
  offences: 1,
  timed: 1,
  days,
  covered: 1,
  counted, // prettier-ignore
})
const coverage = {
  months: [month('2025-10', '1-31', 31), month('2025-11', '1-7, 9-27', 30), month('2025-12', '', 31)],
  held: [
    held('2025-10', 'W', 'rms', '1-31'),
    held('2025-11', 'W', 'rms', '1-9, 11-29'),
    held('2025-11', 'W', 'calls', '10'),
    held('2025-12', 'W', 'rms', '1-31', false),
    held('2025-11', 'E', 'rms', '1-7, 9-30'),
  ],
} as unknown as Coverage
const area = (kind: string, code: string) => ({ kind, code, name: code, bbox: [], invented: true }) as never

test.each([
  ['a district', 'district', 'W', ['30 Nov 2025', 'all of Dec 2025'], 32],
  ['another', 'district', 'E', ['all of Oct 2025', '8 Nov 2025', 'all of Dec 2025'], 63],
  ['a force', 'force', 'F', ['8 Nov 2025', '28–30 Nov 2025', 'all of Dec 2025'], 35],
])('%s lacks days', (_, kind, code, want, days) => {
  expect(gaps(coverage, area(kind, code), '2025-10', '2025-12')).toEqual(want)
  expect(lacking(coverage, area(kind, code), '2025-10', '2025-12')).toBe(days)
})
test('districts of which nothing is loaded in a period are unknown', () => {
  const areas = [area('force', 'F'), area('district', 'W'), area('district', 'E'), area('district', 'N')]
  expect(unknown(coverage, areas, '2025-11', '2025-12')).toEqual(['N'])
  expect(unknown(coverage, areas, '2025-12', '2025-12'), 'what is not counted is no knowledge').toEqual([
    'W',
    'E',
    'N',
  ])
  expect(unknown({ ...coverage, held: [] }, areas, '2025-11', '2025-12'), 'coverage by month alone').toEqual(
    [],
  )
})
test('of other months nothing is said', () =>
  expect(gaps(coverage, area('district', 'W'), '2025-10', '2025-10')).toEqual([]))
