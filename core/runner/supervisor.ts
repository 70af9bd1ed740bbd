import { engineEventSchema, type EngineCommand, type EngineEvent } from '../protocol/engine.ts';
import type { EngineExit, EngineProcess } from './engine-host.ts';
import type { RunnerTiming } from './timing.ts';

/** What is kept of the engine's standard error, characters. */
const stderrKept = 16_384;

/** Why the host itself ended an engine. */
export type KillReason = 'unresponsive' | 'stop';

export interface EngineEnd {
  readonly exit: EngineExit;
  readonly killed: KillReason | undefined;
  readonly stderr: string;
}

/** Watches over one engine process from its start to its exit: hears its events, notices when it hangs, and ends it when it does not stop. */
export class Supervisor {
  readonly ended: Promise<EngineEnd>;
  readonly #engine: EngineProcess;
  readonly #timing: RunnerTiming;
  #stderr = '';
  #silentMs = 0;
  #paused = false;
  /** A step of plain JavaScript can take an hour in which the engine cannot speak, and it runs no native code that could hang. */
  #mute = false;
  #stopping = false;
  #finished = false;
  #killed: KillReason | undefined;

  /**
   * @param onEvent is given every valid event, in order
   * @param onStranger is told of a message that is none
   */
  constructor(
    engine: EngineProcess,
    timing: RunnerTiming,
    onEvent: (event: EngineEvent) => void,
    onStranger: (detail: string) => void,
  ) {
    this.#engine = engine;
    this.#timing = timing;
    engine.onStderr((text) => {
      this.#stderr = (this.#stderr + text).slice(-stderrKept);
    });
    engine.onMessage((message) => {
      this.#silentMs = 0;
      if (isSignOfLife(message)) return;
      const event = engineEventSchema.safeParse(message);
      if (!event.success) {
        onStranger(event.error.issues[0]?.message ?? '');
        return;
      }
      this.#note(event.data);
      onEvent(event.data);
    });
    const watchdog = this.#watch();
    this.ended = new Promise((resolve) => {
      engine.onExit((exit) => {
        clearInterval(watchdog);
        resolve({ exit, killed: this.#killed, stderr: this.#stderr.trim() });
      });
    });
  }

  get pid(): number | undefined {
    return this.#engine.pid;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  send(command: EngineCommand): void {
    if (command.kind === 'stop') {
      this.#stopping = true;
      this.#silentMs = 0;
    }
    // The silence of a pause does not count, from the moment that it is over.
    if (command.kind === 'resume') this.#silentMs = 0;
    this.#engine.send(command);
  }

  /** Ends the engine at once; what it has saved stays. */
  kill(): void {
    this.#stopping = true;
    this.#kill('stop');
  }

  #note({ body }: EngineEvent): void {
    if (body.kind === 'ready') this.#mute = body.backend === 'js';
    if (body.kind === 'state') this.#paused = body.state === 'paused';
    if (body.kind === 'done' || body.kind === 'failed') this.#finished = true;
  }

  /** Counts ticks and not the clock: a machine that slept for a night has not been silent for a night. */
  #watch(): ReturnType<typeof setInterval> {
    const { unresponsiveSeconds, stopGraceSeconds } = this.#timing;
    const tickMs = Math.min(1000, 250 * Math.min(unresponsiveSeconds, stopGraceSeconds));
    return setInterval(() => {
      const ending = this.#stopping || this.#finished;
      if ((this.#paused || this.#mute) && !ending) return;
      this.#silentMs += tickMs;
      if (this.#silentMs > 1000 * (ending ? stopGraceSeconds : unresponsiveSeconds))
        this.#kill(ending ? 'stop' : 'unresponsive');
    }, tickMs);
  }

  #kill(reason: KillReason): void {
    this.#killed ??= reason;
    this.#engine.kill();
  }
}

function isSignOfLife(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'alive';
}
