/** For tests: prints the folder with the four files of the real Fashion-MNIST, which are fetched where they are not there. */
import { provideFashionMnist } from './setup/datasets.mjs';
import { runMain } from './setup/index.mjs';

await runMain(async () => {
  process.stdout.write(`${await provideFashionMnist()}\n`);
  return 0;
});
