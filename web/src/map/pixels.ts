// Places on a map's canvas.

import type { Point, PointLike } from 'maplibre-gl'

/** The box around a point, so many pixels to each side. */
export const around = ({ x, y }: Point, by: number): [PointLike, PointLike] => [
  [x - by, y - by],
  [x + by, y + by],
]
