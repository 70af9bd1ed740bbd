import type { Page } from '@playwright/test';
import type { CalibrationState } from '../core/protocol/calibration.ts';
import type { Transport } from '../core/protocol/channels.ts';
import { expect, test } from './blockyard.ts';
import { DesignPlace } from './design.ts';
import { goTo, TrainPlace } from './experiment.ts';

/** On a machine that is busy with other things; alone it takes seconds. */
const patience = 120_000;

async function ask(
  page: Page,
  name: 'machine.calibration' | 'machine.measure',
  input?: object,
): Promise<CalibrationState> {
  const reply = await page.evaluate(
    ([request, argument]) => (window as unknown as { blockyard: Transport }).blockyard.request(request, argument),
    [name, input] as const,
  );
  if (!reply.ok) throw new Error(JSON.stringify(reply.problem));
  return reply.value as CalibrationState;
}

test('the machine is measured by a process of the app, its speed is there after a restart, and a run corrects it', async ({
  open,
}) => {
  const first = await open();
  await ask(first.page, 'machine.measure', { again: false });
  const measured = async (): Promise<CalibrationState> => {
    const state = await ask(first.page, 'machine.calibration');
    expect(state.problem).toBeUndefined();
    return state;
  };
  await expect.poll(async () => (await measured()).status, { timeout: patience }).toBe('ready');
  const { calibration } = await measured();
  expect(calibration?.backend).toBe('compiled');
  expect(calibration?.secondsPer.convMacs).toBeGreaterThan(0);
  await first.close();
  const second = await open();
  expect((await ask(second.page, 'machine.measure', { again: false })).calibration).toEqual(calibration);

  const place = new TrainPlace(second.page);
  await place.start({ network: 'LeNet-5', epochs: 2, images: 640, batchSize: 32, name: 'Shown' });
  await place.toHaveStatus('completed');
  await goTo(second.page, 'Design');
  await new DesignPlace(second.page).figure('per epoch here').getByRole('button').click();
  await expect(second.page.getByText('Corrected by the run “Shown”')).toBeVisible();
});
