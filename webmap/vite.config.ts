import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";

export default defineConfig({
  plugins: [compressed()],
  build: {
    assetsInlineLimit: 0,
    // The map library alone is more; it is loaded after the page is already readable.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // A chunk of its own stays in a visitor's cache when only our own code changes.
        codeSplitting: { groups: [{ name: "maplibre", test: /node_modules/ }] },
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
