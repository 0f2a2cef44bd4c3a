/** The part of the address after `#`: where the map looks, which layers it shows, which record is open. */

import type { LayerChoice } from "./layers";

export interface Position {
  zoom: number;
  lat: number;
  lon: number;
}

export interface Selected {
  layer: string;
  id: string;
}

export interface Permalink {
  position: Position | null;
  choice: LayerChoice;
  selected: Selected | null;
}

const within = (value: number, low: number, high: number): boolean =>
  Number.isFinite(value) && value >= low && value <= high;

function readPosition(told: string | null): Position | null {
  const parts = (told ?? "").split("/");
  if (parts.length !== 3 || parts.some((part) => part.trim() === "")) return null;
  const [zoom = NaN, lat = NaN, lon = NaN] = parts.map(Number);
  return within(zoom, 0, 24) && within(lat, -85, 85) && within(lon, -180, 180) ? { zoom, lat, lon } : null;
}

function readSelected(told: string | null): Selected | null {
  const at = told?.indexOf("/") ?? -1;
  if (!told || at < 1 || at === told.length - 1) return null;
  return { layer: told.slice(0, at), id: told.slice(at + 1) };
}

const names = (told: string | null): string[] => (told ?? "").split(",").filter((name) => name !== "");

/** Reads a location hash; whatever is malformed is taken as not said. */
export function readPermalink(hash: string): Permalink {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    position: readPosition(told.get("map")),
    choice: { on: names(told.get("on")), off: names(told.get("off")) },
    selected: readSelected(told.get("at")),
  };
}

/** Five decimals of a degree are about a metre. */
export function writePermalink({ position, choice, selected }: Permalink): string {
  const parts: string[] = [];
  if (position) {
    parts.push(`map=${position.zoom.toFixed(2)}/${position.lat.toFixed(5)}/${position.lon.toFixed(5)}`);
  }
  if (choice.on.length) parts.push(`on=${choice.on.map(encodeURIComponent).join(",")}`);
  if (choice.off.length) parts.push(`off=${choice.off.map(encodeURIComponent).join(",")}`);
  if (selected) parts.push(`at=${encodeURIComponent(selected.layer)}/${encodeURIComponent(selected.id)}`);
  return parts.length ? `#${parts.join("&")}` : "";
}
