/**
 * The one boundary where the service's JSON becomes our types. Older or leaner answers are filled in here, so that
 * nothing behind this file has to ask whether a key is there.
 */

import type { Legend, LegendDimension, LegendField, LegendLayer, Place, SearchResult, Text } from "./types";

type Raw = Record<string, unknown>;

const raw = (value: unknown): Raw => (typeof value === "object" && value !== null ? (value as Raw) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const word = (value: unknown): string => (typeof value === "string" ? value : "");

function text(value: unknown): Text {
  if (typeof value === "string") return { th: value, en: value };
  const { th, en } = raw(value);
  return { th: word(th) || word(en), en: word(en) || word(th) };
}

function optionalText(value: unknown): Text | null {
  const read = text(value);
  return read.th ? read : null;
}

function field(value: unknown): LegendField {
  const { name, title, unit, codes, ref } = raw(value);
  return {
    name: word(name),
    title: text(title),
    unit: optionalText(unit),
    codes: codes ? Object.fromEntries(Object.entries(raw(codes)).map(([code, label]) => [code, text(label)])) : null,
    ref: word(ref) || null,
  };
}

function layer(value: unknown): LegendLayer {
  const { name, title, about, kind, minzoom, colour, classes, fields, label, shown } = raw(value);
  return {
    name: word(name),
    title: text(title),
    about: optionalText(about),
    kind: kind === "line" || kind === "fill" ? kind : "circle",
    minzoom: Number(minzoom ?? 0),
    colour: word(colour),
    classes: list(classes).map((each) => {
      const { code, label: meaning, colour: classColour } = raw(each);
      return { code: word(code), label: text(meaning), colour: word(classColour) };
    }),
    fields: list(fields).map(field),
    label: list(label).map(word),
    shown: shown !== false,
  };
}

function dimension(value: unknown): LegendDimension {
  const { code, title, colour, layers } = raw(value);
  return { code: word(code), title: text(title), colour: word(colour), layers: list(layers).map(layer) };
}

/** The legend, without dimensions that have no layer. */
export function legend(value: unknown): Legend {
  return {
    dimensions: list(raw(value)["dimensions"])
      .map(dimension)
      .filter(({ layers }) => layers.length > 0),
  };
}

/** The place; throws where its bounds are not four numbers, since no map can open without them. */
export function place(value: unknown): Place {
  const told = raw(raw(value)["place"] ?? value);
  const both = (key: string): Text => text(told[key] ?? { th: told[`${key}_th`], en: told[`${key}_en`] });
  const [west, south, east, north] = list(told["bounds"]).map(Number);
  const bounds = [west, south, east, north].map((degrees) => {
    if (degrees === undefined || !Number.isFinite(degrees)) throw new TypeError("place without bounds");
    return degrees;
  }) as Place["bounds"];
  return {
    code: word(told["code"]),
    name: both("name"),
    organisation: both("organisation"),
    amphoe: both("amphoe"),
    province: both("province"),
    postcode: word(told["postcode"]),
    bounds,
  };
}

/** The answers to a search; those without a position are left out, for there is nowhere to go. */
export function searchResults(value: unknown): SearchResult[] {
  return list(raw(value)["results"])
    .map(raw)
    .filter(({ lon, lat }) => Number.isFinite(lon) && Number.isFinite(lat))
    .map((each) => {
      const box = list(each["bbox"]).map(Number);
      return {
        layer: word(each["layer"]),
        id: typeof each["id"] === "number" ? each["id"] : word(each["id"]),
        label: word(each["label"]),
        detail: word(each["detail"]) || null,
        lon: each["lon"] as number,
        lat: each["lat"] as number,
        bbox: box.length === 4 && box.every(Number.isFinite) ? (box as SearchResult["bbox"]) : null,
      };
    });
}
