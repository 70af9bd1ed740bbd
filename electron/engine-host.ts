import { utilityProcess } from 'electron';
import type { HostedProcess, ProcessHost } from '../core/runner/index.ts';
import { engineExit, isGoodbye, type EngineExit } from './engine-exit.ts';

/**
 * Starts processes as Electron's utility processes: apart from the window, each with its own memory, gone with the app.
 * @param entry absolute path of the bundle
 * @param serviceName what the system's list of processes calls it
 */
export function utilityHost<Command>(entry: string, serviceName: string): ProcessHost<Command> {
  return { fork: () => forkUtility(entry, serviceName) };
}

function forkUtility<Command>(entry: string, serviceName: string): HostedProcess<Command> {
  const child = utilityProcess.fork(entry, [], { serviceName, stdio: 'pipe' });
  let saidGoodbye = false;
  child.on('message', (message: unknown) => {
    saidGoodbye ||= isGoodbye(message);
  });
  // The process may be gone before somebody asks how it went.
  const exit = new Promise<EngineExit>((resolve) => {
    child.once('exit', (code) => resolve(engineExit(code, saidGoodbye, process.platform)));
  });
  return {
    get pid() {
      return child.pid;
    },
    send: (command) => child.postMessage(command),
    kill() {
      // `child.kill()` asks; an engine that hangs in a native call would not hear it.
      if (child.pid === undefined) child.kill();
      else killNow(child.pid);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onStderr(listener) {
      child.stderr?.setEncoding('utf8').on('data', listener);
      child.stdout?.setEncoding('utf8').on('data', listener);
    },
    onExit(listener) {
      void exit.then(listener);
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
