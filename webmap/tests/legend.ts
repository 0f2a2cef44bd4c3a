/** A small legend of invented layers. */

import * as read from "../src/api/read";

export const legend = read.legend({
  dimensions: [
    {
      code: "one",
      title: { th: "หนึ่ง", en: "One" },
      colour: "#123456",
      layers: [
        {
          name: "spot",
          title: { th: "จุด", en: "Spots" },
          about: null,
          kind: "circle",
          minzoom: 12,
          colour: "#111111",
          classes: [{ code: "on", label: { th: "เปิด", en: "On" }, colour: "#00ff00" }],
          fields: [
            { name: "state", title: { th: "สถานะ", en: "State" }, unit: null, codes: { on: { th: "เปิด", en: "On" }, off: { th: "ปิด", en: "Off" } } },
            { name: "name", title: { th: "ชื่อ", en: "Name" }, unit: null, codes: null },
            { name: "power", title: { th: "กำลัง", en: "Power" }, unit: { th: "วัตต์", en: "W" }, codes: null },
            { name: "seen_on", title: { th: "พบเมื่อ", en: "Seen on" }, unit: null, codes: null },
          ],
          label: ["name"],
          shown: true,
        },
        { name: "path", title: "ทาง", kind: "line", shown: false },
      ],
    },
    { code: "two", title: { th: "สอง", en: "Two" }, colour: "#654321", layers: [{ name: "area", title: { th: "พื้นที่", en: "Areas" }, kind: "fill" }] },
    { code: "none", title: { th: "ว่าง", en: "Empty" }, layers: [] },
  ],
});
