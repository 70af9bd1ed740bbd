import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import * as ops from './ops.ts';

describe('gradients', () => {
  it('sum what comes back along several paths', () => {
    const g = new Graph();
    const x = ops.placeholder(g, 'x', 'float32', [-1]);
    const y = ops.add(g, ops.multiply(g, x, ops.float(g, 3)), x);
    const seed = ops.placeholder(g, 'seed', 'float32', [-1]);
    const [gradient] = gradients(g, y, seed, [x]);
    expect(gradient?.node.op).toBe('AddV2');
    expect(gradient?.node.inputs.map(({ node }) => node.op).sort()).toEqual(['Mul', 'Placeholder']);
  });

  it('are not computed for what nobody asks for', () => {
    const g = new Graph();
    const images = ops.placeholder(g, 'images', 'float32', [-1, 8, 8, 3]);
    const kernel = ops.placeholder(g, 'kernel', 'float32', [3, 3, 3, 4]);
    const losses = ops.reduce(g, 'Mean', ops.conv2d(g, images, kernel, [1, 1], 'same'), [1, 2]);
    gradients(g, losses, losses, [kernel]);
    const added = g.nodes.map(({ op }) => op);
    expect(added).toContain('Conv2DBackpropFilter');
    expect(added).not.toContain('Conv2DBackpropInput');
  });

  it('are undefined where the loss does not depend on the target', () => {
    const g = new Graph();
    const [x, other] = [ops.placeholder(g, 'x', 'float32', [-1]), ops.placeholder(g, 'other', 'float32', [-1])];
    expect(gradients(g, ops.unary(g, 'Tanh', x), x, [other])).toEqual([undefined]);
  });

  it('say which rule is missing', () => {
    const g = new Graph();
    const x = ops.placeholder(g, 'x', 'float32', [-1]);
    expect(() => gradients(g, ops.unary(g, 'Ceil', x), x, [x])).toThrow('no gradient rule for Ceil');
  });
});
