import type { EngineEventBody } from '../protocol/engine.ts';
import type { Problem } from '../protocol/problems.ts';
import type { Epoch, RunMarks, RunStatus, RunSummary } from '../protocol/runs.ts';

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
export type RunIdentity = Pick<RunSummary, 'id' | 'architecture' | 'dataset' | 'createdAt' | 'settings'>;

/** What a person has made of a run before they have done anything to it. */
export function noMarks(name: string): RunMarks {
  return { name, tags: [], notes: '', starred: false };
}

/** An event that says in which state training is. */
export interface ControlEvent {
  readonly time: number;
  readonly body: Extract<EngineEventBody, { kind: 'ready' | 'state' | 'done' | 'failed' }>;
}

/** Everything a summary is made of; which order it arrived in does not show. */
export interface RunFacts {
  readonly phase: HostPhase;
  readonly outcome: HostOutcome | undefined;
  /** By sequence number. */
  readonly controls: readonly ControlEvent[];
  /** Of the last metrics event. */
  readonly latest: { readonly time: number; readonly step: number; readonly imagesPerSecond: number } | undefined;
  readonly lastEpoch: { readonly time: number; readonly figures: Epoch } | undefined;
  readonly bestEpoch: Epoch | undefined;
}

/** A run's line in the history, as a pure function of what is known about it. */
export function summarize(identity: RunIdentity, marks: RunMarks, facts: RunFacts): RunSummary {
  const ready = [...facts.controls].reverse().find((event) => event.body.kind === 'ready')?.body;
  const state = stateOf(facts);
  return {
    ...identity,
    ...marks,
    status: state.status,
    ...(state.endedAt !== undefined && { endedAt: state.endedAt }),
    ...(ready?.kind === 'ready' && {
      backend: ready.backend,
      device: ready.device,
      ...(ready.notice !== undefined && { notice: ready.notice }),
      params: ready.params,
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

function stateOf({ controls, outcome, phase }: RunFacts): State {
  const last = controls[controls.length - 1];
  // What the engine says about its own end is nearer to the truth than what the host made of its exit.
  if (last?.body.kind === 'done')
    return { status: last.body.outcome, endedAt: last.time, weightsHash: last.body.weightsHash };
  if (last?.body.kind === 'failed') return { status: 'failed', endedAt: last.time, problem: last.body.problem };
  if (outcome !== undefined) return { status: outcome.status, endedAt: outcome.time, problem: outcome.problem };
  if (last === undefined) return { status: phase };
  return { status: last.body.kind === 'state' ? last.body.state : 'running' };
}

/** Time between `ready` and the end (or the last sign of it), less the pauses. */
function trainingSeconds({ controls, latest, lastEpoch }: RunFacts): number {
  let total = 0;
  let since: number | undefined;
  let seen = Math.max(latest?.time ?? 0, lastEpoch?.time ?? 0);
  for (const { time, body } of controls) {
    seen = Math.max(seen, time);
    if (body.kind === 'ready' || (body.kind === 'state' && body.state === 'running')) {
      since ??= time;
    } else if (since !== undefined) {
      total += time - since;
      since = undefined;
    }
  }
  if (since !== undefined) total += Math.max(0, seen - since);
  return Math.max(0, total) / 1000;
}
