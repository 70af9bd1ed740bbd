/** `npm run check`: types, lint, import rules, the page's components, unused code, format. Arguments: names of some checks only. */
import { CHECKS, runChecks } from './check/checks.mjs';
import { runMain, setUp } from './setup/index.mjs';
import { SetupError } from './setup/log.mjs';

await runMain(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !CHECKS.some((check) => check.name === name));
  if (unknown !== undefined) {
    throw new SetupError(`There is no check "${unknown}".`, `Checks: ${CHECKS.map((check) => check.name).join(', ')}.`);
  }
  await setUp({});
  const { passed, failed } = await runChecks(
    names.length === 0 ? CHECKS : CHECKS.filter((check) => names.includes(check.name)),
  );
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
