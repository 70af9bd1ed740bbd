/** What the page of a run shows of it. */
export const runPages = ['training', 'evaluation', 'apply', 'inside'] as const;
export type RunPage = (typeof runPages)[number];
