import { describe, expect, it } from "vitest";
import type { StyleSpecification } from "maplibre-gl";
import { quiet } from "../src/model/quiet";

const of = (layer: string): { "takeed:layer": string } => ({ "takeed:layer": layer });
const style: StyleSpecification = {
  version: 8,
  sources: {},
  layers: [
    { id: "paper", type: "background" },
    { id: "zone", type: "fill", source: "zone", metadata: of("zone") },
    { id: "road", type: "line", source: "road", metadata: of("road"), paint: { "line-color": "#000000" } },
    { id: "stop", type: "circle", source: "stop", metadata: of("stop") },
  ],
};

describe("a quiet style", () => {
  it("keeps lines in a whisper and leaves out what would hide the page's own data", () => {
    const layers = quiet(style, []).layers;
    expect(layers.map(({ id }) => id)).toEqual(["paper", "road"]);
    expect(layers[1]).toMatchObject({ paint: { "line-color": "#000000", "line-opacity": 0.4 } });
  });

  it("leaves the paper below everything where a page names no layer", () => {
    expect(quiet(style, [""]).layers.map(({ id }) => id)).toEqual(["paper", "road"]);
  });

  it("draws the page's own layer as it is, above the rest", () => {
    const layers = quiet(style, ["zone"]).layers;
    expect(layers.map(({ id }) => id)).toEqual(["paper", "road", "zone"]);
    expect(layers[2]).toBe(style.layers[1]);
  });
});
