import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/**
 * The page runs in a sandbox: code of Node or of TensorFlow in its bundle is a mistake in the import rules, so the build fails. It fails as well for
 * colour functions that the oldest engine it must run in (Chromium 108) takes for mistakes.
 */
function onlyPageCode(): Plugin {
  return {
    name: 'only-page-code',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') {
          if (chunk.fileName.endsWith('.css') && String(chunk.source).includes('color-mix('))
            this.error(`${chunk.fileName} has color-mix()`);
          continue;
        }
        const foreign = [...chunk.imports, ...Object.keys(chunk.modules)].find((id) =>
          /^node:|@tensorflow|__vite-browser-external/.test(id),
        );
        if (foreign !== undefined) this.error(`${chunk.fileName} contains ${foreign}`);
      }
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [svelte(), onlyPageCode()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome108',
    // The content security policy allows no data: addresses for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      onwarn(warning, warn) {
        // Comments of packages that Rollup has no use for.
        if (warning.code !== 'INVALID_ANNOTATION') warn(warning);
      },
    },
  },
});
