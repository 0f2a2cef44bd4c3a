/** What the service answers, written by hand after its contract. Coordinates are longitude, latitude (EPSG:4326). */

export type Language = "th" | "en";

/** A phrase in both languages of the interface. */
export type Text = Record<Language, string>;

/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number];

/** `/api/place` */
export interface Place {
  code: string;
  name: Text;
  organisation: Text;
  amphoe: Text;
  province: Text;
  postcode: string;
  bounds: Bounds;
}

export type SymbolKind = "circle" | "line" | "fill";

/** One code of the list that colours a layer. */
export interface LegendClass {
  code: string;
  label: Text;
  colour: string;
}

/** One attribute a popup may show. */
export interface LegendField {
  name: string;
  title: Text;
  unit: Text | null;
  codes: Record<string, Text> | null;
  /** The layer whose record the value is the number of. */
  ref: string | null;
}

export interface LegendLayer {
  name: string;
  title: Text;
  about: Text | null;
  kind: SymbolKind;
  minzoom: number;
  colour: string;
  classes: LegendClass[];
  fields: LegendField[];
  /** The fields that name a record, best first. */
  label: string[];
  /** Whether the map opens with this layer on. */
  shown: boolean;
}

export interface LegendDimension {
  code: string;
  title: Text;
  colour: string;
  layers: LegendLayer[];
}

/** `/ogc/legend.json` */
export interface Legend {
  dimensions: LegendDimension[];
}

export interface SearchResult {
  layer: string;
  id: number | string;
  label: string;
  detail: string | null;
  lon: number;
  lat: number;
  bbox: Bounds | null;
}

/** One row of `/ogc/collections/{layer}/items/{id}`. */
export interface Item {
  id: number | string;
  geometry: GeoJSON.Geometry | null;
  properties: Record<string, unknown>;
}
