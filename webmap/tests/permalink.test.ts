import { describe, expect, it } from "vitest";
import { readPermalink, writePermalink, type Permalink } from "../src/model/permalink";

const nothing: Permalink = { position: null, choice: { on: [], off: [] }, selected: null };

describe("a permalink", () => {
  it("comes back as it was written", () => {
    const link: Permalink = {
      position: { zoom: 14.25, lat: 16.01234, lon: 99.91 },
      choice: { on: ["flood_zone"], off: ["parcel", "road"] },
      selected: { layer: "road", id: "12" },
    };
    expect(readPermalink(writePermalink(link))).toEqual(link);
  });

  it("is empty where nothing differs from the beginning", () => {
    expect(writePermalink(nothing)).toBe("");
    expect(readPermalink("")).toEqual(nothing);
  });

  it.each(["#map=14", "#map=a/b/c", "#map=14/91/99", "#map=14/16/999", "#map=//", "#map=NaN/1/1", "#at=/3", "#at=road/"])(
    "passes over the malformed %s",
    (hash) => {
      expect(readPermalink(hash)).toEqual(nothing);
    },
  );

  it("carries ids that hold a slash, an ampersand or Thai", () => {
    const link = { ...nothing, selected: { layer: "road", id: "ก/1&2" } };
    expect(readPermalink(writePermalink(link)).selected).toEqual(link.selected);
  });
});
