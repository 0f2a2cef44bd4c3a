import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import { atHome, prepareStyle, styleLayersByName } from "../src/model/style";

const style: StyleSpecification = {
  version: 8,
  glyphs: "https://elsewhere.example/{fontstack}/{range}.pbf",
  sources: { spot: { type: "vector", tiles: ["/t/{z}/{y}/{x}"] } },
  layers: [
    { id: "spot", type: "circle", source: "spot", "source-layer": "spot", metadata: { "takeed:layer": "spot" } },
    {
      id: "spot:label",
      type: "symbol",
      source: "spot",
      "source-layer": "spot",
      layout: { "text-font": ["Elsewhere"], "text-size": 12 },
      metadata: { "takeed:layer": "spot" },
    },
  ],
};

describe("the style made ready", () => {
  const ready = prepareStyle(style, new Set(), [{ url: "/fonts/a.woff2" }]);

  it("writes with the instance's font and asks no glyph server", () => {
    expect(ready).not.toHaveProperty("glyphs");
    expect(Object.keys(ready["font-faces"] ?? {})).toEqual(["Sarabun"]);
    expect(ready.layers.at(-1)?.layout).toEqual({ "text-font": ["Sarabun"], "text-size": 12, visibility: "none" });
  });

  it("has a ground, and shows what is chosen only", () => {
    expect(ready.layers[0]?.type).toBe("background");
    expect(ready.layers[1]?.layout).toEqual({ visibility: "none" });
    expect(prepareStyle(style, new Set(["spot"]), []).layers[1]?.layout).toEqual({ visibility: "visible" });
  });

  it("leaves the service's own style as it was", () => {
    expect(style.layers).toHaveLength(2);
    expect(style.layers[0]).not.toHaveProperty("layout");
  });

  it("knows the style layers of each data layer", () => {
    expect(styleLayersByName(ready).get("spot")).toEqual(["spot", "spot:label"]);
  });
});

describe("a request of the map", () => {
  it("goes to the host that served the page, whatever the service calls itself", () => {
    expect(atHome("http://internal:8000/ogc/x/1/2/3?f=mvt", "https://gis.example.th")).toBe("https://gis.example.th/ogc/x/1/2/3?f=mvt");
    expect(atHome("/ogc/x", "https://gis.example.th")).toBe("https://gis.example.th/ogc/x");
  });
});
