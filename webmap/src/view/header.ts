/** Whose map this is, and in which language it speaks. */

import type { Language, Place } from "../api/types";
import { isLanguage, searchWith } from "../model/language";
import type { Store } from "../model/store";
import { words } from "../words";
import { byId, h, refill } from "./dom";

const REMEMBERED = "takeed.language";
const NAMES: Record<Language, string> = { th: "ไทย", en: "EN" };
const SPOKEN: Record<Language, string> = { th: "ภาษาไทย", en: "English" };

/** The reader's last choice; null where the browser keeps nothing. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // A private window: the address still carries the language.
  }
}

function address(place: Place, language: Language): string {
  const { name, amphoe, province } = place;
  return language === "th"
    ? `ต.${name.th} อ.${amphoe.th} จ.${province.th}`
    : `${name.en}, ${amphoe.en}, ${province.en}`;
}

export function startHeader(store: Store): void {
  const choice = byId("language");
  choice.addEventListener("click", (event) => {
    const { lang } = (event.target as HTMLElement).dataset;
    if (!isLanguage(lang)) return;
    remember(lang);
    history.replaceState(null, "", searchWith(location.search, lang) + location.hash);
    store.set({ language: lang });
  });
  store.watch(["language", "place"], ({ language, place }) => {
    document.documentElement.lang = language;
    const organisation = place?.organisation[language];
    document.title = organisation ? `${words.openData[language]} · ${organisation}` : words.openData[language];
    refill(
      byId("organisation"),
      h("span", { class: "kicker" }, words.openData[language]),
      h("strong", {}, organisation ?? "\u00a0"),
      place && h("span", { class: "address" }, address(place, language)),
    );
    refill(
      choice,
      ...(["th", "en"] as const).map((each) =>
        h(
          "button",
          { type: "button", "data-lang": each, "data-key": `lang-${each}`, lang: each, "aria-label": SPOKEN[each], "aria-pressed": String(each === language) },
          NAMES[each],
        ),
      ),
    );
    byId("skip").textContent = words.skip[language];
    byId("side").setAttribute("aria-label", words.layers[language]);
  });
}
