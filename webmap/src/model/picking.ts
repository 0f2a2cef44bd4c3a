/** What lies under a finger: one entry a record, small things before large ones. */

import type { Legend, LegendLayer, SymbolKind } from "../api/types";
import { findLayer } from "./layers";

/** A drawn feature, as far as picking needs it. */
export interface Drawn {
  layer: string;
  id: string | number | undefined;
  properties: Record<string, unknown>;
}

export interface Pick {
  layer: LegendLayer;
  id: string;
  properties: Record<string, unknown>;
}

const ORDER: Record<SymbolKind, number> = { circle: 0, line: 1, fill: 2 };
const AT_MOST = 20;

/** Records of known layers among `drawn` (topmost first), each once: points, then lines, then areas. */
export function picksFrom(drawn: readonly Drawn[], legend: Legend): Pick[] {
  const picks = new Map<string, Pick>();
  for (const { layer: name, id, properties } of drawn) {
    const layer = findLayer(legend, name);
    const key = id ?? properties["id"];
    if (!layer || (typeof key !== "string" && typeof key !== "number")) continue;
    const known = `${name}/${key}`;
    if (!picks.has(known)) picks.set(known, { layer, id: String(key), properties });
  }
  return [...picks.values()].sort((one, other) => ORDER[one.layer.kind] - ORDER[other.layer.kind]).slice(0, AT_MOST);
}
