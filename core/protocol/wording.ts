/** What a wording is filled with: names, paths, numbers. */
export type Facts = Readonly<Record<string, string | number>>;

/** Fills a wording's places with facts; an unknown place becomes a question mark. */
export function fillWording(wording: string, facts: Facts): string {
  return wording
    .replace(/\[(\w+)\?([^|\]]*)\|([^\]]*)\]/g, (_, name: string, words: string, otherwise: string) =>
      facts[name] ? words : otherwise,
    )
    .replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '?'));
}
