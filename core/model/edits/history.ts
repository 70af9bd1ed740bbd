import type { Edit } from './tree.ts';

interface Steps {
  readonly edit: Edit;
  readonly next: Steps | undefined;
}

/** What a person did to an architecture, as far back as it goes. A value: recording and undoing give a new one. */
export interface EditHistory {
  readonly present: Edit;
  readonly past: Steps | undefined;
  readonly future: Steps | undefined;
  /** What the last edit was part of, and when it was made, milliseconds. */
  readonly series: { readonly name: string; readonly time: number } | undefined;
}

/** Edits of one series that follow each other within this time, milliseconds, are undone together. */
const pauseOfSeries = 1000;

export function startHistory(present: Edit): EditHistory {
  return { present, past: undefined, future: undefined, series: undefined };
}

/**
 * Adds an edit. Edits of the same series, such as every letter typed into one field, become one step.
 * @param time of any clock, milliseconds
 */
export function recordEdit(history: EditHistory, edit: Edit, time: number, series?: string): EditHistory {
  const { present, past, series: last } = history;
  const goesOn = series !== undefined && last?.name === series && time - last.time <= pauseOfSeries;
  return {
    present: edit,
    past: goesOn ? past : { edit: present, next: past },
    future: undefined,
    series: series === undefined ? undefined : { name: series, time },
  };
}

/** The history one step back; the same history where there is none. */
export function undoEdit(history: EditHistory): EditHistory {
  const { present, past, future } = history;
  if (past === undefined) return history;
  return { present: past.edit, past: past.next, future: { edit: present, next: future }, series: undefined };
}

export function redoEdit(history: EditHistory): EditHistory {
  const { present, past, future } = history;
  if (future === undefined) return history;
  return { present: future.edit, past: { edit: present, next: past }, future: future.next, series: undefined };
}
