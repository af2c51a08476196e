import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the binary may serve the dashboard under any path.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // `default-src 'self'` refuses data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Takes away the files of the build before, which would be embedded too.
    emptyOutDir: true,
  },
  server: {
    proxy: { '/v1': 'http://127.0.0.1:8080' },
  },
});
