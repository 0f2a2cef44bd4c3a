/** Which layers are on: pure sets, and their short form in a link. */

import type { Legend, LegendLayer } from "../api/types";

export type Visible = ReadonlySet<string>;

export const allLayers = (legend: Legend): LegendLayer[] => legend.dimensions.flatMap(({ layers }) => layers);

export const findLayer = (legend: Legend, name: string): LegendLayer | undefined =>
  allLayers(legend).find((layer) => layer.name === name);

/** The layers the map opens with. */
export const shownAtFirst = (legend: Legend): Visible =>
  new Set(
    allLayers(legend)
      .filter(({ shown }) => shown)
      .map(({ name }) => name),
  );

/** `visible` with the named layers on or off. */
export function withLayers(visible: Visible, names: readonly string[], on: boolean): Visible {
  const next = new Set(visible);
  for (const name of names) {
    if (on) next.add(name);
    else next.delete(name);
  }
  return next;
}

/** How many of a group are on, for "3/7" and for the group's own switch. */
export function countOn(layers: readonly LegendLayer[], visible: Visible): number {
  return layers.filter(({ name }) => visible.has(name)).length;
}

/** What a link has to say about layers: only what differs from the beginning, so that old links meet new layers. */
export interface LayerChoice {
  on: string[];
  off: string[];
}

/** The difference between `visible` and what the map opens with. */
export function choiceOf(legend: Legend, visible: Visible): LayerChoice {
  const names = allLayers(legend).map(({ name, shown }) => ({ name, shown }));
  return {
    on: names.filter(({ name, shown }) => !shown && visible.has(name)).map(({ name }) => name),
    off: names.filter(({ name, shown }) => shown && !visible.has(name)).map(({ name }) => name),
  };
}

/** The layers a link asks for; names the service no longer knows are passed over. */
export function visibleFrom(legend: Legend, choice: LayerChoice): Visible {
  const known = new Set(allLayers(legend).map(({ name }) => name));
  const on = choice.on.filter((name) => known.has(name));
  return withLayers(withLayers(shownAtFirst(legend), on, true), choice.off, false);
}
