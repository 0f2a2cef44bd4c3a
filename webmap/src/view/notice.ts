/** Short sentences above the map, and the page in place of the map when there is none. */

import type { Text } from "../api/types";
import type { Store } from "../model/store";
import { words } from "../words";
import { byId, h, refill } from "./dom";
import { icon } from "./icons";

const STAYS_MS = 7_000;
let leaving = 0;

/** Shows one sentence for a while; with `retry` it stays until answered. */
export function notify(store: Store, sentence: Text, retry?: () => void): void {
  const host = byId("notice");
  const { language } = store.state;
  window.clearTimeout(leaving);
  const again =
    retry &&
    h("button", { type: "button", class: "quiet", onclick: () => { dismiss(); retry(); } }, words.retry[language]);
  const close = h(
    "button",
    { type: "button", class: "round", "aria-label": words.close[language], onclick: dismiss },
    icon("close"),
  );
  refill(host, h("span", {}, sentence[language]), again, close);
  host.classList.add("shown");
  if (!retry) leaving = window.setTimeout(dismiss, STAYS_MS);
}

/** Takes the sentence away. */
export function dismiss(): void {
  const host = byId("notice");
  host.classList.remove("shown");
  refill(host);
}

/** Covers the map while it loads, and says what happened where it cannot. */
export function startCover(store: Store, retry: () => void): void {
  const host = byId("cover");
  store.watch(["phase", "language"], ({ phase, language }) => {
    host.hidden = phase === "ready";
    host.setAttribute("role", phase === "loading" ? "status" : "alert");
    document.body.dataset["phase"] = phase;
    if (phase === "loading") refill(host, h("div", { class: "spinner", "aria-hidden": "true" }), h("p", {}, words.loading[language]));
    else if (phase !== "ready") {
      const [title, more] = phase === "failed" ? [words.failed, words.failedMore] : [words.noWebgl, words.noWebglMore];
      refill(
        host,
        icon("warning"),
        h("h2", {}, title[language]),
        h("p", {}, more[language]),
        h("button", { type: "button", class: "main", onclick: retry }, icon("retry"), words.retry[language]),
      );
    }
  });
}
