/** The buttons on the map, thumb-sized, and the scale bar. */

import type { Language, Text } from "../api/types";
import { scaleFor } from "../model/scale";
import type { Store } from "../model/store";
import { words } from "../words";
import { byId, h, refill } from "./dom";
import { icon } from "./icons";

export interface MapActions {
  zoomBy: (levels: number) => void;
  whole: () => void;
  locate: () => void;
}

/** Puts the buttons in place; they act through `actions`. */
export function startControls(store: Store, actions: MapActions): void {
  const buttons: [Parameters<typeof icon>[0], Text, () => void][] = [
    ["locate", words.locate, actions.locate],
    ["whole", words.whole, actions.whole],
    ["plus", words.zoomIn, () => actions.zoomBy(1)],
    ["minus", words.zoomOut, () => actions.zoomBy(-1)],
  ];
  store.watch(["language"], ({ language }) => {
    refill(
      byId("controls"),
      ...buttons.map(([name, label, onclick]) =>
        h(
          "button",
          { type: "button", class: "control", "data-key": name, "aria-label": label[language], title: label[language], onclick },
          icon(name),
        ),
      ),
    );
  });
}

const SCALE_ROOM_PX = 110;

/** Draws the scale bar for a view at `zoom` and `lat`. */
export function drawScale(zoom: number, lat: number, language: Language): void {
  const { metres, width } = scaleFor(zoom, lat, SCALE_ROOM_PX);
  const far = metres >= 1000;
  const bar = byId("scale");
  bar.style.width = `${width}px`;
  bar.textContent = `${far ? metres / 1000 : metres} ${words[far ? "kilometres" : "metres"][language]}`;
}
