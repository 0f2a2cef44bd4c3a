/** Puts the page together: reads place, legend and style, then brings in the map, which is the heavy part. */

import "./styles/index.css";
import { getItem, getLegend, getPlace, getStyle } from "./api/client";
import type { Legend, SearchResult } from "./api/types";
import type { MapView } from "./map/view";
import { chooseLanguage } from "./model/language";
import { choiceOf, findLayer, visibleFrom } from "./model/layers";
import { readPermalink, writePermalink, type Position } from "./model/permalink";
import { Store } from "./model/store";
import { Card } from "./view/card";
import { drawScale, startControls } from "./view/controls";
import { byId } from "./view/dom";
import { remembered, startHeader } from "./view/header";
import { notify, startCover } from "./view/notice";
import { Panel } from "./view/panel";
import { SearchBox } from "./view/searchBox";
import { startSheet } from "./view/sheet";
import { words } from "./words";

const store = new Store({
  language: chooseLanguage(location.search, remembered()),
  phase: "loading",
  place: null,
  legend: null,
  visible: new Set(),
  zoom: 0,
  panelOpen: false,
  picks: [],
  pickAt: 0,
});
let map: MapView | null = null;
let position: Position | null = null;
let hashTimer = 0;

/** Tells tests, and nobody else, how far the page is: loading, busy, idle or failed. */
const tell = (state: string): void => {
  document.documentElement.dataset["map"] = state;
};

function writeHash(): void {
  const { legend, visible, picks, pickAt } = store.state;
  if (!legend) return;
  const pick = picks[pickAt];
  const selected = pick ? { layer: pick.layer.name, id: pick.id } : null;
  const hash = writePermalink({ position, choice: choiceOf(legend, visible), selected });
  if (hash !== location.hash) history.replaceState(null, "", location.pathname + location.search + hash);
}

/** Safari refuses more than 100 address changes in 30 seconds, so a moving map writes once it rests. */
function writeHashSoon(): void {
  window.clearTimeout(hashTimer);
  hashTimer = window.setTimeout(writeHash, 250);
}

async function openRecord(legend: Legend, name: string, id: string, travel: boolean): Promise<void> {
  const layer = findLayer(legend, name);
  if (!layer) return;
  store.set({
    visible: new Set([...store.state.visible, name]),
    picks: [{ layer, id, properties: {} }],
    pickAt: 0,
    panelOpen: false,
  });
  if (!travel) return;
  const item = await getItem(name, id).catch(() => null); // a record that is gone leaves the map where it is
  if (item?.geometry) map?.goToGeometry(item.geometry);
}

function choose(result: SearchResult): void {
  const { legend } = store.state;
  if (!legend || !map) return;
  map.goTo(result.bbox ?? [result.lon, result.lat, result.lon, result.lat], true);
  void openRecord(legend, result.layer, String(result.id), false);
}

function moved(next: Position): void {
  position = next;
  drawScale(next.zoom, next.lat, store.state.language);
  store.set({ zoom: next.zoom });
  writeHashSoon();
}

async function start(): Promise<void> {
  tell("loading");
  store.set({ phase: "loading" });
  try {
    const library = import("./map/view");
    const asked = getPlace().then((place) => {
      store.set({ place }); // whose map this is stands in the header even where the rest fails
      return place;
    });
    const [place, legend, style] = await Promise.all([asked, getLegend(), getStyle()]);
    const link = readPermalink(location.hash);
    store.set({ legend, visible: visibleFrom(legend, link.choice) });
    const { MapView: View } = await library;
    try {
      map = new View(byId("map"), style, place, legend, store.state.visible, link.position, {
        onMove: moved,
        onPick: (picks) => store.set({ picks, pickAt: 0, panelOpen: false }),
        onTrouble: () => notify(store, words.partlyFailed, () => map?.reload()),
        onState: tell,
      });
    } catch (reason) {
      console.error(reason);
      tell("failed");
      store.set({ phase: "no-webgl" });
      return;
    }
    map.name(words.mapLabel[store.state.language]);
    moved(map.position);
    store.set({ phase: "ready" });
    if (link.selected) void openRecord(legend, link.selected.layer, link.selected.id, !link.position);
  } catch (reason) {
    console.error(reason);
    tell("failed");
    store.set({ phase: "failed" });
  }
}

async function whereAmI(): Promise<void> {
  const { place, language } = store.state;
  if (!map || !place) return;
  const { locate } = await import("./map/locate");
  const problem = await locate(map.raw, place, language);
  if (problem) notify(store, problem);
}

startCover(store, () => void start());
startHeader(store);
startSheet(store);
new SearchBox(byId("search-box"), store, choose);
new Panel(byId("layers"), store);
new Card(byId("card"), store, (item) => map?.select(item));
startControls(store, {
  zoomBy: (levels) => map?.zoomBy(levels),
  whole: () => map?.whole(),
  locate: () => void whereAmI(),
});
store.watch(["visible"], ({ visible }) => {
  map?.setVisible(visible);
  writeHashSoon();
});
store.watch(["picks", "pickAt"], writeHashSoon);
store.watch(["language"], ({ language }) => {
  map?.name(words.mapLabel[language]);
  if (position) drawScale(position.zoom, position.lat, language);
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  map?.focus();
});
window.addEventListener("hashchange", () => {
  const { legend } = store.state;
  const link = readPermalink(location.hash);
  if (!legend) return;
  store.set({ visible: visibleFrom(legend, link.choice) });
  if (link.position) map?.jumpTo(link.position);
  if (link.selected) void openRecord(legend, link.selected.layer, link.selected.id, !link.position);
});
void start();
