/** The service's style made ready for this page: fonts of the instance, a ground colour, layers on or off. */

import type { FontFacesSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Visible } from "./layers";

const FONT = "Sarabun";
const GROUND: LayerSpecification = {
  id: "ground",
  type: "background",
  paint: { "background-color": "#f6f4ee" },
};

/** Which data layer a style layer draws, as its metadata say. */
export function dataLayer(layer: LayerSpecification): string | null {
  const metadata = layer.metadata as Record<string, unknown> | undefined;
  const name = metadata?.["takeed:layer"];
  return typeof name === "string" ? name : null;
}

function dressed(layer: LayerSpecification, visible: Visible): LayerSpecification {
  const name = dataLayer(layer);
  const visibility = name === null || visible.has(name) ? "visible" : "none";
  if (layer.type === "background") return layer;
  if (layer.type !== "symbol") {
    return { ...layer, layout: { ...layer.layout, visibility } } as LayerSpecification;
  }
  return { ...layer, layout: { ...layer.layout, visibility, "text-font": [FONT] } };
}

/**
 * A copy of `style` that needs no glyph server and draws on our ground colour. `fontFaces` are the instance's own
 * font files; MapLibre shapes Thai with them, which prebuilt glyph ranges cannot.
 */
export function prepareStyle(
  style: StyleSpecification,
  visible: Visible,
  fontFaces: FontFacesSpecification[string],
): StyleSpecification {
  const { glyphs: _unused, ...rest } = style;
  const layers = style.layers.map((layer) => dressed(layer, visible));
  if (layers[0]?.type !== "background") layers.unshift(GROUND);
  return { ...rest, "font-faces": { [FONT]: fontFaces }, layers };
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
