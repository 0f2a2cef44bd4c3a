/** A record as a citizen reads it: titles, labels, units and dates in the language of the page. */

import type { Language, LegendField, LegendLayer, Text } from "../api/types";
import { words } from "../words";

export interface Line {
  title: string;
  value: string;
}

export interface Reading {
  heading: string;
  lines: Line[];
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

// Thai readers count years in the Buddhist era; the instance's hour is the hour in Thailand wherever the reader is.
const LOCALES: Record<Language, string> = { th: "th-TH-u-ca-buddhist-nu-latn", en: "en-GB" };
const ZONE = "Asia/Bangkok";

function date(value: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${value}T00:00:00Z`)).replace(/ (พุทธศักราช|พ\.ศ\.) ?/, " พ.ศ. ");
}

function moment(value: string, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: ZONE,
  });
  const spoken = format.format(new Date(value.replace(" ", "T")));
  return language === "th" ? `${spoken} น.` : spoken;
}

/** Whether a field's whole numbers are years or codes, which no reader wants grouped by thousands. */
const ungrouped = (field: LegendField): boolean => /(_no|_code|_id|year|_be)$/.test(field.name);

function number(value: number, field: LegendField, language: Language): string {
  const spoken = new Intl.NumberFormat(LOCALES[language], {
    maximumFractionDigits: 2,
    useGrouping: !ungrouped(field),
  }).format(value);
  if (!field.unit) return spoken;
  const unit = field.unit[language];
  return `${spoken}${/^[%°]/.test(unit) ? "" : " "}${unit}`;
}

/** The codes of a field that holds several: an array in items, one comma-separated text in tiles. */
function listed(value: unknown, codes: Record<string, Text>): unknown {
  if (typeof value !== "string" || value in codes || !value.includes(",")) return value;
  return value.split(",").map((each) => each.trim());
}

/** One value as text, or null where there is nothing to say. */
export function spell(value: unknown, field: LegendField, language: Language): string | null {
  const { codes } = field;
  const told = codes ? listed(value, codes) : value;
  if (told === null || told === undefined || told === "") return null;
  if (Array.isArray(told)) {
    return told.map((each) => spell(each, field, language)).filter((each) => each !== null).join(", ") || null;
  }
  if (codes) return codes[String(told)]?.[language] ?? String(told);
  if (typeof told === "boolean") return words[told ? "yes" : "no"][language];
  if (typeof told === "number") return number(told, field, language);
  const text = String(told).trim();
  if (DATE.test(text)) return date(text, language);
  if (MOMENT.test(text) && !Number.isNaN(Date.parse(text.replace(" ", "T")))) return moment(text, language);
  if (field.unit && /^-?\d+(\.\d+)?$/.test(text)) return number(Number(text), field, language);
  return text || null;
}

/** What the references of a record are called, by field. */
export type Referred = Readonly<Record<string, string>>;

/** The field that names a record: the first filled of the layer's, one in the reader's language before the others. */
function naming(layer: LegendLayer, properties: Record<string, unknown>, language: Language): LegendField | undefined {
  const spoken = (name: string): number => (name.endsWith(`_${language}`) ? 0 : 1);
  return [...layer.label]
    .sort((one, other) => spoken(one) - spoken(other))
    .map((name) => layer.fields.find((field) => field.name === name))
    .find((field) => field && spell(properties[field.name], field, language) !== null);
}

/** What a record is called, or null where none of its naming fields is filled. */
export function nameOf(layer: LegendLayer, properties: Record<string, unknown>, language: Language): string | null {
  const field = naming(layer, properties, language);
  return field ? spell(properties[field.name], field, language) : null;
}

/** The record's heading (its name, else the layer's title) and the other fields that are filled. */
export function read(
  layer: LegendLayer,
  properties: Record<string, unknown>,
  language: Language,
  referred: Referred = {},
): Reading {
  const heading = naming(layer, properties, language);
  return {
    heading: nameOf(layer, properties, language) ?? layer.title[language],
    lines: layer.fields.flatMap((field) => {
      // The number of another record tells a reader nothing; its name stands here once it is known.
      const value = field.ref ? referred[field.name] : spell(properties[field.name], field, language);
      return field === heading || !value ? [] : [{ title: field.title[language], value }];
    }),
  };
}
