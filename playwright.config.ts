import { defineConfig } from '@playwright/test';

/** The end-to-end tests drive the real Electron window, one to a display: two on one would take the keyboard from each other. `npm test` runs two displays. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.build/e2e',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
