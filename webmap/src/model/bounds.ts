/** Rectangles in degrees: west, south, east, north. */

import type { Bounds } from "../api/types";

function* positions(geometry: GeoJSON.Geometry): Generator<GeoJSON.Position> {
  if (geometry.type === "GeometryCollection") {
    for (const part of geometry.geometries) yield* positions(part);
    return;
  }
  const waiting: unknown[] = [geometry.coordinates];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (!Array.isArray(each)) continue;
    if (typeof each[0] === "number") yield each as GeoJSON.Position;
    else waiting.push(...(each as unknown[]));
  }
}

/** The rectangle round a geometry, or null where it has no position. */
export function boundsOf(geometry: GeoJSON.Geometry): Bounds | null {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon = NaN, lat = NaN] of positions(geometry)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box.every(Number.isFinite) ? box : null;
}

/** `bounds` grown on each side by `share` of its own size. */
export function grown([west, south, east, north]: Bounds, share: number): Bounds {
  const [wide, high] = [(east - west) * share, (north - south) * share];
  return [west - wide, south - high, east + wide, north + high];
}

export const contains = ([west, south, east, north]: Bounds, lon: number, lat: number): boolean =>
  west <= lon && lon <= east && south <= lat && lat <= north;
