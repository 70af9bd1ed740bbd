import { mkdirSync, mkdtempSync, readdirSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdxPair } from '../data/idx.test-support.ts';
import { listDatasets } from '../data/index.ts';
import { isUnderWay, type DataCommand, type DataJob } from '../protocol/data-job.ts';
import { DataJobs } from './data-jobs.ts';
import type { EngineExit, HostedProcess, ProcessHost } from './engine-host.ts';
import { forkDataHost } from './fork-host.ts';

let home = '';
let seen: DataJob[] = [];
let jobs: DataJobs | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-jobs-'));
  seen = [];
});
afterEach(async () => {
  await jobs?.close();
  rmSync(home, { recursive: true, force: true });
});

function open(host: ProcessHost<DataCommand>): DataJobs {
  jobs = new DataJobs({ home, host, onChange: (job) => seen.push(job), onStrange: () => undefined });
  return jobs;
}

function files(name: string): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeIdxPair(folder, { count: 60, shape: [6, 6] });
  return folder;
}

const ended = (id: string): Promise<DataJob> =>
  expect
    .poll(() => seen.filter((job) => job.id === id && !isUnderWay(job)), { timeout: 60_000 })
    .toHaveLength(1)
    .then(() => seen[seen.length - 1] ?? ({} as DataJob));

describe('data jobs in processes of their own', () => {
  it('imports one after the other, and exports', { timeout: 120_000 }, async () => {
    const desk = open(forkDataHost());
    const first = desk.import({ paths: [files('first')] });
    const second = desk.import({ paths: [files('second')], title: 'Number two' });
    expect(desk.list().map(({ title, state }) => [title, state])).toEqual([
      ['first', 'running'],
      ['Number two', 'waiting'],
    ]);
    await ended(first.id);
    expect(await ended(second.id)).toMatchObject({ state: 'done', name: 'number-two' });
    expect(listDatasets(home).map(({ name }) => name)).toEqual(['mnist', 'first', 'number-two']);
    const folder = join(home, 'out');
    const exported = desk.export({ title: 'first', name: 'first', as: 'images', folder });
    expect(await ended(exported.id)).toMatchObject({ state: 'done', folder, done: 60, total: 60 });
    expect(readdirSync(folder)).toEqual(['0', '1', '2']);
  });

  it('says what is wrong', { timeout: 60_000 }, async () => {
    const desk = open(forkDataHost());
    const { id } = desk.import({ paths: [join(home, 'nowhere')] });
    expect(await ended(id)).toMatchObject({ state: 'failed', problem: { code: 'unreadable-file' } });
    await expect(desk.look([join(home, 'nowhere')])).rejects.toMatchObject({ problem: { code: 'unreadable-file' } });
    const look = await desk.look([files('idx')]);
    expect(look).toMatchObject({ kind: 'idx', files: 2 });
  });
});

/** A process that does what the test says. */
class ScriptedProcess implements HostedProcess<DataCommand> {
  readonly pid = 1;
  readonly sent: DataCommand[] = [];
  killed = false;
  #say: (message: unknown) => void = () => undefined;
  #exit: (exit: EngineExit) => void = () => undefined;

  send(command: DataCommand): void {
    this.sent.push(command);
  }
  kill(): void {
    this.killed = true;
    this.exit({ code: null, signal: 'SIGKILL' });
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#say = listener;
  }
  onStderr(): void {
    // It is silent.
  }
  onExit(listener: (exit: EngineExit) => void): void {
    this.#exit = listener;
  }
  say(message: unknown): void {
    this.#say(message);
  }
  exit(exit: EngineExit = { code: 0, signal: null }): void {
    this.#exit(exit);
  }
}

describe('a process for data', () => {
  const order = { paths: ['/data/cats'] };
  let processes: ScriptedProcess[] = [];
  beforeEach(() => {
    processes = [];
  });
  const scripted: ProcessHost<DataCommand> = {
    fork() {
      const process = new ScriptedProcess();
      processes.push(process);
      return process;
    },
  };

  it('tells how it gets on, and its words count once it has ended', () => {
    const desk = open(scripted);
    desk.import({ ...order, images: { size: [8, 8], channels: 3, fit: 'crop' } });
    processes[0]?.say({ kind: 'progress', stage: 'import', done: 30, total: 200 });
    processes[0]?.say({ kind: 'progress', stage: 'import', done: 50, total: 200 });
    expect(desk.list()[0]).toMatchObject({ state: 'running', stage: 'import', done: 50, total: 200, unit: 'images' });
    expect(desk.list()[0]?.rate).toBeGreaterThan(0);
    processes[0]?.say('what is this');
    processes[0]?.say({ kind: 'done', name: 'cats' });
    expect(desk.list()[0]?.state).toBe('running');
    processes[0]?.exit();
    expect(desk.list()[0]).toMatchObject({ state: 'done', done: 200, name: 'cats' });
  });

  it('fails with it when it ends without a word, and the next goes on', () => {
    const desk = open(scripted);
    desk.import(order);
    desk.import({ ...order, title: 'dogs' });
    processes[0]?.exit({ code: 137, signal: 'SIGKILL' });
    expect(desk.list().map(({ state, problem }) => [state, problem?.code])).toEqual([
      ['failed', 'data-process-ended'],
      ['running', undefined],
    ]);
    expect(processes).toHaveLength(2);
  });

  it('fetches files, then imports them, and does not count as fetched now what was here before', () => {
    const desk = open(scripted);
    desk.download('cifar-10', 'CIFAR-10');
    const [process] = processes;
    expect(desk.list()[0]).toMatchObject({ kind: 'download', stage: 'download', total: 0 });
    process?.say({ kind: 'progress', stage: 'download', done: 900_000, total: 1_000_000 });
    expect(desk.list()[0]).toMatchObject({ done: 900_000, rate: 0 });
    process?.say({ kind: 'progress', stage: 'download', done: 1_000_000, total: 1_000_000 });
    // Of the 100,000 that came, in a tenth of a second at least.
    expect(desk.list()[0]?.rate).toBeGreaterThan(0);
    expect(desk.list()[0]?.rate).toBeLessThanOrEqual(1_000_000);
    process?.say({ kind: 'progress', stage: 'import', done: 10, total: 1_000_000 });
    expect(desk.list()[0]).toMatchObject({ kind: 'download', stage: 'import', done: 10, unit: 'bytes', rate: 0 });
  });

  it('waits for another of its kind alone: a download holds up no import, and no import a download', () => {
    const desk = open(scripted);
    desk.download('cifar-10', 'CIFAR-10');
    desk.import(order);
    desk.download('cifar-100', 'CIFAR-100');
    desk.export({ title: 'MNIST', name: 'mnist', as: 'idx', folder: '/data/out' });
    const states = () => desk.list().map(({ state }) => state);
    expect(states()).toEqual(['running', 'running', 'waiting', 'waiting']);
    expect(desk.active).toBe(4);
    processes[1]?.say({ kind: 'done', name: 'cats' });
    processes[1]?.exit();
    expect(states()).toEqual(['running', 'done', 'waiting', 'running']);
    expect(processes[2]?.sent[0]).toMatchObject({ kind: 'start', task: { kind: 'export' } });
    processes[0]?.say({ kind: 'failed', problem: { code: 'download-cancelled', facts: {} } });
    processes[0]?.exit();
    expect(states()).toEqual(['cancelled', 'done', 'running', 'running']);
    expect(desk.active).toBe(2);
  });

  it('is asked to cancel; one that waits is never started', () => {
    const desk = open(scripted);
    const first = desk.import(order);
    const second = desk.import({ ...order, title: 'dogs' });
    desk.cancel(second.id);
    desk.cancel(first.id);
    expect(processes[0]?.sent[1]).toEqual({ kind: 'cancel' });
    processes[0]?.say({ kind: 'failed', problem: { code: 'import-cancelled', facts: {} } });
    processes[0]?.exit();
    expect(desk.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(processes).toHaveLength(1);
    expect(existsSync(join(home, 'datasets'))).toBe(false);
  });
});
