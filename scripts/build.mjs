/** `npm run build`: builds what is out of date, given that set-up has been done. Arguments: terminal, window (default both). */
import { buildStale } from './build/build.mjs';
import { TARGETS } from './build/targets.mjs';
import { runMain } from './setup/index.mjs';
import { SetupError } from './setup/log.mjs';

await runMain(async () => {
  const asked = process.argv.slice(2);
  const known = /** @type {import('./build/targets.mjs').Target[]} */ (Object.keys(TARGETS));
  const targets = asked.length === 0 ? known : known.filter((target) => asked.includes(target));
  const unknown = asked.find((name) => !known.some((target) => target === name));
  if (unknown !== undefined)
    throw new SetupError(`There is no build target "${unknown}".`, `Targets: ${known.join(', ')}.`);
  await buildStale(targets);
  return 0;
});
