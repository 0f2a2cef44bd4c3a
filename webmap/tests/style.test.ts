import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import { atHome, prepareStyle, styleLayersByName } from "../src/model/style";

const style: StyleSpecification = {
  version: 8,
  sources: { spot: { type: "vector", tiles: ["/t/{z}/{y}/{x}"] } },
  layers: [
    { id: "paper", type: "background" },
    { id: "spot", type: "circle", source: "spot", "source-layer": "spot", metadata: { "takeed:layer": "spot" } },
    {
      id: "spot:label",
      type: "symbol",
      source: "spot",
      "source-layer": "spot",
      layout: { "text-size": 12 },
      metadata: { "takeed:layer": "spot" },
    },
  ],
};

describe("the style made ready", () => {
  const ready = prepareStyle(style, new Set());

  it("shows what is chosen only, and the paper always", () => {
    expect(ready.layers.map(({ layout }) => layout)).toEqual([
      undefined,
      { visibility: "none" },
      { "text-size": 12, visibility: "none" },
    ]);
    expect(prepareStyle(style, new Set(["spot"])).layers[1]?.layout).toEqual({ visibility: "visible" });
  });

  it("leaves the service's own style as it was", () => {
    expect(style.layers[1]).not.toHaveProperty("layout");
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
