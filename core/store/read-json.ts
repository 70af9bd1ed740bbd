/** What a text of the library says; undefined where it is not even JSON any more. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
