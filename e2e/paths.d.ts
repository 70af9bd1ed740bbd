/** scripts/setup/paths.mjs, as far as the end-to-end tests use it. */
declare module '*/setup/paths.mjs' {
  /** The checkout's root folder. */
  export const projectRoot: string;
  /** Electron for this checkout; undefined before set-up has provided one. */
  export function electron(): { executable: string; version: string; developmentOnly: boolean } | undefined;
}
