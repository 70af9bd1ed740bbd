import { BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { notices, type NoticeName, type NoticePayload } from '../core/protocol/channels.ts';
import { answer, type Handlers } from './answer.ts';
import { droppedChannel, noticeChannel, requestChannel } from './bridge-names.ts';
import type { GrantedPaths } from './granted-paths.ts';
import { log } from './log.ts';
import { isTrustedSender } from './security/sender.ts';

/**
 * Opens the one way from the page to the program. `handlers` may still be on their way: requests wait for them.
 *
 * @throws nothing; a message from a frame that is not the page's own gets a rejected promise and a line in the log
 */
export function openRequests(handlers: Promise<Handlers>): void {
  ipcMain.handle(requestChannel, async (event, name: unknown, input: unknown) => {
    if (!isHeard(event)) throw new Error('This frame may not ask.');
    return answer(handlers, name, input, (error) => log('error', describe(error)));
  });
}

/** Notes where files lie that were dropped on the window, as the preload script tells. */
export function openDrops(granted: GrantedPaths): void {
  ipcMain.on(droppedChannel, (event, path: unknown) => {
    if (isHeard(event) && typeof path === 'string') granted.grant([path]);
  });
}

function isHeard({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  if (isTrustedSender(senderFrame) && BrowserWindow.fromWebContents(sender) !== null) return true;
  log('warning', `refused a message from ${senderFrame?.url ?? 'a frame that is gone'}`);
  return false;
}

/** Tells every window. A payload that breaks the contract is a defect: it is logged and not sent. */
export function tellWindows<Name extends NoticeName>(name: Name, payload: NoticePayload<Name>): void {
  const parsed = notices[name].safeParse(payload);
  if (!parsed.success) {
    log('error', `${name} breaks the contract: ${parsed.error.message}`);
    return;
  }
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed() && !window.webContents.isCrashed())
      window.webContents.send(noticeChannel, name, parsed.data);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
