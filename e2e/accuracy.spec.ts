import { expect, test } from './blockyard.ts';
import { goTo, TrainPlace } from './experiment.ts';

test('ResNet-20 learns MNIST to 97% of the test pictures', async ({ open }) => {
  test.setTimeout(420_000);
  const { page } = await open();
  const place = new TrainPlace(page);
  // The ready experiment, on a part of the training images that two cores see in a minute or two.
  await place.start({ name: 'Learns digits', images: 12_000, epochs: 3 });
  await place.toHaveStatus('completed', 360_000);
  await goTo(page, 'Runs');
  const row = page.getByRole('row').filter({ hasText: 'Learns digits' });
  const [, percent = '0'] = /(\d+\.\d+)%/u.exec(await row.innerText()) ?? [];
  expect(Number(percent)).toBeGreaterThanOrEqual(97);
});
