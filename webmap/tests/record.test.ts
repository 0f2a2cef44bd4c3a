import { describe, expect, it } from "vitest";
import type { LegendField } from "../src/api/types";
import { findLayer } from "../src/model/layers";
import { nameOf, read, spell } from "../src/model/record";
import { legend } from "./legend";

const plain: LegendField = { name: "x", title: { th: "เอ็กซ์", en: "X" }, unit: null, codes: null, ref: null };
const coded: LegendField = { ...plain, codes: { a: { th: "เอ", en: "A" }, b: { th: "บี", en: "B" } } };

describe("a value", () => {
  it.each([
    ["2024-03-05", "th", "5 มีนาคม 2567"],
    ["2024-03-05", "en", "5 March 2024"],
    [true, "th", "ใช่"],
    [false, "en", "No"],
    [1234.567, "th", "1,234.57"],
    ["ถนนเพชรเกษม", "en", "ถนนเพชรเกษม"],
  ] as const)("%s in %s reads %s", (value, language, expected) => {
    expect(spell(value, plain, language)).toBe(expected);
  });

  it("that is a moment is told in Thailand's hour", () => {
    expect(spell("2024-03-05T18:30:00Z", plain, "th")).toMatch(/^6 มีนาคม 2567.*01:30 น\.$/);
  });

  it("carries its unit, also where a decimal comes as text", () => {
    const powered = { ...plain, unit: { th: "วัตต์", en: "W" } };
    expect(spell(1200, powered, "th")).toBe("1,200 วัตต์");
    expect(spell("12.50", powered, "en")).toBe("12.5 W");
    expect(spell(3, { ...plain, unit: { th: "dB", en: "dB" } }, "th")).toBe("3 dB");
    expect(spell(40, { ...plain, unit: { th: "%", en: "%" } }, "th")).toBe("40%");
  });

  it("of a code list reads its label, alone or several, from items and from tiles", () => {
    expect(spell("a", coded, "th")).toBe("เอ");
    expect(spell(["a", "b"], coded, "en")).toBe("A, B");
    expect(spell("a,b", coded, "en")).toBe("A, B");
    expect(spell("unknown", coded, "en")).toBe("unknown");
  });

  it.each([null, undefined, "", "  ", []])("that is empty (%j) says nothing", (value) => {
    expect(spell(value, plain, "th")).toBeNull();
  });

  it("that numbers something is not grouped by thousands", () => {
    expect(spell(2567, { ...plain, name: "built_year" }, "th")).toBe("2567");
  });
});

describe("a record", () => {
  const spot = findLayer(legend, "spot");
  if (!spot) throw new Error("the fixture has no spot");

  it("is headed by its name, with titles and labels in the reader's language", () => {
    const reading = read(spot, { state: "off", name: "เสา 1", power: 30, seen_on: null }, "en");
    expect(reading.heading).toBe("เสา 1");
    expect(reading.lines).toEqual([
      { title: "State", value: "Off" },
      { title: "Power", value: "30 W" },
    ]);
  });

  it("is called by the first naming field that is filled, the reader's language first", () => {
    const both = { ...spot, label: ["name", "name_en"], fields: [...spot.fields, { ...plain, name: "name_en" }] };
    expect(nameOf(both, { name: "เสา 1", name_en: "Pole 1" }, "th")).toBe("เสา 1");
    expect(nameOf(both, { name: "เสา 1", name_en: "Pole 1" }, "en")).toBe("Pole 1");
    expect(nameOf(both, { name: "เสา 1" }, "en")).toBe("เสา 1");
    expect(nameOf(both, {}, "en")).toBeNull();
  });

  it("shows what it refers to by name, and never by a bare number", () => {
    const path: LegendField = { ...plain, name: "path_id", title: { th: "ทาง", en: "Path" }, ref: "path" };
    const layer = { ...spot, fields: [path] };
    expect(read(layer, { path_id: 7 }, "en").lines).toEqual([]);
    expect(read(layer, { path_id: 7 }, "en", { path_id: "North path" }).lines).toEqual([{ title: "Path", value: "North path" }]);
  });

  it("without a name is headed by its layer", () => {
    expect(read(spot, { state: "on" }, "th").heading).toBe("จุด");
  });
});
