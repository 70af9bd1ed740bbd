import { planShortcut, type Node, type Shape } from '../../../../core/model/index.ts';

/** How a shortcut turned out. */
export interface Shortcut {
  readonly kind: 'auto' | 'identity' | 'projection' | 'pad';
  /** `s2 + BN`, empty where there is nothing to say. */
  readonly detail: string;
}

type ResidualNode = Extract<Node, { kind: 'residual' }>;

/** The shortcut past a body; as it is written where sizes are unknown or it cannot be. */
export function shortcutOf(node: ResidualNode, input: Shape | undefined, output: Shape | undefined): Shortcut {
  const planned = input === undefined || output === undefined ? undefined : planShortcut(node, input, output);
  if (planned?.ok !== true) return { kind: node.shortcut, detail: '' };
  const plan = planned.value;
  if (plan.kind === 'identity') return { kind: 'identity', detail: '' };
  const parts = [stride(plan.strides), plan.kind === 'projection' && node.shortcutBatchNorm ? 'BN' : ''];
  return { kind: plan.kind, detail: parts.filter((part) => part !== '').join(' + ') };
}

function stride([down, across]: readonly [number, number]): string {
  if (down === 1 && across === 1) return '';
  return down === across ? `s${String(down)}` : `s${String(down)}×${String(across)}`;
}
