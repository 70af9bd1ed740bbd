import type { ModelFacts, ModelFix } from '../problem.ts';
import type { LintView } from './view.ts';

/** Advice on one node, told apart from its wording. */
export interface Finding {
  readonly nodeId: string;
  /** The field of the node that it is about, where there is one. */
  readonly field?: string;
  readonly facts: ModelFacts;
  /** Edits that follow it, to be made one after the other; empty where only the person can tell how. */
  readonly fixes: readonly ModelFix[];
}

/** English sentences; `{name}` stands for a fact. */
export interface AdviceWording {
  /** What was seen. */
  readonly what: string;
  /** Why it matters, and the paper where there is one. */
  readonly why: string;
  /** What would help. */
  readonly mend: string;
}

/** One thing that an expert would point out in a network that is not wrong. */
export interface Rule {
  readonly wording: AdviceWording;
  find(view: LintView): readonly Finding[];
}
