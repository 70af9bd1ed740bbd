import { isPageUrl } from './policy.ts';

/** What of Electron's WebFrameMain the check looks at. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: object | null;
}

/**
 * Whether a message may be heard: it comes from the page's own document, in the top frame of a window. A frame that was removed or navigated
 * meanwhile is `null` or `undefined` and is not heard.
 */
export function isTrustedSender(frame: SenderFrame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isPageUrl(frame.url);
}
