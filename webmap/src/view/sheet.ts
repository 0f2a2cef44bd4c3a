/** The bottom sheet that holds the layers on a phone; on a wide screen its handle is not shown and it is always open. */

import type { Store } from "../model/store";
import { words } from "../words";
import { byId, refill, h } from "./dom";
import { icon } from "./icons";

const DRAG_PX = 24;

/** Opens and closes by tap, by a drag of the handle, and by Escape. */
export function startSheet(store: Store): void {
  const handle = byId("sheet-handle");
  const sheet = byId("side");
  let from: number | null = null;
  let dragged = false;

  handle.addEventListener("pointerdown", (event) => {
    from = event.clientY;
    dragged = false;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (from === null || Math.abs(event.clientY - from) < DRAG_PX) return;
    dragged = true;
    store.set({ panelOpen: event.clientY < from });
  });
  handle.addEventListener("pointerup", () => {
    from = null;
  });
  handle.addEventListener("click", () => {
    if (!dragged) store.set({ panelOpen: !store.state.panelOpen });
    dragged = false;
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !store.state.panelOpen) return;
    store.set({ panelOpen: false });
    handle.focus();
  });

  store.watch(["panelOpen", "language", "visible"], ({ panelOpen, language, visible }) => {
    sheet.classList.toggle("open", panelOpen);
    handle.setAttribute("aria-expanded", String(panelOpen));
    handle.setAttribute("aria-label", words[panelOpen ? "closeLayers" : "openLayers"][language]);
    refill(
      handle,
      icon("layers"),
      h("span", {}, words.layers[language]),
      h("span", { class: "count" }, String(visible.size)),
      icon("down"),
    );
  });
}
