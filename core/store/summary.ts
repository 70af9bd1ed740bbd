import type { EngineEventBody } from '../protocol/engine.ts';
import type { Problem } from '../protocol/problems.ts';
import type { QueuePlace } from '../protocol/run-queue.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { settingsOf, type Epoch, type RunMarks, type RunStatus, type RunSummary } from '../protocol/runs.ts';

/** How a run ended as its host saw it, where the engine could not say so itself. */
export interface HostOutcome {
  readonly status: Extract<RunStatus, 'stopped' | 'failed' | 'interrupted'>;
  readonly problem?: Problem | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
}

/** What its host is doing with a run until the engine speaks. */
export type HostPhase = Extract<RunStatus, 'queued' | 'starting'>;

/** What never changes about a run. */
export type RunIdentity = Pick<RunSummary, 'id' | 'architecture' | 'dataset' | 'createdAt' | 'settings' | 'origin'>;

/** An event that says in which state training is. */
export interface ControlEvent {
  readonly sequence: number;
  readonly time: number;
  /** Of a `ready`: when there were figures last before it. */
  readonly before?: number | undefined;
  readonly body: Extract<EngineEventBody, { kind: 'ready' | 'state' | 'done' | 'failed' }>;
}

/** Everything a summary is made of; which order it arrived in does not show. */
export interface RunFacts {
  readonly phase: HostPhase;
  readonly outcome: HostOutcome | undefined;
  /** Its place in the queue, if it waits there. */
  readonly queue: QueuePlace | undefined;
  /** What was said up to this event belongs to earlier times that it trained, and says nothing of its state now. */
  readonly resumedAfter: number;
  /** By sequence number. */
  readonly controls: readonly ControlEvent[];
  /** Of the last metrics event. */
  readonly latest: { readonly time: number; readonly step: number; readonly imagesPerSecond: number } | undefined;
  readonly lastEpoch: { readonly time: number; readonly figures: Epoch } | undefined;
  readonly bestEpoch: Epoch | undefined;
}

/** @param architecture name of its network */
export function identityOf(id: string, spec: RunSpec, architecture: string, createdAt: number): RunIdentity {
  return {
    id,
    architecture,
    dataset: spec.data.dataset,
    settings: settingsOf(spec.recipe),
    createdAt,
    ...(spec.origin !== undefined && { origin: spec.origin }),
  };
}

/** Of a run of which nothing has been said yet, and to which nobody has done anything. */
export function firstSummary(identity: RunIdentity, name: string): RunSummary {
  return summarize(
    identity,
    { name, tags: [], notes: '', starred: false },
    {
      phase: 'queued',
      outcome: undefined,
      queue: undefined,
      resumedAfter: 0,
      controls: [],
      latest: undefined,
      lastEpoch: undefined,
      bestEpoch: undefined,
    },
  );
}

/** A run's line in the history, as a pure function of what is known about it. */
export function summarize(identity: RunIdentity, marks: RunMarks, facts: RunFacts): RunSummary {
  const ready = [...facts.controls].reverse().find((event) => event.body.kind === 'ready')?.body;
  const state = stateOf(facts);
  return {
    ...identity,
    ...marks,
    status: state.status,
    ...(facts.queue !== undefined && state.status === 'queued' && { queue: facts.queue }),
    ...(state.endedAt !== undefined && { endedAt: state.endedAt }),
    ...(ready?.kind === 'ready' && {
      backend: ready.backend,
      device: ready.device,
      ...(ready.machine !== undefined && { machine: ready.machine }),
      ...(ready.notice !== undefined && { notice: ready.notice }),
      params: ready.params,
      ...(ready.multiplyAdds !== undefined && { multiplyAdds: ready.multiplyAdds }),
      ...(ready.dataHash !== undefined && { dataHash: ready.dataHash }),
      trainSize: ready.trainSize,
      validationSize: ready.validationSize,
      totalSteps: ready.totalSteps,
      stepsPerEpoch: ready.stepsPerEpoch,
    }),
    epochs: facts.lastEpoch?.figures.epoch ?? 0,
    step: Math.max(facts.latest?.step ?? 0, facts.lastEpoch?.figures.step ?? 0),
    ...(facts.latest !== undefined && { imagesPerSecond: facts.latest.imagesPerSecond }),
    trainingSeconds: trainingSeconds(facts),
    ...(facts.lastEpoch !== undefined && { lastEpoch: facts.lastEpoch.figures }),
    ...(facts.bestEpoch !== undefined && { bestEpoch: facts.bestEpoch }),
    ...(state.weightsHash !== undefined && { weightsHash: state.weightsHash }),
    ...(state.problem !== undefined && { problem: state.problem }),
  };
}

interface State {
  readonly status: RunStatus;
  readonly endedAt?: number;
  readonly weightsHash?: string;
  readonly problem?: Problem | undefined;
}

function stateOf({ controls, outcome, phase, resumedAfter }: RunFacts): State {
  const newest = controls[controls.length - 1];
  const last = newest !== undefined && newest.sequence > resumedAfter ? newest : undefined;
  // What the engine says about its own end is nearer to the truth than what the host made of its exit.
  if (last?.body.kind === 'done')
    return { status: last.body.outcome, endedAt: last.time, weightsHash: last.body.weightsHash };
  if (last?.body.kind === 'failed') return { status: 'failed', endedAt: last.time, problem: last.body.problem };
  if (outcome !== undefined) return { status: outcome.status, endedAt: outcome.time, problem: outcome.problem };
  if (last === undefined) return { status: phase };
  return { status: last.body.kind === 'state' ? last.body.state : 'running' };
}

/** Time between each `ready` and the end after it (or the last sign of it), less the pauses. */
function trainingSeconds({ controls, latest, lastEpoch }: RunFacts): number {
  let total = 0;
  let since: number | undefined;
  let heard = 0;
  for (const { time, before = 0, body } of controls) {
    if (body.kind === 'ready') {
      // An engine that was killed leaves no end.
      if (since !== undefined) total += Math.max(0, Math.max(heard, before) - since);
      since = time;
    } else if (body.kind === 'state' && body.state === 'running') {
      since ??= time;
    } else if (since !== undefined) {
      total += time - since;
      since = undefined;
    }
    heard = time;
  }
  const seen = Math.max(heard, latest?.time ?? 0, lastEpoch?.time ?? 0);
  if (since !== undefined) total += Math.max(0, seen - since);
  return Math.max(0, total) / 1000;
}
