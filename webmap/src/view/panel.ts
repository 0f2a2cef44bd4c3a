/** The list of layers, grouped by dimension; on a phone it is the sheet at the bottom. */

import type { Language, LegendDimension } from "../api/types";
import { allLayers, countOn, shownAtFirst, withLayers } from "../model/layers";
import type { State, Store } from "../model/store";
import { words } from "../words";
import { h, refill } from "./dom";
import { icon } from "./icons";
import { layerRow, updateRow } from "./layerRow";

/** Below this the tiles of a layer that begin at `minzoom` are not asked for yet. */
const visibleFrom = (minzoom: number): number => minzoom - 0.01;

export class Panel {
  readonly #host: HTMLElement;
  readonly #store: Store;
  readonly #folded = new Map<string, boolean>();

  constructor(host: HTMLElement, store: Store) {
    this.#host = host;
    this.#store = store;
    store.watch(["legend", "language"], (state) => this.#build(state));
    store.watch(["visible", "zoom", "legend", "language"], (state) => this.#update(state));
  }

  #build(state: State): void {
    const { legend, language } = state;
    if (!legend) {
      refill(this.#host, ...Array.from({ length: 6 }, () => h("div", { class: "bone", "aria-hidden": "true" })));
      return;
    }
    if (!legend.dimensions.length) {
      refill(
        this.#host,
        h("div", { class: "empty" }, h("strong", {}, words.noLayers[language]), h("p", {}, words.noLayersMore[language])),
      );
      return;
    }
    refill(
      this.#host,
      h("p", { class: "nothing-shown", role: "status", hidden: true }, words.nothingShown[language]),
      ...legend.dimensions.map((dimension) => this.#group(dimension, state)),
      h(
        "button",
        { type: "button", class: "quiet reset", "data-key": "reset", onclick: () => this.#reset() },
        words.resetLayers[language],
      ),
    );
  }

  #group(dimension: LegendDimension, { language, visible }: State): HTMLElement {
    const { code, title, colour, layers } = dimension;
    const second: Language = language === "th" ? "en" : "th";
    const folded = this.#folded.get(code) ?? countOn(layers, visible) === 0;
    const list = h("ul", { class: "group-layers", id: `group-${code}` });
    list.append(...layers.map((layer) => layerRow(layer, language, (name, on) => this.#toggle([name], on))));
    const all = h("input", { type: "checkbox", class: "switch", role: "switch", "data-key": `all-${code}` });
    all.setAttribute("aria-label", `${words.showAll[language]}: ${title[language]}`);
    all.addEventListener("change", () => this.#toggle(layers.map(({ name }) => name), all.checked));
    const heading = h(
      "button",
      { type: "button", class: "group-heading", "aria-expanded": String(!folded), "aria-controls": list.id, "data-key": `group-${code}` },
      h("span", { class: "dimension", "aria-hidden": "true" }),
      h("span", { class: "group-title" }, title[language], h("span", { class: "second", lang: second }, title[second])),
      h("span", { class: "count" }),
      icon("down"),
    );
    heading.style.setProperty("--dimension", colour);
    list.hidden = folded;
    heading.addEventListener("click", () => {
      list.hidden = !list.hidden;
      this.#folded.set(code, list.hidden);
      heading.setAttribute("aria-expanded", String(!list.hidden));
    });
    return h(
      "section",
      { class: "group", "data-dimension": code },
      h("div", { class: "group-top" }, h("h3", {}, heading), h("label", { class: "switch-room" }, all)),
      list,
    );
  }

  #update({ legend, visible, zoom }: State): void {
    if (!legend) return;
    for (const { code, layers } of legend.dimensions) {
      const group = this.#host.querySelector(`[data-dimension="${CSS.escape(code)}"]`);
      const on = countOn(layers, visible);
      const count = group?.querySelector(".count");
      if (count) count.textContent = `${on}/${layers.length}`;
      const all = group?.querySelector<HTMLInputElement>(".group-top .switch");
      if (all) {
        all.checked = on === layers.length;
        all.indeterminate = on > 0 && on < layers.length;
      }
      for (const { name, minzoom } of layers) {
        const row = group?.querySelector(`[data-layer="${CSS.escape(name)}"]`);
        if (row) updateRow(row, visible.has(name), zoom < visibleFrom(minzoom));
      }
    }
    const nothing = this.#host.querySelector<HTMLElement>(".nothing-shown");
    if (nothing) nothing.hidden = allLayers(legend).some(({ name }) => visible.has(name));
  }

  #toggle(names: string[], on: boolean): void {
    this.#store.set({ visible: withLayers(this.#store.state.visible, names, on) });
  }

  #reset(): void {
    const { legend } = this.#store.state;
    if (legend) this.#store.set({ visible: shownAtFirst(legend) });
  }
}
