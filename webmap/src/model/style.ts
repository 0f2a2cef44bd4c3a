/** The service's style made ready for this page: which of its layers are on, and whom the map may ask. */

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Visible } from "./layers";

/** Which data layer a style layer draws, as its metadata say. */
export function dataLayer(layer: LayerSpecification): string | null {
  const metadata = layer.metadata as Record<string, unknown> | undefined;
  const name = metadata?.["takeed:layer"];
  return typeof name === "string" ? name : null;
}

/** A copy of `style` in which the data layers outside `visible` are off. */
export function prepareStyle(style: StyleSpecification, visible: Visible): StyleSpecification {
  const layers = style.layers.map((layer) => {
    const name = dataLayer(layer);
    if (name === null) return layer;
    return { ...layer, layout: { ...layer.layout, visibility: visible.has(name) ? "visible" : "none" } } as LayerSpecification;
  });
  return { ...style, layers };
}

/** The style layers of each data layer, so that a toggle need not search the style. */
export function styleLayersByName(style: StyleSpecification): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const layer of style.layers) {
    const name = dataLayer(layer);
    if (name !== null) byName.set(name, [...(byName.get(name) ?? []), layer.id]);
  }
  return byName;
}

/** `url` asked of the instance that served the page, whatever host name the service believes it has. */
export function atHome(url: string, origin: string): string {
  const { pathname, search } = new URL(url, origin);
  // URL() escapes the braces of a tile template, which MapLibre has already filled in by the time it asks.
  return `${origin}${pathname}${search}`;
}
