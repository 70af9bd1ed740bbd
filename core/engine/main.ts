import { constants, setPriority } from 'node:os';
import { openHostLink } from '../data/index.ts';
import { engineCommandSchema, type EngineCommand } from '../protocol/engine.ts';
import { measure } from './calibration/calibrate.ts';
import { ModelAnswers } from './inference/answer.ts';
import { TrainingControl } from './control.ts';
import { answerPreview, stayInTheBackground } from './preview/answer.ts';
import { answerRates } from './rate-test.ts';
import { runTraining, type StartCommand } from './run-training.ts';

type CalibrateCommand = Extract<EngineCommand, { kind: 'calibrate' }>;

/** Milliseconds between signs of life, which the host waits for while no events come. */
const aliveInterval = 2000;

/** The training process: hears commands, trains one run or measures the machine, ends. One that previews or answers goes on until its host ends it. */
function main(): void {
  lowerPriority();
  const link = openHostLink();
  const control = new TrainingControl();
  let started: 'training' | 'measuring' | 'answering' | undefined;
  let answered = Promise.resolve();
  const models = new ModelAnswers(link.send);

  // Ctrl-C in a terminal reaches the whole process group; the host turns it into a stop.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => {
    if (started === 'measuring' || started === 'answering') process.exit(0);
    control.end('stop');
  });
  link.onClose(() => {
    if (started === 'training') control.end('abandon');
    else process.exit(0);
  });
  const alive = setInterval(() => {
    link.send({ kind: 'alive' });
  }, aliveInterval);

  const start = async (command: StartCommand | CalibrateCommand): Promise<void> => {
    if (command.kind === 'start') await runTraining(command, control, link.send);
    else link.send(await measure(command.backend));
    clearInterval(alive);
    await link.close();
    process.exit(0);
  };

  /** One answer after the other. */
  const reply = (background: boolean, answer: () => Promise<void>): void => {
    if (started === 'training' || started === 'measuring') return;
    if (started === undefined && background) stayInTheBackground();
    started = 'answering';
    answered = answered.then(answer);
  };

  link.onMessage((message) => {
    const command = engineCommandSchema.safeParse(message);
    if (!command.success) {
      process.stderr.write(`The training process got a message it does not know: ${command.error.message}\n`);
      return;
    }
    switch (command.data.kind) {
      case 'start':
      case 'calibrate':
        if (started !== undefined) return;
        started = command.data.kind === 'start' ? 'training' : 'measuring';
        void start(command.data);
        return;
      case 'preview': {
        const asked = command.data;
        reply(true, async () => {
          link.send(await answerPreview(asked));
        });
        return;
      }
      case 'rates': {
        const asked = command.data;
        reply(false, () => answerRates(asked, link.send));
        return;
      }
      case 'ask': {
        const asked = command.data;
        reply(asked.background, () => models.answer(asked));
        return;
      }
      case 'pause':
        control.pause();
        return;
      case 'resume':
        control.resume();
        return;
      case 'stop':
        control.end('stop');
        return;
    }
  });
}

/** Below the page's, so that the window stays smooth while every core trains. */
function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    process.stderr.write(`The priority of the training process could not be lowered: ${String(error)}\n`);
  }
}

main();
