import { expect, test } from './blockyard.ts';
import { goTo, TrainPlace } from './experiment.ts';

test('LeNet-5 learns all of MNIST to 98% of the test pictures', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start({ name: 'Learns digits', network: 'LeNet-5', epochs: 4 });
  await place.toHaveStatus('completed', 150_000);
  await goTo(page, 'Runs');
  const row = page.getByRole('row').filter({ hasText: 'Learns digits' });
  const [, percent = '0'] = /(\d+\.\d+)%/u.exec(await row.innerText()) ?? [];
  expect(Number(percent)).toBeGreaterThanOrEqual(98);
});
