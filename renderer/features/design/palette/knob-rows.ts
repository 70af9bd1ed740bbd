import {
  type BlockDefinition,
  type Definitions,
  findNode,
  type Knob,
  type KnobTarget,
  type Node,
} from '../../../../core/model/index.ts';

/** A number or choice of a block that is being made, which can become a knob. */
export interface KnobRow {
  readonly key: string;
  readonly name: string;
  readonly targets: readonly KnobTarget[];
  /** What it is now. */
  readonly value: unknown;
  readonly on: boolean;
}

/** Knobs that most blocks are given are chosen at first; those of a block that is made again are those that it has. */
const usual = /^(filters|strides|units)/;

export function rowsOf(
  suggested: readonly Knob[],
  root: Node,
  definitions: Definitions,
  again: BlockDefinition | undefined,
): readonly KnobRow[] {
  return suggested.map(({ name, targets }) => {
    const before = again?.knobs.find((knob) =>
      knob.targets.some((target) => targets.some((now) => isSame(now, target))),
    );
    const [first] = targets;
    const node = first === undefined ? undefined : findNode(root, first.node);
    return {
      key: name,
      name: before?.name ?? name,
      targets,
      value: first === undefined ? undefined : definitions.targetField(node, first.field)?.default,
      on: again === undefined ? usual.test(name) : before !== undefined,
    };
  });
}

export function validKnobName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]{0,39}$/.test(name);
}

/** Names that more than one of the chosen knobs has. */
export function takenKnobs(rows: readonly KnobRow[]): ReadonlySet<string> {
  const names = rows.filter(({ on }) => on).map(({ name }) => name);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

/** An instance that is laid open has its name in front of the ids of what is inside. */
function isSame(now: KnobTarget, before: KnobTarget): boolean {
  return now.field === before.field && (now.node === before.node || now.node.endsWith(`.${before.node}`));
}
