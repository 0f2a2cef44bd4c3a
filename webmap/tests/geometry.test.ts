import { describe, expect, it } from "vitest";
import * as read from "../src/api/read";
import { boundsOf, contains, grown } from "../src/model/bounds";
import { scaleFor } from "../src/model/scale";

describe("bounds", () => {
  it("hold every position of a geometry of any depth", () => {
    const box = boundsOf({
      type: "GeometryCollection",
      geometries: [
        { type: "Point", coordinates: [99.9, 16] },
        { type: "MultiPolygon", coordinates: [[[[99.8, 15.9], [100, 15.9], [100, 16.1], [99.8, 15.9]]]] },
      ],
    });
    expect(box).toEqual([99.8, 15.9, 100, 16.1]);
  });

  it("of an empty geometry are none", () => {
    expect(boundsOf({ type: "MultiPoint", coordinates: [] })).toBeNull();
  });

  it("grow by a share of their own size", () => {
    expect(grown([0, 0, 10, 20], 0.5)).toEqual([-5, -10, 15, 30]);
    expect(contains([0, 0, 1, 1], 1, 0.5)).toBe(true);
    expect(contains([0, 0, 1, 1], 1.1, 0.5)).toBe(false);
  });
});

describe("the scale bar", () => {
  it.each([
    [0, 0],
    [8, 16],
    [12, 16],
    [15.5, 16],
    [20, 16],
  ])("at zoom %d and latitude %d is round and fits", (zoom, lat) => {
    const { metres, width } = scaleFor(zoom, lat, 110);
    expect(String(metres)).toMatch(/^(0\.)?0*[125]0*$/);
    expect(width).toBeGreaterThan(110 / 2.6);
    expect(width).toBeLessThanOrEqual(110);
  });
});

describe("the service's answers", () => {
  it("give the place from nested or flat words, and refuse one without bounds", () => {
    const bounds = [99.8, 15.9, 100, 16.1];
    expect(read.place({ name: { th: "ก", en: "K" }, bounds }).name).toEqual({ th: "ก", en: "K" });
    expect(read.place({ place: { name_th: "ก", name_en: "K", bounds } }).name).toEqual({ th: "ก", en: "K" });
    expect(() => read.place({ bounds: [1, 2, 3] })).toThrow("bounds");
  });

  it("leave out search results that lie nowhere", () => {
    const results = read.searchResults({ results: [{ layer: "a", id: 1, label: "ก", lon: 99, lat: 16 }, { layer: "a", id: 2, lon: null, lat: 16 }] });
    expect(results.map(({ id }) => id)).toEqual([1]);
  });
});
