import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  beginning,
  doubts,
  guessColumns,
  isStreetFile,
  mappingOf,
  refused,
  rows,
  wrong,
} from '../src/mapping'

test.each([
  ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
  ['a,b\r\n"1,5","say ""no"""\r\n', [['a', 'b'], ['1,5', 'say "no"']]],
  ['a,b\n"two\nlines",2', [['a', 'b'], ['two\nlines', '2']]],
  ['a,b\n\n,\n', [['a', 'b'], ['', '']]],
  ['', []],
])('%j is read as rows', (text, want) => expect(rows(text)).toEqual(want)) // prettier-ignore

const guessed = (kind: 'offences' | 'sites' | 'incidents', ...table: string[][]) =>
  guessColumns(table, kind).map((c) => c.is)

test.each([
  ['headings', ['Crime Number', 'Offence', 'Committed From Date', 'Committed From Time', 'Easting', 'Northing', 'Beat Code'], ['X1', 'Robbery', '03/01/2025', '21:30', '588123', '185432', 'B1'], ['reference', 'type', 'from', 'from time', 'easting', 'northing', 'area']],
  ['words nobody knows', ['K1', 'K2', 'K3', 'K4'], ['03/01/2025', '21:30', '0.7123', '51.5391'], ['from', 'from time', 'longitude', 'latitude']],
  ['a position twice', ['Easting', 'Northing', 'Lon', 'Lat'], ['588123', '185432', '0.7123', '51.5391'], ['', '', 'longitude', 'latitude']],
  ['half a position', ['Easting', 'What'], ['588123', 'Robbery'], ['', '']],
  ['a heading that its values contradict', ['Date', 'When'], ['Robbery', '2025-01-03'], ['', 'from']],
] as const)('offences are guessed by %s', (_, headings, values, want) => {
  expect(guessed('offences', [...headings], [...values])).toEqual(want)
}) // prettier-ignore

test('a value in three that is none does not hide what a column is', () => {
  const columns = guessColumns(
    [['When', 'Easting', 'Northing'], ['2025-01-03 22:10', '588123', '185432'], ['not known', '0', '0'], ['2025-01-04 01:00', '588200', '185500']], 'offences') // prettier-ignore
  expect(columns.map((c) => c.is)).toEqual(['from', 'easting', 'northing'])
})

test('what a kind does not have is not guessed', () => {
  expect(
    guessed('sites', ['Premises Name', 'Type', 'X', 'Y'], ['The Ship', 'Pub', '588123', '185432']),
  ).toEqual(['name', 'category', 'easting', 'northing'])
})

test('a mapping names what is read, a day with its time, and drops the rest', () => {
  const columns = guessColumns([['K1', 'K2', 'Name of victim'], ['03/01/2025', '21:30', 'Sam']], 'offences') // prettier-ignore
  expect(wrong(columns, 'offences')).toEqual(['Say which column is: type of offence.'])
  expect(JSON.parse(mappingOf('export.csv.gz', 'offences', columns))).toEqual({
    name: 'export',
    kind: 'offences',
    columns: { from: ['K1', 'K2'] },
    drop: ['Name of victim'],
  })
})

test('a mapping that the server would refuse is not sent', () => {
  const column = (is: 'easting' | 'grid_reference' | 'from time' | 'type') => ({
    heading: is,
    samples: [],
    is,
  })
  expect(wrong([column('type'), column('easting'), column('grid_reference'), column('from time')], 'offences')).toEqual([
    'Say which column is: when it began.',
    'Say which column is: northing.',
    'Give the position one way: set the columns of the others to not read.',
  ]) // prettier-ignore
  expect(wrong([], 'sites')).toContain('Say which columns are the position.')
})

test.each([
  [4, 4, false],
  [5, 5, true],
  [100, 101, false],
  [100, 150, false],
  [101, 150, true],
  [101, 1009, true],
  [101, 1010, false],
])('%i rejected of %i: refused is %s, as the server has it', (rejected, read, want) => {
  expect(refused({ read, rejected })).toBe(want)
})

test('each mark of doubt that the server has is said in words', async () => {
  const source = async (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
  const sources = await Promise.all(['crime/record.go', 'crime/incident.go', 'geo/place.go'].map(source))
  const marks = [...sources.join('').matchAll(/\bQuality\w+ *= "([a-z-]+)"/g)].map(([, mark]) => mark)
  expect(marks.length).toBeGreaterThan(10)
  expect(Object.keys(doubts).sort()).toEqual(marks.sort())
})

test('a street file of data.police.uk needs no mapping', () => {
  expect(isStreetFile(['Crime ID', 'Month', 'Longitude', 'Latitude', 'Crime type'])).toBe(true)
  expect(isStreetFile(['Month', 'Longitude', 'Latitude', 'Offence'])).toBe(false)
})

test('the beginning of a file is read in the ways that spreadsheets write', async () => {
  const file = (name: string, ...bytes: BlobPart[]) => new File(bytes, name)
  expect(await beginning(file('a.csv', 'Straße,1'))).toBe('Straße,1')
  expect(await beginning(file('a.csv', new Uint8Array([0x43, 0x61, 0x66, 0xe9])))).toBe('Café')
  expect(await beginning(file('a.csv', new Uint8Array([0xff, 0xfe, 0x41, 0, 0x2c, 0])))).toBe('A,')
  const packed = await new Response(new Blob(['a,b\n']).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer() // prettier-ignore
  expect(await beginning(file('a.csv.gz', packed))).toBe('a,b\n')
})
