import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { mapWorker } from "./build/mapWorker.ts";

export default defineConfig({
  plugins: [mapWorker(), compressed()],
  build: {
    assetsInlineLimit: 0,
    // The map library is more; it is loaded after the page is already readable.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // The map, and the preview on the pages of the data service, which know it by this name.
      input: { index: "index.html", preview: "src/preview.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "preview" ? "preview.js" : "assets/[name]-[hash].js"),
        // A chunk of its own stays in a visitor's cache when only our own code changes.
        codeSplitting: { groups: [{ name: "maplibre", test: /node_modules/, entriesAware: true }] },
        // The library's licence asks for its notice.
        postBanner: (chunk) => (chunk.name.startsWith("maplibre~") ? "/*! MapLibre GL JS, BSD-3-Clause, https://github.com/maplibre/maplibre-gl-js/blob/main/LICENSE.txt */" : ""),
        // Fonts keep their names: the service's style.json points other map clients at the same files.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".woff2")) ? "fonts/[name][extname]" : "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    // Development only: `npm run dev` beside a running `./takeed up`.
    proxy: Object.fromEntries(["/ogc", "/api", "/fonts"].map((path) => [path, process.env["TAKEED_BASE_URL"] ?? "http://127.0.0.1:8000"])),
  },
});
