/** Search by place: a combobox after the ARIA pattern, so that arrows, Enter and Escape work as readers know them. */

import { search } from "../api/client";
import type { SearchResult } from "../api/types";
import { findLayer } from "../model/layers";
import type { Store } from "../model/store";
import { words } from "../words";
import { h, refill } from "./dom";
import { icon } from "./icons";
import { coloursOf, swatch } from "./swatch";

const PAUSE_MS = 220;
const LEAST_LETTERS = 2;

export class SearchBox {
  readonly #store: Store;
  readonly #onChoose: (result: SearchResult) => void;
  readonly #input = h("input", {
    id: "search",
    type: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "search-results",
  });
  readonly #list = h("ul", { id: "search-results", role: "listbox" });
  readonly #status = h("div", { class: "search-status", role: "status" });
  readonly #drop = h("div", { class: "search-drop", hidden: true }, this.#list, this.#status);
  readonly #clear = h("button", { type: "button", class: "search-clear", hidden: true }, icon("close"));
  #results: SearchResult[] = [];
  #active = -1;
  #timer = 0;
  #asking: AbortController | null = null;

  constructor(host: HTMLElement, store: Store, onChoose: (result: SearchResult) => void) {
    this.#store = store;
    this.#onChoose = onChoose;
    host.append(icon("search"), this.#input, this.#clear, this.#drop);
    this.#input.addEventListener("input", () => this.#later());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("focus", () => this.#open(this.#input.value.trim().length >= LEAST_LETTERS));
    this.#clear.addEventListener("click", () => {
      this.#reset();
      this.#input.focus();
    });
    host.addEventListener("focusout", (event) => {
      if (!host.contains(event.relatedTarget as Node | null)) this.#open(false);
    });
    store.watch(["language"], ({ language }) => {
      this.#input.placeholder = words.searchHint[language];
      this.#input.setAttribute("aria-label", words.search[language]);
      this.#list.setAttribute("aria-label", words.search[language]);
      this.#clear.setAttribute("aria-label", words.clearSearch[language]);
    });
  }

  #reset(): void {
    this.#input.value = "";
    this.#clear.hidden = true;
    this.#asking?.abort();
    window.clearTimeout(this.#timer);
    this.#open(false);
  }

  #open(open: boolean): void {
    this.#drop.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
  }

  #later(): void {
    const asked = this.#input.value.trim();
    this.#clear.hidden = this.#input.value === "";
    window.clearTimeout(this.#timer);
    this.#asking?.abort();
    if (asked.length < LEAST_LETTERS) {
      this.#open(false);
      return;
    }
    this.#timer = window.setTimeout(() => void this.#ask(asked), PAUSE_MS);
  }

  async #ask(asked: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const { language } = this.#store.state;
    this.#say(words.searching[language]);
    try {
      const results = await search(asked, language, asking.signal);
      if (!asking.signal.aborted) this.#show(results);
    } catch {
      if (!asking.signal.aborted) {
        this.#fill([]);
        this.#say(words.searchFailed[this.#store.state.language]);
      }
    }
  }

  #say(sentence: string, more?: string): void {
    refill(this.#status, sentence && h("strong", {}, sentence), more && h("span", {}, more));
    this.#status.hidden = sentence === "";
    this.#open(true);
  }

  #show(results: SearchResult[]): void {
    this.#fill(results);
    const { language } = this.#store.state;
    if (results.length) this.#say("");
    else this.#say(words.noResults[language], words.noResultsMore[language]);
  }

  #fill(results: SearchResult[]): void {
    this.#results = results;
    const { legend, language } = this.#store.state;
    refill(
      this.#list,
      ...results.map((result, index) => {
        const layer = legend ? findLayer(legend, result.layer) : undefined;
        return h(
          "li",
          { id: `result-${index}`, role: "option", "aria-selected": "false", onpointerdown: (event: Event) => event.preventDefault(), onclick: () => this.#choose(index) },
          layer && swatch(layer.kind, coloursOf(layer)),
          h(
            "span",
            {},
            h("span", { class: "result-label" }, result.label),
            h("span", { class: "second" }, result.detail ?? layer?.title[language]),
          ),
        );
      }),
    );
    this.#list.hidden = results.length === 0;
    this.#mark(-1);
  }

  #mark(index: number): void {
    this.#active = index;
    for (const [at, option] of [...this.#list.children].entries()) {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `result-${index}`);
  }

  #key(event: KeyboardEvent): void {
    const count = this.#results.length;
    if (event.key === "Escape") {
      if (this.#drop.hidden) this.#reset();
      else this.#open(false);
    } else if (event.key === "Enter" && count && !this.#drop.hidden) this.#choose(Math.max(this.#active, 0));
    else if (event.key === "ArrowDown" && count) {
      this.#open(true);
      this.#mark((this.#active + 1) % count);
    } else if (event.key === "ArrowUp" && count) this.#mark((this.#active - 1 + count) % count);
    else return;
    event.preventDefault();
  }

  #choose(index: number): void {
    const result = this.#results[index];
    if (!result) return;
    this.#input.value = result.label;
    this.#clear.hidden = false;
    this.#open(false);
    this.#onChoose(result);
  }
}
