/** A scale bar: a round distance and how wide it is drawn. */

export interface Scale {
  metres: number;
  width: number;
}

const METRES_PER_PIXEL_AT_ZERO = 78_271.517; // 512 px tiles on the equator of WGS 84

/** Metres on the ground under one pixel of a Web-Mercator map at `lat` degrees. */
export const metresPerPixel = (zoom: number, lat: number): number =>
  (METRES_PER_PIXEL_AT_ZERO * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;

/** The largest of 1, 2, 5 × 10ⁿ metres that is at most `room` pixels wide. */
export function scaleFor(zoom: number, lat: number, room: number): Scale {
  const perPixel = metresPerPixel(zoom, lat);
  const most = perPixel * room;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { metres, width: Math.round(metres / perPixel) };
}
