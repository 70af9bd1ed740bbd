import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataCommand } from '../protocol/data-job.ts';
import type { EngineExit, EngineHost, ProcessHost } from './engine-host.ts';

/** How long an ended process's pipes may stay open, in a process it left behind, before its exit is reported all the same. */
const pipesOpenMs = 2000;

/** Path of a bundle: beside this one, or under dist/ when this runs from the sources. */
function findBundle(name: string): string {
  const beside = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));
}

/** Starts engines as child processes of Node. */
export function forkEngineHost(entry = findBundle('engine.cjs')): EngineHost {
  return forkHost(entry);
}

/** Starts processes for data as child processes of Node. */
export function forkDataHost(entry = findBundle('data.cjs')): ProcessHost<DataCommand> {
  return forkHost(entry);
}

function forkHost<Command extends object>(entry: string): ProcessHost<Command> {
  return {
    fork() {
      const child = fork(entry, [], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        execArgv: [],
        // Images cross as bytes and not as JSON.
        serialization: 'advanced',
        // A process group of its own, so that Ctrl-C in a terminal reaches this process alone, which then asks the engine to stop.
        detached: process.platform !== 'win32',
      });
      return {
        get pid() {
          return child.pid;
        },
        send(command) {
          // A process that has just died is reported by its exit, not here.
          if (child.connected) child.send(command, () => undefined);
        },
        kill() {
          child.kill('SIGKILL');
        },
        onMessage(listener) {
          child.on('message', listener);
        },
        onStderr(listener) {
          for (const stream of [child.stdout, child.stderr]) {
            stream?.setEncoding('utf8');
            stream?.on('data', listener);
          }
        },
        onExit(listener) {
          let told = false;
          let patience: ReturnType<typeof setTimeout> | undefined;
          const tell = (exit: EngineExit): void => {
            clearTimeout(patience);
            if (!told) listener(exit);
            told = true;
          };
          child.on('error', (error) => {
            if (child.pid === undefined) tell({ code: null, signal: null, error: error.message });
          });
          child.on('exit', (code, signal) => {
            patience = setTimeout(() => {
              tell({ code, signal });
            }, pipesOpenMs);
          });
          // `close` comes after the last message and the last output; `exit` may come before them.
          child.on('close', (code, signal) => {
            tell({ code, signal });
          });
        },
      };
    },
  };
}
