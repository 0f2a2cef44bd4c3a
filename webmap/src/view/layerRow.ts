/** One layer of the list: its switch, its symbol, and what its colours mean. */

import type { Language, LegendLayer } from "../api/types";
import { words } from "../words";
import { h } from "./dom";
import { icon } from "./icons";
import { coloursOf, swatch } from "./swatch";

const other = (language: Language): Language => (language === "th" ? "en" : "th");

/** What the symbols mean, folded until asked for; null where the row's own symbol says it all. */
function meanings(layer: LegendLayer, language: Language): HTMLElement | null {
  if (!layer.classes.length && !layer.about) return null;
  return h(
    "div",
    { class: "meanings", id: `meanings-${layer.name}`, hidden: true },
    layer.about && h("p", { class: "about" }, layer.about[language]),
    layer.classes.length > 0 &&
      h(
        "ul",
        {},
        ...layer.classes.map(({ label, colour }) => h("li", {}, swatch(layer.kind, [colour]), label[language])),
      ),
  );
}

function opener(layer: LegendLayer, language: Language, meaning: HTMLElement): HTMLElement {
  const title = (layer.classes.length ? words.colours : words.about)[language];
  const button = h(
    "button",
    {
      type: "button",
      class: "round fold",
      title,
      "aria-label": `${title}: ${layer.title[language]}`,
      "aria-expanded": "false",
      "aria-controls": meaning.id,
      "data-key": `meaning-${layer.name}`,
    },
    icon("down"),
  );
  button.addEventListener("click", () => {
    meaning.hidden = !meaning.hidden;
    button.setAttribute("aria-expanded", String(!meaning.hidden));
  });
  return button;
}

/** The row; `onToggle` is told the wish, the panel keeps the truth. */
export function layerRow(
  layer: LegendLayer,
  language: Language,
  onToggle: (name: string, on: boolean) => void,
): HTMLElement {
  const box = h("input", {
    type: "checkbox",
    id: `switch-${layer.name}`,
    class: "switch",
    "aria-label": layer.title[language],
    role: "switch",
    "data-key": `layer-${layer.name}`,
    onchange: () => onToggle(layer.name, box.checked),
  });
  const meaning = meanings(layer, language);
  return h(
    "li",
    { class: "layer", "data-layer": layer.name },
    h(
      "div",
      { class: "layer-top" },
      h(
        "label",
        { class: "layer-label", for: box.id },
        swatch(layer.kind, coloursOf(layer)),
        h(
          "span",
          { class: "layer-title" },
          h("span", {}, layer.title[language]),
          h("span", { class: "second", lang: other(language) }, layer.title[other(language)]),
          h("span", { class: "zoom-hint" }, words.zoomToSee[language]),
        ),
      ),
      meaning && opener(layer, language, meaning),
      h("label", { class: "switch-room" }, box),
    ),
    meaning,
  );
}

/** Brings a row up to date without building it anew. */
export function updateRow(row: Element, on: boolean, tooFar: boolean): void {
  const box = row.querySelector<HTMLInputElement>(".switch");
  if (box) box.checked = on;
  row.classList.toggle("on", on);
  row.classList.toggle("too-far", on && tooFar);
}
