/** The map itself: the one module, with its neighbours in this folder, that knows the map library. */

import { AttributionControl, Map as MapLibre, setWorkerUrl, VectorTileSource, type PaddingOptions, type StyleSpecification } from "maplibre-gl";
import workerUrl from "virtual:map-worker";
import type { Bounds, Item, Legend, Place } from "../api/types";
import { boundsOf, grown } from "../model/bounds";
import type { Visible } from "../model/layers";
import type { Position } from "../model/permalink";
import { picksFrom, type Pick } from "../model/picking";
import { atHome, dataLayer, prepareStyle, styleLayersByName } from "../model/style";
import { addSelection, showSelection } from "./selection";

const CLOSEST = 20;
const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
const coarse = (): boolean => matchMedia("(pointer: coarse)").matches;

export interface Events {
  onMove: (position: Position) => void;
  onPick: (picks: Pick[]) => void;
  onTrouble: () => void;
  onState: (state: "busy" | "idle") => void;
}

export class MapView {
  readonly #map: MapLibre;
  readonly #place: Place;
  readonly #container: HTMLElement;
  readonly #layers: Map<string, string[]>;
  #visible: Visible;

  /** Opens at `position`, else on the whole place. Throws where the browser has no WebGL. */
  constructor(
    container: HTMLElement,
    style: StyleSpecification,
    place: Place,
    legend: Legend,
    visible: Visible,
    position: Position | null,
    events: Events,
  ) {
    setWorkerUrl(workerUrl);
    const prepared = prepareStyle(style, visible);
    this.#place = place;
    this.#container = container;
    this.#visible = visible;
    this.#layers = styleLayersByName(prepared);
    this.#map = new MapLibre({
      container,
      style: prepared,
      maxBounds: grown(place.bounds, 1.5),
      ...(position
        ? { center: [position.lon, position.lat], zoom: position.zoom }
        : { bounds: place.bounds, fitBoundsOptions: { padding: this.#padding() } }),
      maxZoom: CLOSEST,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: calm() ? 0 : 200,
      transformRequest: (url) => (url.startsWith("blob:") || url.startsWith("data:") ? { url } : { url: atHome(url, location.origin) }),
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(
      new AttributionControl({ compact: false, customAttribution: `© ${place.organisation.th}` }),
      "bottom-left",
    );
    this.#listen(legend, events);
  }

  #listen(legend: Legend, events: Events): void {
    const map = this.#map;
    map.on("style.load", () => addSelection(map));
    map.on("move", () => events.onMove(this.position));
    map.on("dataloading", () => events.onState("busy"));
    map.on("movestart", () => events.onState("busy"));
    map.on("idle", () => events.onState("idle"));
    map.on("error", () => events.onTrouble());
    map.on("click", ({ point }) => events.onPick(this.#pick(point.x, point.y, legend)));
    map.on("mousemove", ({ point }) => {
      if (!map.isMoving()) map.getCanvas().style.cursor = this.#drawn(point.x, point.y, 3).length ? "pointer" : "";
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const { clientWidth, clientHeight } = map.getContainer();
      events.onPick(this.#pick(clientWidth / 2, clientHeight / 2, legend));
    });
  }

  get position(): Position {
    const { lng, lat } = this.#map.getCenter();
    return { zoom: this.#map.getZoom(), lat, lon: lng };
  }

  /** Room for what lies over the map: search and sheet on a phone, and the card of the record that is shown. */
  #padding(withCard = false): Required<PaddingOptions> {
    const phone = matchMedia("(max-width: 799px)").matches;
    if (!phone) return { top: 32, bottom: 48, left: 32, right: withCard ? 392 : 32 };
    const card = Math.min(0.52 * this.#container.clientHeight, 440) + 16;
    return { top: 140, bottom: withCard ? card : 110, left: 16, right: 16 };
  }

  #drawn(x: number, y: number, reach: number) {
    if (!this.#map.isStyleLoaded()) return [];
    return this.#map
      .queryRenderedFeatures([
        [x - reach, y - reach],
        [x + reach, y + reach],
      ])
      .flatMap((feature) => {
        const layer = dataLayer(feature.layer);
        return layer === null ? [] : [{ layer, id: feature.id, properties: feature.properties }];
      });
  }

  /** Points and lines within a finger's reach; areas only where they lie under it. */
  #pick(x: number, y: number, legend: Legend): Pick[] {
    const near = picksFrom(this.#drawn(x, y, coarse() ? 14 : 6), legend).filter(({ layer }) => layer.kind !== "fill");
    const under = picksFrom(this.#drawn(x, y, 0), legend).filter(({ layer }) => layer.kind === "fill");
    return [...near, ...under];
  }

  setVisible(visible: Visible): void {
    for (const [name, ids] of this.#layers) {
      if (visible.has(name) === this.#visible.has(name)) continue;
      for (const id of ids) this.#map.setLayoutProperty(id, "visibility", visible.has(name) ? "visible" : "none");
    }
    this.#visible = visible;
  }

  /** Marks the record that the card describes. */
  select(item: Item | null): void {
    showSelection(this.#map, item?.geometry ?? null);
  }

  zoomBy(levels: number): void {
    this.#map.zoomTo(Math.round(this.#map.getZoom() + levels), { animate: !calm() });
  }

  whole(): void {
    this.goTo(this.#place.bounds);
  }

  /** Moves so that `bounds` are seen beside the card, no closer than a few houses. */
  goTo(bounds: Bounds, withCard = false): void {
    this.#map.fitBounds(bounds, { padding: this.#padding(withCard), maxZoom: 17.5, animate: !calm() });
  }

  goToGeometry(geometry: GeoJSON.Geometry): void {
    const bounds = boundsOf(geometry);
    if (bounds) this.goTo(bounds, true);
  }

  jumpTo({ zoom, lat, lon }: Position): void {
    this.#map.jumpTo({ center: [lon, lat], zoom });
  }

  focus(): void {
    this.#map.getCanvas().focus();
  }

  name(label: string): void {
    this.#map.getCanvas().setAttribute("aria-label", label);
  }

  /** Asks again for what failed: whole sources, or single tiles. */
  reload(): void {
    for (const name of Object.keys(this.#map.getStyle().sources)) {
      const source = this.#map.getSource(name);
      if (!(source instanceof VectorTileSource)) continue;
      if (source.loaded()) this.#map.refreshTiles(name);
      else source.setUrl(source.url);
    }
  }

  get raw(): MapLibre {
    return this.#map;
  }
}
