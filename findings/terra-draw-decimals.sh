#!/bin/sh
# terra-draw takes no feature whose coordinates have a tenth decimal, and does not fail.
#
# GeoJSON (RFC 7946, section 11.2) sets no limit to decimals, and programs that compute
# a position write 15 or so. addFeatures does not throw and rounds nothing: the area is
# just not there to be edited, and only the value that it returns says why.
set -eu
version=1.35.0
cd "$(mktemp -d)"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund "terra-draw@$version" >/dev/null
cat >area.cjs <<'JS'
const { TerraDraw, TerraDrawExtend, TerraDrawPolygonMode } = require('terra-draw')

// A map without a browser: nothing here is drawn or clicked.
class NoMap extends TerraDrawExtend.TerraDrawBaseAdapter {
  getMapEventElement() {
    return { addEventListener() {}, removeEventListener() {} }
  }
  getCoordinatePrecision() {
    return 9
  }
  register(callbacks) {
    super.register(callbacks)
    callbacks.onReady()
  }
  project() {
    return { x: 0, y: 0 }
  }
  unproject() {
    return { lng: 0, lat: 0 }
  }
  getLngLatFromEvent() {}
  setCursor() {}
  setDoubleClickToZoom() {}
  setDraggability() {}
  render() {}
  clear() {}
}

const draw = new TerraDraw({
  adapter: new NoMap({ coordinatePrecision: 9 }),
  modes: [new TerraDrawPolygonMode()],
})
draw.start()
for (const decimals of [9, 10]) {
  const lon = Number((0.7123456789).toFixed(decimals))
  const ring = [[lon, 51.5], [0.73, 51.5], [0.73, 51.52], [lon, 51.5]]
  const [added] = draw.addFeatures([
    { type: 'Feature', properties: { mode: 'polygon' }, geometry: { type: 'Polygon', coordinates: [ring] } },
  ])
  console.log(`${decimals} decimals: ${added.valid ? 'taken' : `not taken: ${added.reason}`}`)
}
console.log(`features: ${draw.getSnapshot().length}`)
JS
seen=$(node area.cjs)
echo "terra-draw $version"
echo "expected: both areas are taken, or an error is thrown"
echo "seen:"
echo "$seen"
[ "$seen" = "9 decimals: taken
10 decimals: not taken: Feature has coordinates with excessive precision
features: 1" ]
