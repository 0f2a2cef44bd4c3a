/** Which language the page speaks: the link's, else the reader's last choice, else Thai. */

import type { Language } from "../api/types";

export const isLanguage = (value: unknown): value is Language => value === "th" || value === "en";

/** The language of a page opened at `search` (`?lang=en`) by a reader who last chose `remembered`. */
export function chooseLanguage(search: string, remembered: string | null): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (isLanguage(asked)) return asked;
  return isLanguage(remembered) ? remembered : "th";
}

/** `search` with the language in it, its other parameters kept. */
export function searchWith(search: string, language: Language): string {
  const parameters = new URLSearchParams(search);
  parameters.set("lang", language);
  return `?${parameters}`;
}
