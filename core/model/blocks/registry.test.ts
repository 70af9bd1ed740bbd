import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '../architecture.ts';
import { Definitions } from '../definitions.ts';
import type { Shape } from '../shape.ts';
import { custom } from './custom.ts';
import { blocks, childLists, createNode, nodeKinds } from './registry.ts';
import type { Node } from '../node.ts';

/** What an own block needs in its document. */
const definitions = [{ id: 'mine', name: 'Mine', description: '', knobs: [], body: [createNode('batchNorm', 'b')] }];

const shapes: readonly Shape[] = [[32, 32, 3], [1, 1, 1], [7, 5, 2], [16, 16, 64], [10], [1]];

function read(node: object): ReturnType<typeof parseArchitecture> {
  return parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    definitions,
    root: { id: 'root', kind: 'sequence', children: [node] },
  });
}

function idsOf(node: Node): readonly string[] {
  return [node.id, ...childLists(node).flat().flatMap(idsOf)];
}

/** What every block promises, whatever it is. */
describe.each(nodeKinds)('%s', (kind) => {
  const block = blocks[kind];
  const node: Node = kind === 'custom' ? custom.create('x', { definition: 'mine' }) : createNode(kind, 'x');

  it('is registered under its kind, with a label and a one-line summary', () => {
    expect(block.kind).toBe(kind);
    expect(block.label).toMatch(/^[A-Z]/);
    expect(block.summary(node)).toMatch(/^.{0,60}$/);
    expect(block.summary(node)).not.toMatch(/undefined|NaN|object/);
  });

  it('has defaults that its own schema accepts, and reads back unchanged', () => {
    const parsed = read(node);
    expect(parsed.ok && parsed.value.root.children).toEqual([node]);
    const bare = read({ id: 'x', kind, ...(kind === 'custom' && { definition: 'mine' }) });
    expect(bare.ok && bare.value.root.children).toEqual([node]);
  });

  it('keeps the four names that every node has to itself', () => {
    for (const name of ['id', 'kind', 'label', '__proto__']) expect(Object.hasOwn(block.fields, name)).toBe(false);
  });

  for (const [name, field] of Object.entries(block.fields)) {
    it(`bounds ${name}`, () => {
      const refused: unknown[] = [NaN, Infinity, -1e9, 1e9, () => 3, Symbol('x'), [1, 2, 3, 4, 5], 'nonsense'];
      const { control } = field;
      // Any short text may be an id.
      if (control.type === 'definition') refused.pop();
      for (const value of refused) expect(field.schema.safeParse(value).success).toBe(false);
      if ('min' in control && control.type !== 'sides') {
        const wrap = (side: number): unknown => (control.type === 'pair' ? [side, side] : side);
        expect(field.schema.safeParse(wrap(control.min)).success).toBe(true);
        expect(field.schema.safeParse(wrap(control.max)).success).toBe(true);
        expect(field.schema.safeParse(wrap(control.max + 1)).success).toBe(false);
        expect(field.schema.safeParse(wrap(control.min - 1)).success).toBe(false);
      }
      if (control.type === 'choice')
        expect(control.options.every((option) => field.schema.safeParse(option).success)).toBe(true);
      expect(field.expected).toMatch(/\w/);
    });
  }

  switch (block.category) {
    case 'layer':
      it('lowers any input, or says what is wrong with it', () => {
        for (const shape of shapes) {
          const lowered = block.lower(node, shape, { classes: 10 });
          if (!lowered.ok) continue;
          for (const step of lowered.steps) {
            expect(step.output.every((side) => Number.isInteger(side) && side >= 1)).toBe(true);
            const roles = step.weights.map(({ role }) => role);
            expect(new Set(roles).size).toBe(roles.length);
          }
        }
      });
      break;
    case 'container':
      it('gives its children and takes others', () => {
        const child = createNode('flatten', 'y');
        const filled = block.withChildren(node, [[child]]);
        expect(block.children(filled)).toEqual([[child]]);
        expect(read(filled).ok).toBe(true);
      });
      break;
    case 'composite':
      it('expands to a tree of its own id, always the same, that reads back', () => {
        const context = new Definitions(definitions);
        const expanded = block.expand(node, context);
        expect(block.expand(node, context)).toEqual(expanded);
        const [id, ...inside] = idsOf(expanded);
        expect(id).toBe('x');
        expect(new Set(inside).size).toBe(inside.length);
        expect(inside.every((part) => part.startsWith('x.'))).toBe(true);
        const parsed = read(expanded);
        expect(parsed.ok && parsed.value.root.children).toEqual([expanded]);
      });
      break;
  }
});
