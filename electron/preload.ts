import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Reply, Transport } from '../core/protocol/channels.ts';
import { droppedChannel, isNoticeName, isRequestName, noticeChannel, requestChannel } from './bridge-names.ts';

type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on(noticeChannel, (_event, name: unknown, payload: unknown) => {
  if (!isNoticeName(name)) return;
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

/**
 * Tells the program too: it reads only what a person gave it. The page may call this with anything, so nothing counts that it says of an object; only of
 * files that the system handed over is it known where they lie.
 */
function pathOf(file: File): string {
  const path = file instanceof File ? pathOnDisk(file) : '';
  if (path !== '') ipcRenderer.send(droppedChannel, path);
  return path;
}

/** Electron 22, for development, has no `webUtils`; there a file says itself where it lies. The page's own properties of it do not reach this side. */
function pathOnDisk(file: File & { readonly path?: string }): string {
  const utilities = webUtils as typeof webUtils | undefined;
  return utilities === undefined ? (file.path ?? '') : utilities.getPathForFile(file);
}

/** All that the page can reach. Electron's own objects stay on this side. */
const transport: Transport<File> = {
  pathOf,
  async request(name, input) {
    if (!isRequestName(name)) throw new Error('There is no such request.');
    return (await ipcRenderer.invoke(requestChannel, name, input)) as Reply;
  },
  subscribe(name, listener) {
    if (!isNoticeName(name)) throw new Error('There is no such notice.');
    const ofName = listeners.get(name) ?? new Set<Listener>();
    listeners.set(name, ofName);
    // A function of its own per subscription, so that one listener subscribed twice is heard twice and ended once.
    const own: Listener = (payload) => listener(payload);
    ofName.add(own);
    return () => {
      ofName.delete(own);
    };
  },
};

contextBridge.exposeInMainWorld('blockyard', transport);
