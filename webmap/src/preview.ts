/**
 * The small map on the pages of the data service: the records of a page, or one layer, over a quiet base map. The
 * page holds the same in words; it shows the map's frame only once there is something to draw with.
 */

import { Map as MapLibre, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import workerUrl from "virtual:map-worker";
import type { Bounds } from "./api/types";
import { boundsOf } from "./model/bounds";
import { isLanguage } from "./model/language";
import { quiet } from "./model/quiet";
import { atHome } from "./model/style";
import { addSelection, MARKS } from "./map/selection";
import { words } from "./words";

const CLOSEST = 17;
const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

async function read<T>(address: string): Promise<T> {
  const answer = await fetch(address, { headers: { accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as T;
}

/** The features of an address that gives several, or one. */
async function featuresAt(address: string): Promise<GeoJSON.Feature[]> {
  const told = await read<GeoJSON.FeatureCollection | GeoJSON.Feature>(address);
  return told.type === "FeatureCollection" ? told.features : [told];
}

function around(features: GeoJSON.Feature[]): Bounds | null {
  const geometries = features.flatMap(({ geometry }) => (geometry ? [geometry] : []));
  return boundsOf({ type: "GeometryCollection", geometries });
}

/** The row of a record in the table beside the map. */
const rowOf = (id: unknown): HTMLElement | null => document.querySelector(`tr[data-id="${Number(id)}"]`);

/** A record under the pointer is shown in the table, and a click on it opens its page. */
function tieToRows(map: MapLibre): void {
  const under = (point: { x: number; y: number }): HTMLElement | null => {
    const [first] = map.queryRenderedFeatures([point.x, point.y], { layers: MARKS.filter((id) => map.getLayer(id)) });
    return first ? rowOf(first.id) : null;
  };
  let marked: HTMLElement | null = null;
  map.on("mousemove", ({ point }) => {
    const row = under(point);
    if (row === marked) return;
    delete marked?.dataset["marked"];
    if (row) row.dataset["marked"] = "";
    map.getCanvas().style.cursor = row ? "pointer" : "";
    marked = row;
  });
  map.on("click", ({ point }) => under(point)?.querySelector<HTMLElement>("th a")?.click());
}

async function draw(figure: HTMLElement): Promise<void> {
  const { style: styleAddress = "", features: featuresAddress, layers = "", bounds: told } = figure.dataset;
  const container = figure.querySelector<HTMLElement>(".preview-map");
  if (!container) return;
  const language = isLanguage(document.documentElement.lang) ? document.documentElement.lang : "th";
  const [style, features] = await Promise.all([
    read<StyleSpecification>(styleAddress),
    featuresAddress ? featuresAt(featuresAddress) : [],
  ]);
  const bounds = around(features) ?? (told ? (told.split(",").map(Number) as unknown as Bounds) : null);
  if (featuresAddress && !bounds) return;
  figure.hidden = false;
  setWorkerUrl(workerUrl);
  const map = new MapLibre({
    container,
    style: quiet(style, layers.split(",")),
    ...(bounds ? { bounds, fitBoundsOptions: { padding: 48, maxZoom: CLOSEST } } : {}),
    maxZoom: 20,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    // One finger, and a wheel without Ctrl, scroll the page that the map stands in.
    cooperativeGestures: true,
    fadeDuration: calm() ? 0 : 200,
    transformRequest: (url) => (url.startsWith("blob:") || url.startsWith("data:") ? { url } : { url: atHome(url, location.origin) }),
    locale: {
      "CooperativeGesturesHandler.WindowsHelpText": words.zoomWithCtrl[language],
      "CooperativeGesturesHandler.MacHelpText": words.zoomWithCommand[language],
      "CooperativeGesturesHandler.MobileHelpText": words.moveWithTwo[language],
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute("aria-label", container.dataset["label"] ?? "");
  map.on("load", () => addSelection(map, { type: "FeatureCollection", features }));
  map.on("idle", () => (figure.dataset["state"] = "idle"));
  if (features.length > 1) tieToRows(map);
  const whole = (): void => void (bounds && map.fitBounds(bounds, { padding: 48, maxZoom: CLOSEST, animate: !calm() }));
  const deeds: Record<string, () => void> = {
    in: () => map.zoomIn({ animate: !calm() }),
    out: () => map.zoomOut({ animate: !calm() }),
    whole,
  };
  figure.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
    deeds[button?.dataset["do"] ?? ""]?.();
  });
}

for (const figure of document.querySelectorAll<HTMLElement>("[data-preview]")) {
  draw(figure).catch((reason: unknown) => {
    // The page says the same without a map.
    console.warn(reason);
    figure.hidden = true;
  });
}
