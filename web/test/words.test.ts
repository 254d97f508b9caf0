import { expect, test } from 'vitest'
import type { Plan } from '../src/api'
import { amount, calledPlan } from '../src/plan'
import {
  capitals,
  dayName,
  figure,
  groupName,
  many,
  dataEnd,
  monthName,
  percent,
  product,
  small,
  periodName,
  sentence,
  timeOfDay,
  title,
} from '../src/words'

test.each([
  ['2025-09', '2025-09', 'Sep 2025'],
  ['2025-01', '2025-09', 'Jan – Sep 2025'],
  ['2024-11', '2025-09', 'Nov 2024 – Sep 2025'],
])('the period %s to %s is written %s', (from, to, want) => expect(periodName(from, to)).toBe(want))

test.each([
  [13.334, [6.634, 2.01], '× 13.33'],
  [26.389, [6.634, 2.1, 1.894], '× 26'],
  [7.156, [3.333, 2.147], '× 7.16'],
  [0.336, [0.48, 0.7], '× 0.34'],
  [1, [], '× 1.00'],
  [15.51, [3.934, 3.934], 'about × 15.5'],
])('a risk of %d is said as far as %j multiply out to it', (risk, factors, want) =>
  expect(product(risk, factors)).toBe(want),
)

test.each([
  [0.018, '1.8%'],
  [0.09949, '9.9%'],
  [0.0996, '10%'],
  [1, '100%'],
])('the share %d is written %s', (share, want) => expect(percent(share)).toBe(want))

test('a share far below a hundredth keeps two digits', () => {
  expect([0, 0.000423, 0.0095, 0.31].map(small)).toEqual(['0%', '0.042%', '0.95%', '31%'])
})

test('times are London’s, summer and winter', () => {
  expect(timeOfDay('2025-07-01T17:05:00Z')).toBe('18:05')
  expect(timeOfDay('2025-12-01T17:05:00Z')).toBe('17:05')
  expect(timeOfDay('2025-10-04T00:15:00+01:00')).toBe('00:15')
  expect(dayName('2025-10-03T23:30:00Z')).toBe('Sat, 4 Oct 2025')
})

test.each([
  [
    'rank 1 of 40 spots: 91 days of harm in 12 offences of nte-violence, 2025-01..2025-12, nte hours',
    'Rank 1 of 40 spots: 91 days of harm in 12 offences of NTE violence, Jan – Dec 2025, NTE hours.',
  ],
  ['about one offence of all, 2025-03, all hours', 'About one offence, Mar 2025, all hours.'],
  ['nothing is loaded for 2024-11..2025-02, 2025-04', 'Nothing is loaded for Nov 2024 – Feb 2025, Apr 2025.'],
  ['edits/0/outline: the outline crosses itself', 'The outline crosses itself.'],
  ['and/or: say which', 'And/or: say which.'],
  ['plan 2025-10-03-saltmarsh is kept!', 'Plan 2025-10-03-saltmarsh is kept!'],
  [
    'no harm of group nte-violence in Colchester in 2025-01..2025-12: there is nowhere to patrol',
    'No harm of NTE violence in Colchester in Jan – Dec 2025: there is nowhere to patrol.',
  ],
  [
    'a pub within 75 m puts this hexagon at 2.1 times the risk; 3 offences of nte-violence counted here in 2025-01..2025-09.',
    'A pub within 75 m puts this hexagon at 2.1 times the risk; 3 offences of NTE violence counted here in Jan – Sep 2025.',
  ],
  [
    'drawn from 12 offences of robbery in 5 of 9 months; no action on asb-calls is listed',
    'Drawn from 12 offences of Robbery in 5 of 9 months; no action on ASB calls is listed.',
  ],
  [
    'group nte-violence is of urban land; offences left out by the rule of group nte: none',
    'NTE violence is of urban land; offences left out by the rule of group NTE: none.',
  ],
  [
    'the file nte-2025.csv in /data/nte/asb-calls is kept',
    'The file nte-2025.csv in /data/nte/asb-calls is kept.',
  ],
  [
    'Colchester, group robbery, 2025-01..2025-12: no offence of the group is recorded there',
    'Colchester, Robbery, Jan – Dec 2025: no offence of the group is recorded there.',
  ],
])('the clause %s reads %s', (clause, want) => expect(sentence(clause)).toBe(want))

test('little is not nothing', () => {
  expect([0, 0.02, 0.099, 0.1, 0.96].map(figure)).toEqual(['0', '< 0.1', '< 0.1', '0.1', '1'])
})

test('names and numbers', () => {
  expect(title('nte-violence')).toBe('NTE violence')
  expect(title('cash-machine')).toBe('Cash machine')
  expect(groupName('all')).toBe('All offences')
  expect(groupName('robbery')).toBe('Robbery')
  expect(monthName('2025-01')).toBe('Jan 2025')
  expect(figure(1234.56)).toBe('1,235')
  expect(figure(12.34)).toBe('12.3')
  expect(capitals('nte hours')).toBe('NTE hours')
  expect(many(1, 'cell')).toBe('1 cell')
  expect(many(2401, 'cell')).toBe('2,401 cells')
})

test('where data end', () => {
  expect(dataEnd('2025-09-30')).toBe('the end of Sep 2025')
  expect(dataEnd('2025-10-03')).toBe('Fri, 3 Oct 2025')
  expect(dataEnd('2025-09')).toBe('the end of Sep 2025')
})

test.each([
  [1.02, undefined, '1 day'],
  [1.1, undefined, '1.1 days'],
  [0.042, 'count', '0.042 offences'],
  [1, 'count', '1 offence'],
])('the harm of a plan, %d, is one or many', (harm, measure, want) =>
  expect(amount(harm, measure)).toBe(want),
)

test('plans of one night are told apart in a list', () => {
  const made = {
    id: '2025-10-03-southend-on-sea-a9e00bfb',
    date: '2025-10-03',
    shift: '18:00-02:00',
    units: 6,
    decision: { status: 'draft' },
  } as Plan
  const replan = {
    at: '2025-10-03T23:10:00+01:00',
    what: ['unit-2 is off duty', 'stop u1-s25 (Elm Row, 00:24 on 4 October) is locked'],
  }
  const words = 'Fri, 3 Oct 2025, 18:00–02:00, 6 units, draft'
  expect(calledPlan(made)).toBe(`${words}, plan a9e00bfb`)
  expect(calledPlan({ ...made, replan } as Plan)).toBe(
    `${words}, from 23:10: Unit 2 is off duty; the stop (Elm Row, 00:24 on 4 October) is locked`,
  )
})
