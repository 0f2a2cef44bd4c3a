/** Line icons, drawn on a 24 × 24 grid in the colour of the text beside them. */

import { svg } from "./dom";

const PATHS = {
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20",
  close: "M6 6l12 12M18 6 6 18",
  layers: "M12 4 3 9l9 5 9-5-9-5ZM4 13.5l8 4.5 8-4.5",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  locate: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v3M12 19v3M2 12h3M19 12h3",
  down: "m6 9 6 6 6-6",
  previous: "m14 6-6 6 6 6",
  next: "m10 6 6 6-6 6",
  warning: "M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17.2v.3",
  retry: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
} as const;

/** An icon that a reader's software passes over; the control that holds it has the name. */
export function icon(name: keyof typeof PATHS): SVGSVGElement {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}
