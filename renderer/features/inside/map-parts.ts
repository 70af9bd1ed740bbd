import type { ModelLayer } from '../../../core/protocol/trained-model.ts';

/** A layer whose output is shown, and what it is to the layer that was chosen. */
export interface MapPart {
  readonly index: number;
  readonly name: string;
  readonly role: 'whole' | 'branch' | 'body' | 'shortcut' | 'sum' | 'joined';
  /** Of branches, from 1. */
  readonly number: number;
}

/** What to show of a layer: itself; where branches meet, each of them and what they make together; of a residual block, body, shortcut and sum. */
export function mapParts(layer: ModelLayer, layers: readonly ModelLayer[]): readonly MapPart[] {
  const { kind, inputs, name, index } = layer;
  if (inputs.length < 2) return [{ index, name, role: 'whole', number: 1 }];
  // The sum of a residual block is called so; branches that are added are not.
  const isResidual = kind === 'add' && inputs.length === 2 && name.endsWith('/add');
  const parts = inputs.map((input, at): MapPart => ({
    index: input,
    name: layers[input]?.name ?? '',
    role: isResidual ? (at === 0 ? 'body' : 'shortcut') : 'branch',
    number: at + 1,
  }));
  return [...parts, { index, name, role: kind === 'add' ? 'sum' : 'joined', number: 1 }];
}

/** The block that the layer at this place of the list is of, if any; a layer with an activation of its own is of the block of the two. */
export function blockAt(layers: readonly ModelLayer[], at: number): string {
  const { name } = layers[at] ?? { name: '' };
  const { block } = splitName(name);
  return block === '' && splitName(layers[at + 1]?.name ?? '').block === name ? name : block;
}

/** The block that a layer is of, if any, and what it is called there. */
export function splitName(name: string): { readonly block: string; readonly part: string } {
  const at = name.indexOf('/');
  return at < 0 ? { block: '', part: name } : { block: name.slice(0, at), part: name.slice(at + 1) };
}
