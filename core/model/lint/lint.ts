import type { Architecture } from '../architecture.ts';
import type { Target } from '../inference.ts';
import { type ModelFacts, type ModelFix, fillFacts } from '../problem.ts';
import { type AdviceCode, rules } from './registry.ts';
import { LintView } from './view.ts';

/** What an expert would point out about a node that is not wrong. */
export interface Advice {
  readonly code: AdviceCode;
  readonly nodeId: string;
  /** Where: `root/children/3/useBias`. */
  readonly path: string;
  /** What was seen, an English sentence. */
  readonly what: string;
  /** Why it matters: one or two English sentences, with the paper where there is one. */
  readonly why: string;
  /** What would help, an English sentence. */
  readonly mend: string;
  readonly facts: ModelFacts;
  /** Edits that follow the advice, made one after the other by `applyFixes`; empty where only the person can tell how. */
  readonly fixes: readonly ModelFix[];
}

/**
 * Advice on an architecture for given data, nodes in the order of the document. It looks at the layers that the blocks stand for, each
 * repetition with its own sizes, and speaks of the document's node. Where parts have errors it tells what can be told. Never throws.
 */
export function lintArchitecture(architecture: Architecture, target: Target): readonly Advice[] {
  const view = new LintView(architecture, target);
  const order = new Map(view.inference.nodes.map(({ id }, index) => [id, index]));
  return Object.entries(rules)
    .flatMap(([code, rule]) => rule.find(view).map((finding) => ({ code: code as AdviceCode, rule, finding })))
    .map(({ code, rule: { wording }, finding: { nodeId, field, facts, fixes } }) => ({
      code,
      nodeId,
      path: [view.report(nodeId)?.path ?? 'root', ...(field === undefined ? [] : [field])].join('/'),
      what: fillFacts(wording.what, facts),
      why: fillFacts(wording.why, facts),
      mend: fillFacts(wording.mend, facts),
      facts,
      fixes,
    }))
    .sort((a, b) => (order.get(a.nodeId) ?? 0) - (order.get(b.nodeId) ?? 0));
}
