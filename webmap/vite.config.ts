import { defineConfig, type Plugin } from "vite";
import { compressed } from "./build/compressed.ts";

/** Forbids, in the built page, every request that would leave the instance. */
function contentPolicy(): Plugin {
  const policy = [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'self'",
  ].join("; ");
  return {
    name: "content-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
    ],
  };
}

export default defineConfig({
  plugins: [contentPolicy(), compressed()],
  build: {
    assetsInlineLimit: 0,
    // The map library alone is more; it is loaded after the page is already readable.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // Fonts keep their names: the service's style.json points other map clients at the same files.
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".woff2")) ? "fonts/[name][extname]" : "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    // Development only: `npm run dev` beside a running `./takeed up`.
    proxy: Object.fromEntries(["/ogc", "/api"].map((path) => [path, process.env["TAKEED_BASE_URL"] ?? "http://127.0.0.1:8000"])),
  },
});
