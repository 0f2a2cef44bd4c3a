/** A small picture of how a layer is drawn, on a 24 × 24 grid. */

import type { LegendLayer, SymbolKind } from "../api/types";
import { svg } from "./dom";

const AT_MOST = 3;

/** The colours a layer is drawn in: those of its codes, else its own. */
export const coloursOf = ({ classes, colour }: LegendLayer): string[] =>
  classes.length ? classes.slice(0, AT_MOST).map((each) => each.colour) : [colour];

function circles(colours: string[]): SVGElement[] {
  const [radius, step] = colours.length > 1 ? [5, 6] : [6.5, 0];
  const start = 12 - (step * (colours.length - 1)) / 2;
  return colours.map((fill, at) =>
    svg("circle", { cx: start + at * step, cy: 12, r: radius, fill, stroke: "#fff", "stroke-width": 1.5 }),
  );
}

function lines(colours: string[]): SVGElement[] {
  const step = 6;
  const start = 12 - (step * (colours.length - 1)) / 2;
  return colours.map((stroke, at) =>
    svg("path", { d: `M3 ${start + at * step + 1.5}h18`, transform: "rotate(-8 12 12)", stroke, "stroke-width": 3.5, "stroke-linecap": "round" }),
  );
}

function areas(colours: string[]): SVGElement[] {
  const width = 18 / colours.length;
  return colours.map((fill, at) =>
    svg("rect", { x: 3 + at * width, y: 5, width, height: 14, fill, "fill-opacity": 0.55, stroke: fill, "stroke-width": 1.5 }),
  );
}

const shapes: Record<SymbolKind, (colours: string[]) => SVGElement[]> = { circle: circles, line: lines, fill: areas };

/** The symbol of `kind`; the words beside it carry the meaning. */
export function swatch(kind: SymbolKind, colours: string[]): SVGSVGElement {
  return svg("svg", { class: "swatch", viewBox: "0 0 24 24", "aria-hidden": "true" }, ...shapes[kind](colours));
}
