/** `npm run setup`: fetches and builds everything that the other commands need, and starts nothing. */
import { endWithNpm } from './setup/child.mjs';
import { runMain, setUp } from './setup/index.mjs';

endWithNpm('SIGTERM');
await runMain(async () => {
  await setUp({ tensorflow: true, electron: true, build: ['terminal', 'window'] });
  return 0;
});
