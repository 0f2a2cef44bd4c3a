/** The service's style as a background: lines and outlines in a whisper, so that what a page is about stands out. */

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { dataLayer } from "./style";

const LOUD = 0.4;

function hushed(layer: LayerSpecification): LayerSpecification[] {
  if (layer.type === "background") return [layer];
  if (layer.type === "line") return [{ ...layer, paint: { ...layer.paint, "line-opacity": LOUD } }];
  if (layer.type === "symbol") return [{ ...layer, paint: { ...layer.paint, "text-opacity": 0.75 } }];
  return []; // areas and dots of other layers would hide what is shown
}

/** A copy of `style` in which every data layer but those of `names` is background. */
export function quiet(style: StyleSpecification, names: readonly string[]): StyleSpecification {
  const own = (each: LayerSpecification): boolean => {
    const name = dataLayer(each);
    return name !== null && names.includes(name);
  };
  const background = style.layers.filter((each) => !own(each)).flatMap(hushed);
  return { ...style, layers: [...background, ...style.layers.filter(own)] };
}
