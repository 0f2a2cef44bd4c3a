import { describe, expect, it } from "vitest";
import { chooseLanguage, searchWith } from "../src/model/language";
import { words } from "../src/words";

describe("the language of the page", () => {
  it("is the link's, else the reader's last, else Thai", () => {
    expect(chooseLanguage("?lang=en", "th")).toBe("en");
    expect(chooseLanguage("", "en")).toBe("en");
    expect(chooseLanguage("?lang=xx", "yy")).toBe("th");
  });

  it("keeps the other parameters of the address", () => {
    expect(searchWith("?a=1&lang=th", "en")).toBe("?a=1&lang=en");
  });

  it.each(Object.entries(words))("has both tongues for %s", (_name, { th, en }) => {
    expect(th.trim()).not.toBe("");
    expect(en.trim()).not.toBe("");
    expect(en).not.toMatch(/[\u0E00-\u0E7F]/);
  });
});
