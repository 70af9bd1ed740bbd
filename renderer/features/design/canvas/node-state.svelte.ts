import type { Advice } from '../../../../core/model/index.ts';
import type { NodeFacts } from './facts.ts';

const none: readonly Advice[] = [];

/** What is drawn of a node besides the node itself. Each is told by itself, so that an edit touches only what it changes. */
export class NodeState {
  facts = $state.raw<NodeFacts | undefined>();
  selected = $state(false);
  /** Whether the Tab key leads to it. */
  current = $state(false);
  /** What an expert would point out. */
  advice = $state.raw(none);
}
