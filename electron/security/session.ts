import type { Session } from 'electron';
import { mayLoad } from './policy.ts';

/** The window's session reaches nothing outside the app, grants no permission and downloads nothing. */
export function lockSession(session: Session, developerTools: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !mayLoad(details.url, developerTools) }));
  session.on('will-download', (event) => event.preventDefault());
}
