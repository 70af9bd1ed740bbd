import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** The page runs in a sandbox: code of Node or of TensorFlow in its bundle is a mistake in the import rules, so the build fails. */
function onlyPageCode(): Plugin {
  return {
    name: 'only-page-code',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const foreign = [...chunk.imports, ...Object.keys(chunk.modules)].find((id) => /^node:|@tensorflow|__vite-browser-external/.test(id));
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
