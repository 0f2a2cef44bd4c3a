/** Asks the instance that served this page; no other host is ever asked. */

import type { StyleSpecification } from "maplibre-gl";
import * as read from "./read";
import type { Item, Language, Legend, Place, SearchResult } from "./types";

const PATIENCE_MS = 15_000;

/** The service did not answer, or answered that it cannot. `status` is 0 where no answer came. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ServiceError";
    this.status = status;
  }
}

async function getJson(path: string, signal?: AbortSignal): Promise<unknown> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const stop = new AbortController();
  for (const each of signal ? [signal, patience] : [patience]) {
    each.addEventListener("abort", () => stop.abort(each.reason), { once: true });
  }
  let answer: Response;
  try {
    answer = await fetch(path, { signal: stop.signal, headers: { accept: "application/json, application/geo+json" } });
  } catch (reason) {
    if (signal?.aborted) throw reason;
    throw new ServiceError(0, String(reason));
  }
  if (!answer.ok) throw new ServiceError(answer.status, `${path}: ${answer.status}`);
  return answer.json();
}

export const getPlace = async (): Promise<Place> => read.place(await getJson("/api/place"));

export const getLegend = async (): Promise<Legend> => read.legend(await getJson("/ogc/legend.json"));

export const getStyle = async (): Promise<StyleSpecification> =>
  (await getJson("/ogc/style.json")) as StyleSpecification;

/** Rows whose declared search fields match `words`, best first. */
export async function search(words: string, language: Language, signal: AbortSignal): Promise<SearchResult[]> {
  const query = new URLSearchParams({ q: words, lang: language });
  return read.searchResults(await getJson(`/api/search?${query}`, signal));
}

/** One row with all the attributes the public may read. */
export async function getItem(layer: string, id: number | string, signal?: AbortSignal): Promise<Item> {
  const path = `/ogc/collections/${encodeURIComponent(layer)}/items/${encodeURIComponent(id)}`;
  return (await getJson(path, signal)) as Item;
}
