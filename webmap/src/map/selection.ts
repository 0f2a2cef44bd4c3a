/** The mark round the record that the card describes. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";

const SOURCE = "selection";
/** The layers in which a marked record can be found. */
export const MARKS = ["selection-fill", "selection-line", "selection-circle"];
const MARK = "#0b3d91";

const collection = (geometry: GeoJSON.Geometry | null): GeoJSON.FeatureCollection => ({
  type: "FeatureCollection",
  features: geometry ? [{ type: "Feature", geometry, properties: {} }] : [],
});

/** Adds the layers that draw the mark, above all others; round nothing, or round `data` from the start. */
export function addSelection(map: MapLibre, data = collection(null)): void {
  map.addSource(SOURCE, { type: "geojson", data });
  map.addLayer({
    id: "selection-fill",
    type: "fill",
    source: SOURCE,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": MARK, "fill-opacity": 0.12 },
  });
  map.addLayer({
    id: "selection-casing",
    type: "line",
    source: SOURCE,
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": "#ffffff", "line-width": 7, "line-opacity": 0.9 },
  });
  map.addLayer({
    id: "selection-line",
    type: "line",
    source: SOURCE,
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": MARK, "line-width": 3 },
  });
  map.addLayer({
    id: "selection-circle",
    type: "circle",
    source: SOURCE,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 13,
      "circle-color": MARK,
      "circle-opacity": 0.12,
      "circle-stroke-color": MARK,
      "circle-stroke-width": 3,
    },
  });
}

/** Moves the mark to `geometry`, or takes it away. */
export function showSelection(map: MapLibre, geometry: GeoJSON.Geometry | null): void {
  map.getSource<GeoJSONSource>(SOURCE)?.setData(collection(geometry));
}
