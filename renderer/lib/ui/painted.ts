/** Resolves when what has changed so far is on the screen: for what may follow a frame later. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
