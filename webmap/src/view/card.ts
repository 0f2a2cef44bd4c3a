/** What is known of the record under the finger, with a way through the others that lie at the same spot. */

import { getItem } from "../api/client";
import type { Item, LegendField, LegendLayer } from "../api/types";
import { findLayer } from "../model/layers";
import type { Pick } from "../model/picking";
import { nameOf, read, type Referred } from "../model/record";
import type { State, Store } from "../model/store";
import { words } from "../words";
import { h, refill } from "./dom";
import { icon } from "./icons";
import { coloursOf, swatch } from "./swatch";

export class Card {
  readonly #host: HTMLElement;
  readonly #store: Store;
  readonly #onItem: (item: Item | null) => void;
  #asking: AbortController | null = null;
  #full: { pick: Pick; item: Item; referred: Map<LegendField, { layer: LegendLayer; item: Item }> } | null = null;
  #opener: Element | null = null;

  constructor(host: HTMLElement, store: Store, onItem: (item: Item | null) => void) {
    this.#host = host;
    this.#store = store;
    this.#onItem = onItem;
    host.addEventListener("keydown", (event) => this.#key(event));
    store.watch(["picks", "pickAt"], (state) => void this.#turn(state));
    store.watch(["language"], (state) => this.#draw(state));
  }

  #current({ picks, pickAt }: State): Pick | undefined {
    return picks[pickAt];
  }

  /** Shows at once what the tile told, then asks the service for the whole record. */
  async #turn(state: State): Promise<void> {
    this.#asking?.abort();
    this.#full = null;
    this.#onItem(null);
    const wasHidden = this.#host.hidden;
    const pick = this.#current(state);
    this.#draw(state);
    if (!pick) {
      if (!wasHidden && this.#opener instanceof HTMLElement) this.#opener.focus({ preventScroll: true });
      return;
    }
    // A card that a link opened takes no focus: the reader has not begun to move it.
    if (wasHidden && document.activeElement !== document.body) {
      this.#opener = document.activeElement;
      this.#host.focus({ preventScroll: true });
    }
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const item = await getItem(pick.layer.name, pick.id, asking.signal);
      if (asking.signal.aborted) return;
      this.#full = { pick, item, referred: new Map() };
      this.#onItem(item);
      this.#draw(this.#store.state);
      await Promise.all(pick.layer.fields.map((field) => this.#refer(field, item, asking.signal)));
    } catch {
      // The tile's own attributes stay on the card; they are true, only fewer.
    }
  }

  /** Asks for the record that a field refers to, so that the card can call it by its name. */
  async #refer(field: LegendField, item: Item, signal: AbortSignal): Promise<void> {
    const { legend } = this.#store.state;
    const id = item.properties[field.name];
    const layer = legend && field.ref ? findLayer(legend, field.ref) : undefined;
    if (!layer || typeof id !== "number") return;
    const found = await getItem(layer.name, id, signal).catch(() => null); // one that is gone leaves the line out
    if (!found || signal.aborted) return;
    this.#full?.referred.set(field, { layer, item: found });
    this.#draw(this.#store.state);
  }

  /** What the records that this one refers to are called. */
  #referred({ language }: State): Referred {
    const told: Record<string, string> = {};
    for (const [field, { layer, item }] of this.#full?.referred ?? []) {
      const name = nameOf(layer, item.properties, language);
      if (name) told[field.name] = name;
    }
    return told;
  }

  #draw(state: State): void {
    const pick = this.#current(state);
    this.#host.hidden = !pick;
    document.body.classList.toggle("with-card", Boolean(pick));
    if (!pick) {
      refill(this.#host);
      return;
    }
    const { language } = state;
    const { layer } = pick;
    const full = this.#full?.pick === pick ? this.#full.item.properties : {};
    const { heading, lines } = read(layer, { ...pick.properties, ...full }, language, this.#referred(state));
    this.#host.setAttribute("aria-label", words.details[language]);
    refill(
      this.#host,
      h(
        "header",
        {},
        h(
          "div",
          { class: "card-titles" },
          h("p", { class: "card-layer" }, swatch(layer.kind, coloursOf(layer)), layer.title[language]),
          h("h2", {}, heading),
        ),
        this.#button("close", words.close[language], () => this.#close()),
      ),
      lines.length
        ? h("dl", {}, ...lines.flatMap(({ title, value }) => [h("div", {}, h("dt", {}, title), h("dd", {}, value))]))
        : h("p", { class: "card-empty" }, words.noDetails[language]),
      state.picks.length > 1 && this.#pager(state),
    );
  }

  #pager({ picks, pickAt, language }: State): HTMLElement {
    const step = (by: number) => () =>
      this.#store.set({ pickAt: (this.#store.state.pickAt + by + picks.length) % picks.length });
    return h(
      "footer",
      {},
      this.#button("previous", words.previous[language], step(-1)),
      h("span", { "aria-live": "polite" }, `${pickAt + 1} / ${picks.length}`),
      this.#button("next", words.next[language], step(1)),
    );
  }

  #button(name: "close" | "previous" | "next", label: string, onclick: () => void): HTMLElement {
    return h("button", { type: "button", class: "round", "aria-label": label, "data-key": name, onclick }, icon(name));
  }

  #close(): void {
    this.#store.set({ picks: [], pickAt: 0 });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") this.#close();
    else return;
    event.stopPropagation();
  }
}
