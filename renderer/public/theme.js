// Runs before the first paint, so that the page never flashes in the wrong colours. state/settings.svelte.ts writes what is read here.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('blockyard.theme') ?? 'system';
  } catch {
    // Without storage the system's choice stands.
  }
  const light =
    choice === 'light' || (choice === 'system' && globalThis.matchMedia('(prefers-color-scheme: light)').matches);
  globalThis.document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
