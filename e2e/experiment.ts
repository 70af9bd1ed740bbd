import { expect, type Locator, type Page } from '@playwright/test';
import type { RunStatus } from '../core/protocol/runs.ts';

export interface Experiment {
  name?: string;
  /** Title of a preset. */
  network?: string;
  epochs?: number;
  batchSize?: number;
  /** Train on the first so many images. */
  images?: number;
  learningRate?: number;
}

/** Small and quick on real data: an epoch takes a fraction of a second. */
export const quick: Experiment = { network: 'LeNet-5', epochs: 2, batchSize: 32, images: 1000 };

/** Quick steps, but minutes of them: for what is done while it trains. */
export const long: Experiment = { network: 'LeNet-5', epochs: 200, batchSize: 32, images: 20_000 };

/** The window's Train place, as a person uses it. */
export class TrainPlace {
  readonly page: Page;
  readonly train: Locator;
  readonly pause: Locator;
  readonly resume: Locator;
  readonly stop: Locator;
  readonly progress: Locator;

  constructor(page: Page) {
    this.page = page;
    this.train = page.getByRole('button', { name: 'Train', exact: true });
    this.pause = page.getByRole('button', { name: 'Pause', exact: true });
    this.resume = page.getByRole('button', { name: 'Resume', exact: true });
    this.stop = page.getByRole('button', { name: 'Stop', exact: true });
    this.progress = page.getByRole('progressbar', { name: 'Training progress' });
  }

  async fill(experiment: Experiment): Promise<void> {
    await expect(this.train).toBeEnabled();
    if (experiment.network !== undefined) {
      await this.page.getByRole('combobox', { name: 'Network', exact: true }).click();
      await this.page.getByRole('option', { name: experiment.network }).click();
    }
    const fields: [string, string | number | undefined][] = [
      ['Name of the run', experiment.name],
      ['Epochs', experiment.epochs],
      ['Batch size', experiment.batchSize],
      ['Use only the first', experiment.images],
      ['Learning rate', experiment.learningRate],
    ];
    for (const [label, value] of fields) {
      if (value !== undefined) await this.page.getByRole('textbox', { name: label, exact: true }).fill(String(value));
    }
  }

  async start(experiment: Experiment): Promise<void> {
    await this.fill(experiment);
    await this.train.click();
  }

  async stopTraining(): Promise<void> {
    await this.stop.click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  }

  async toHaveStatus(status: RunStatus, timeout = 60_000): Promise<void> {
    await expect(this.page.getByRole('main').locator(`[data-status="${status}"]`).first()).toBeVisible({ timeout });
  }

  /** How many points the curve of this name has. */
  async points(curve: 'Accuracy' | 'Loss'): Promise<number> {
    return Number(await this.page.getByRole('img', { name: curve, exact: true }).getAttribute('data-points'));
  }

  /** Waits until the curve has at least so many points. */
  async toHavePoints(curve: 'Accuracy' | 'Loss', least: number): Promise<void> {
    await expect.poll(() => this.points(curve), { timeout: 60_000 }).toBeGreaterThanOrEqual(least);
  }
}

export async function goTo(page: Page, place: 'Design' | 'Train' | 'Runs' | 'Data' | 'Studies'): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: place, exact: true }).click();
}
