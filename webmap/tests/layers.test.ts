import { describe, expect, it } from "vitest";
import { choiceOf, countOn, findLayer, shownAtFirst, visibleFrom, withLayers } from "../src/model/layers";
import { picksFrom } from "../src/model/picking";
import { legend } from "./legend";

describe("the legend", () => {
  it("leaves out dimensions without layers and fills what a lean service does not say", () => {
    expect(legend.dimensions.map(({ code }) => code)).toEqual(["one", "two"]);
    expect(findLayer(legend, "path")).toMatchObject({ title: { th: "ทาง", en: "ทาง" }, fields: [], minzoom: 0 });
  });
});

describe("the choice of layers", () => {
  it("begins with those the service shows, which is all that do not say otherwise", () => {
    expect([...shownAtFirst(legend)]).toEqual(["spot", "area"]);
  });

  it("is told in a link by what differs, and read back", () => {
    const visible = withLayers(withLayers(shownAtFirst(legend), ["path"], true), ["area"], false);
    const choice = choiceOf(legend, visible);
    expect(choice).toEqual({ on: ["path"], off: ["area"] });
    expect(visibleFrom(legend, choice)).toEqual(visible);
  });

  it("passes over layers that no longer exist", () => {
    expect(visibleFrom(legend, { on: ["gone"], off: ["gone"] })).toEqual(shownAtFirst(legend));
  });

  it("counts what is on in a group", () => {
    expect(countOn(legend.dimensions[0]?.layers ?? [], shownAtFirst(legend))).toBe(1);
  });
});

describe("picking", () => {
  it("names each record once, small things before large ones, and ignores what no legend explains", () => {
    const properties = {};
    const picks = picksFrom(
      [
        { layer: "area", id: 1, properties },
        { layer: "spot", id: 7, properties },
        { layer: "spot", id: 7, properties },
        { layer: "ground", id: 1, properties },
        { layer: "path", id: undefined, properties: { id: 3 } },
        { layer: "path", id: undefined, properties },
      ],
      legend,
    );
    expect(picks.map(({ layer, id }) => `${layer.name}/${id}`)).toEqual(["spot/7", "path/3", "area/1"]);
  });
});
