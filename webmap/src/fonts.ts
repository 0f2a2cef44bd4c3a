/** The instance's own font files, the same ones that the page's text is set in. */

import latin from "@fontsource/sarabun/files/sarabun-latin-400-normal.woff2?url";
import thai from "@fontsource/sarabun/files/sarabun-thai-400-normal.woff2?url";

const absolute = (path: string): string => new URL(path, location.href).href;

/** For a style's `font-faces`: Thai with the marks that combine with it, and the rest. */
export const fontFaces = () => [
  { url: absolute(thai), "unicode-range": ["U+0E01-0E5B", "U+200C-200D", "U+25CC"] },
  { url: absolute(latin) },
];
