import type { Advice, Node } from '../../../../core/model/index.ts';
import type { NodeFacts } from './facts.ts';

const none: readonly Advice[] = [];

/** What is drawn of a node besides the node itself. Each is told by itself, so that an edit touches only what it changes. */
export class NodeState {
  facts = $state.raw<NodeFacts | undefined>();
  selected = $state(false);
  /** The node in front of it in its list. */
  before = $state.raw<Node | undefined>();
  /** Whether the gap in front of it is where something is put when no other place is chosen. */
  insertsBefore = $state(false);
  /** The list of it at whose end something is put then. */
  insertsAtEndOf = $state<number | undefined>();
  /** Whether the Tab key leads to it. */
  current = $state(false);
  /** What an expert would point out. */
  advice = $state.raw(none);
}
