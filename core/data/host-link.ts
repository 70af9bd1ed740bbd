/** A process's end of the channel to its host, whichever way it was started. */
export interface HostLink {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** The host is gone. */
  readonly onClose: (listener: () => void) => void;
  /** Lets the process end once everything that was sent has left. */
  readonly close: () => Promise<void>;
}

/** Electron's end of a utility process, as far as it is used. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/** @throws Error when the process has no host. */
export function openHostLink(): HostLink {
  const { parentPort } = process as { parentPort?: unknown };
  return parentPort === undefined ? forkedLink() : utilityLink(parentPort as ParentPort);
}

/** `child_process.fork`. */
function forkedLink(): HostLink {
  if (process.send === undefined)
    throw new Error('This is a process of Blockyard that trains or reads data. The app and the terminal start it.');
  let pending = Promise.resolve();
  return {
    send(message) {
      if (!process.connected) return;
      pending = pending.then(
        () =>
          new Promise((resolve) => {
            // A host that died takes its channel with it; the event is in the run's file all the same.
            if (!process.connected || process.send === undefined) resolve();
            else
              process.send(message, undefined, undefined, () => {
                resolve();
              });
          }),
      );
    },
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
    close: async () => {
      await pending;
      if (process.connected) process.disconnect();
    },
  };
}

/** `utilityProcess.fork`. */
function utilityLink(port: ParentPort): HostLink {
  return {
    send: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', ({ data }) => {
        listener(data);
      });
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    // Messages of a port are handed over at once, but the process that takes them must run before this one is gone.
    close: () => new Promise((resolve) => setTimeout(resolve, 100)),
  };
}
