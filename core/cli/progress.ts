import { SingleBar, type Options } from 'cli-progress';
import type { Epoch, LogLine, RunSummary } from '../protocol/runs.ts';
import type { RunnerNotice } from '../runner/index.ts';
import { formatCount, formatDuration, formatLoss, formatNumberOf, formatPercent } from './format.ts';
import { tell } from './output.ts';

/** Between two plain lines about the same epoch. */
const quietMs = 10_000;

/** How far the mean that is shown follows the last step's figures. */
const smoothing = 0.05;

/** Shows a person how a run goes, on standard error: a bar on a terminal, else a line for every epoch and one now and then between. */
export class Progress {
  readonly #bar: SingleBar | undefined;
  readonly #runId: string;
  #summary: RunSummary;
  #loss: number | undefined;
  #accuracy: number | undefined;
  #started = false;
  #saidAt = performance.now();

  constructor(summary: RunSummary, terminal: boolean) {
    this.#summary = summary;
    this.#runId = summary.id;
    this.#bar = terminal ? new SingleBar(barOptions) : undefined;
  }

  hear(notice: RunnerNotice): void {
    switch (notice.name) {
      case 'run.changed':
        if (notice.payload.id !== this.#runId) return;
        this.#summary = notice.payload;
        this.#start();
        this.#show();
        return;
      case 'run.metrics':
        if (notice.payload.id !== this.#runId) return;
        notice.payload.metrics.loss.forEach((loss, at) => {
          this.#loss = follow(this.#loss, loss);
          this.#accuracy = follow(this.#accuracy, notice.payload.metrics.accuracy[at] ?? 0);
        });
        return;
      case 'run.epoch':
        if (notice.payload.id === this.#runId) this.say(describeEpoch(notice.payload.epoch));
        return;
      case 'run.log':
        if (notice.payload.id === this.#runId) this.#sayLog(notice.payload.line);
        return;
      case 'run.erased':
      case 'run.system':
      case 'queue.changed':
        // A run that trains is not erased, and how busy the machine is and what waits are told elsewhere.
        return;
    }
  }

  /** A line above the bar. */
  say(text: string): void {
    this.#saidAt = performance.now();
    if (this.#bar === undefined || !this.#started) {
      tell(text);
      return;
    }
    this.#bar.stop();
    tell(text);
    this.#bar.start(this.#summary.totalSteps ?? 1, this.#summary.step, this.#figures());
  }

  end(): void {
    if (this.#started) this.#bar?.stop();
    this.#started = false;
  }

  #start(): void {
    const { device, backend, params, trainSize, validationSize, totalSteps, stepsPerEpoch, notice } = this.#summary;
    if (this.#started || totalSteps === undefined) return;
    tell(
      `${this.#summary.name}: ${formatCount(params?.total ?? 0)} parameters on ${device ?? ''} (${backend ?? ''}); ${formatCount(trainSize ?? 0)} images, validated on ${formatCount(validationSize ?? 0)}; ${formatNumberOf(totalSteps / (stepsPerEpoch ?? 1), 'epoch')} of ${formatNumberOf(stepsPerEpoch ?? 0, 'step')}`,
    );
    if (notice !== undefined) tell(notice);
    this.#started = true;
    this.#bar?.start(totalSteps, this.#summary.step, this.#figures());
  }

  #show(): void {
    if (!this.#started) return;
    if (this.#bar !== undefined) {
      this.#bar.update(this.#summary.step, this.#figures());
      return;
    }
    if (performance.now() - this.#saidAt < quietMs) return;
    const { step, totalSteps } = this.#summary;
    const { figures, rate, left } = this.#figures();
    this.say(`step ${formatCount(step)} of ${formatCount(totalSteps ?? 0)}: ${figures}, ${rate}, ${left} left`);
  }

  #sayLog({ level, message }: LogLine): void {
    if (level !== 'info') this.say(message);
  }

  #figures(): { figures: string; rate: string; left: string; status: string } {
    const { step, totalSteps = 0, trainingSeconds, imagesPerSecond, status } = this.#summary;
    const seconds = step === 0 ? undefined : ((totalSteps - step) * trainingSeconds) / step;
    return {
      figures:
        this.#loss === undefined
          ? 'loss -'
          : `loss ${formatLoss(this.#loss)}, accuracy ${formatPercent(this.#accuracy ?? 0)}`,
      rate: `${formatCount(imagesPerSecond ?? 0)} images/s`,
      left: seconds === undefined ? '-:--' : formatDuration(seconds),
      status: status === 'paused' ? ' paused' : '',
    };
  }
}

/** A bar on standard error, without its format. */
export const plainBar: Options = {
  stream: process.stderr,
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 24,
  hideCursor: true,
  forceRedraw: true,
  stopOnComplete: false,
  // A line that is said takes the bar's place, and the bar goes on under it.
  clearOnComplete: true,
  // Ctrl-C means stop and save here, not leave.
  gracefulExit: false,
};

const barOptions: Options = {
  ...plainBar,
  format: '{bar} {percentage}% | {value}/{total} steps | {figures} | {rate} | {left} left{status}',
};

function describeEpoch({ epoch, loss, accuracy, valLoss, valAccuracy, seconds, imagesPerSecond }: Epoch): string {
  return `epoch ${String(epoch)}: loss ${formatLoss(loss)}, accuracy ${formatPercent(accuracy)}; validation loss ${formatLoss(valLoss)}, accuracy ${formatPercent(valAccuracy)}; ${formatDuration(seconds)}, ${formatCount(imagesPerSecond)} images/s`;
}

function follow(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + smoothing * (value - mean);
}
