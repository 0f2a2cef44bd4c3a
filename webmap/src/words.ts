/** Every sentence of the map, Thai first. Names of places and layers come from the service, never from here. */

import type { Text } from "./api/types";

export const words = {
  map: { th: "แผนที่", en: "Map" },
  mapLabel: {
    th: "แผนที่ ใช้ปุ่มลูกศรเลื่อน เครื่องหมายบวกลบย่อขยาย และ Enter เพื่อดูสิ่งที่อยู่กลางแผนที่",
    en: "Map. Arrow keys move it, plus and minus zoom, Enter shows what is at the centre.",
  },
  zoomWithCtrl: { th: "กด Ctrl ค้างแล้วหมุนล้อเมาส์เพื่อย่อขยายแผนที่", en: "Hold Ctrl and scroll to zoom the map" },
  zoomWithCommand: { th: "กด ⌘ ค้างแล้วเลื่อนเพื่อย่อขยายแผนที่", en: "Hold ⌘ and scroll to zoom the map" },
  moveWithTwo: { th: "ใช้สองนิ้วเลื่อนแผนที่", en: "Use two fingers to move the map" },
  openData: { th: "แผนที่ข้อมูลเปิด", en: "Open data map" },
  skip: { th: "ข้ามไปที่แผนที่", en: "Skip to the map" },

  layers: { th: "ชั้นข้อมูล", en: "Layers" },
  openLayers: { th: "เปิดรายการชั้นข้อมูล", en: "Open the list of layers" },
  closeLayers: { th: "ปิดรายการชั้นข้อมูล", en: "Close the list of layers" },
  showAll: { th: "แสดงทั้งหมด", en: "Show all" },
  resetLayers: { th: "คืนค่าเริ่มต้น", en: "Reset" },
  colours: { th: "ความหมายของสี", en: "What the colours mean" },
  zoomToSee: { th: "ซูมเข้าเพื่อดู", en: "Zoom in to see" },
  about: { th: "เกี่ยวกับชั้นข้อมูล", en: "About this layer" },
  noLayers: { th: "ยังไม่มีชั้นข้อมูลที่เผยแพร่", en: "No layers have been published yet" },
  noLayersMore: {
    th: "เมื่อองค์การบริหารส่วนตำบลเผยแพร่ข้อมูลแล้ว รายการจะแสดงที่นี่",
    en: "They will be listed here as soon as the organisation publishes data.",
  },
  nothingShown: {
    th: "ยังไม่ได้เลือกชั้นข้อมูลใด เปิดอย่างน้อยหนึ่งชั้นเพื่อดูบนแผนที่",
    en: "No layer is switched on. Switch on at least one to see it on the map.",
  },

  search: { th: "ค้นหาสถานที่", en: "Search for a place" },
  searchHint: { th: "ค้นหาหมู่บ้าน ถนน สถานที่", en: "Search villages, roads, places" },
  clearSearch: { th: "ล้างคำค้น", en: "Clear the search" },
  searching: { th: "กำลังค้นหา…", en: "Searching…" },
  noResults: { th: "ไม่พบสถานที่ที่ตรงกับคำค้น", en: "No place matches" },
  noResultsMore: { th: "ลองพิมพ์ให้สั้นลง หรือตรวจตัวสะกด", en: "Try a shorter word, or check the spelling." },
  searchFailed: { th: "ค้นหาไม่ได้ในขณะนี้ โปรดลองอีกครั้ง", en: "Search is not available now. Please try again." },

  zoomIn: { th: "ซูมเข้า", en: "Zoom in" },
  zoomOut: { th: "ซูมออก", en: "Zoom out" },
  whole: { th: "ดูทั้งพื้นที่", en: "See the whole area" },
  locate: { th: "ตำแหน่งของฉัน", en: "Where am I" },
  youAreHere: { th: "ท่านอยู่ที่นี่", en: "You are here" },
  locateDenied: {
    th: "อุปกรณ์ไม่อนุญาตให้อ่านตำแหน่ง โปรดเปิดสิทธิ์ตำแหน่งของเบราว์เซอร์แล้วลองใหม่",
    en: "Your device does not share its position. Allow location in the browser and try again.",
  },
  locateOutside: { th: "ขณะนี้ท่านอยู่นอกพื้นที่ของแผนที่นี้", en: "You are outside the area of this map." },

  close: { th: "ปิด", en: "Close" },
  previous: { th: "รายการก่อนหน้า", en: "Previous" },
  next: { th: "รายการถัดไป", en: "Next" },
  details: { th: "รายละเอียด", en: "Details" },
  noDetails: { th: "ไม่มีรายละเอียดเพิ่มเติม", en: "No further details" },
  yes: { th: "ใช่", en: "Yes" },
  no: { th: "ไม่ใช่", en: "No" },

  loading: { th: "กำลังโหลดแผนที่…", en: "Loading the map…" },
  failed: { th: "เปิดแผนที่ไม่ได้ในขณะนี้", en: "The map cannot be opened now" },
  failedMore: {
    th: "ระบบอาจกำลังปรับปรุงหรืออินเทอร์เน็ตขัดข้อง โปรดตรวจการเชื่อมต่อแล้วลองใหม่",
    en: "The service may be under maintenance, or the connection is down. Check it and try again.",
  },
  noWebgl: { th: "เบราว์เซอร์นี้แสดงแผนที่ไม่ได้", en: "This browser cannot draw the map" },
  noWebglMore: {
    th: "โปรดอัปเดตเบราว์เซอร์ หรือเปิดการเร่งด้วยฮาร์ดแวร์ (WebGL) แล้วลองใหม่",
    en: "Update the browser, or switch on hardware acceleration (WebGL), and try again.",
  },
  retry: { th: "ลองอีกครั้ง", en: "Try again" },
  partlyFailed: { th: "ข้อมูลบางส่วนโหลดไม่สำเร็จ", en: "Some of the map could not be loaded" },
  metres: { th: "ม.", en: "m" },
  kilometres: { th: "กม.", en: "km" },
} as const satisfies Record<string, Text>;
