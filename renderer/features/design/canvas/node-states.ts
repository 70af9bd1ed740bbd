import { childLists, type Advice, type Node } from '../../../../core/model/index.ts';
import { type FactsById, groupByNode, noFacts } from './facts.ts';
import { NodeState } from './node-state.svelte.ts';

/** A gap by what is around it: in front of a node, or at the end of a list of a container. */
export type GapMark = { readonly before: string } | { readonly owner: string; readonly list: number };

/** The states of all nodes by id. An id keeps its state, also when an edit that took it away is undone. */
export class NodeStates {
  readonly #states = new Map<string, NodeState>();
  #facts = noFacts;
  #selected: ReadonlySet<string> = new Set();
  #current: string | undefined;
  #marked: GapMark | undefined;
  #advised: ReadonlySet<string> = new Set();

  of(id: string): NodeState {
    const known = this.#states.get(id);
    if (known !== undefined) return known;
    const made = new NodeState();
    this.#states.set(id, made);
    return made;
  }

  /** The facts of before stay where they are the same objects. */
  setFacts(facts: FactsById): void {
    for (const [id, known] of facts) if (this.#facts.get(id) !== known) this.of(id).facts = known;
    for (const id of this.#facts.keys()) if (!facts.has(id)) this.of(id).facts = undefined;
    this.#facts = facts;
  }

  /** Tells every node in a tree what is in front of it. */
  setNeighbours(owner: Node): void {
    for (const list of childLists(owner))
      for (const [index, node] of list.entries()) {
        this.of(node.id).before = list[index - 1];
        this.setNeighbours(node);
      }
  }

  /** The one gap where something is put when no other is chosen. */
  setInsertion(mark: GapMark): void {
    if (this.#marked !== undefined) this.#showInsertion(this.#marked, false);
    this.#showInsertion(mark, true);
    this.#marked = mark;
  }

  #showInsertion(mark: GapMark, shown: boolean): void {
    if ('before' in mark) this.of(mark.before).insertsBefore = shown;
    else this.of(mark.owner).insertsAtEndOf = shown ? mark.list : undefined;
  }

  setSelected(ids: readonly string[]): void {
    const selected = new Set(ids);
    for (const id of selected) if (!this.#selected.has(id)) this.of(id).selected = true;
    for (const id of this.#selected) if (!selected.has(id)) this.of(id).selected = false;
    this.#selected = selected;
  }

  setCurrent(id: string | undefined): void {
    if (id === this.#current) return;
    if (this.#current !== undefined) this.of(this.#current).current = false;
    if (id !== undefined) this.of(id).current = true;
    this.#current = id;
  }

  setAdvice(advice: readonly Advice[]): void {
    const groups = groupByNode(advice);
    for (const [id, group] of groups) this.of(id).advice = group;
    for (const id of this.#advised) if (!groups.has(id)) this.of(id).advice = [];
    this.#advised = new Set(groups.keys());
  }
}
