import { expect, test } from 'vitest'
import { sitesAmong } from '../src/places'

test('a station is a site: no area, settlement, water or street', () => {
  const place = (kind: string, name: string, within = '') => ({ kind, name, within, at: [0, 0] })
  const kinds = ['district', 'ward', 'city', 'town', 'village', 'suburb', 'hamlet', 'water', 'street']
  const found = [
    ...kinds.map((k) => place(k, 'Mill')),
    place('pub', 'The Mill', '1 High Street'),
    place('pub', 'The Mill', '9 Low Street'),
    place('bar', 'The Mill', '9 Low Street'),
  ]
  expect(sitesAmong(found).map((p) => p.within)).toEqual(['1 High Street', '9 Low Street'])
})
