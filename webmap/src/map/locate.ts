/** "Where am I": asks the device once, and marks the spot. */

import { Marker, type Map as MapLibre } from "maplibre-gl";
import type { Language, Place, Text } from "../api/types";
import { contains, grown } from "../model/bounds";
import { h } from "../view/dom";
import { words } from "../words";

let marker: Marker | null = null;

function position(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) reject(new Error("no geolocation"));
    else navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 12_000, maximumAge: 30_000 });
  });
}

/** Moves the map to the reader; answers with a sentence where that cannot be. */
export async function locate(map: MapLibre, place: Place, language: Language): Promise<Text | null> {
  let found: GeolocationPosition;
  try {
    found = await position();
  } catch {
    return words.locateDenied;
  }
  const { longitude, latitude } = found.coords;
  if (!contains(grown(place.bounds, 0.5), longitude, latitude)) return words.locateOutside;
  marker?.remove();
  marker = new Marker({ element: h("div", { class: "here", role: "img", "aria-label": words.youAreHere[language] }) })
    .setLngLat([longitude, latitude])
    .addTo(map);
  map.easeTo({ center: [longitude, latitude], zoom: Math.max(map.getZoom(), 16) });
  return null;
}
