import protobuf from 'protobufjs/light.js';
import { describe, expect, it } from 'vitest';
import { findPreset, inferArchitecture, presets } from '../model/index.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import { compileStep, type CompiledStep } from './compile.ts';
import { tensorName } from './graph.ts';
import { savedModelSchema } from './saved-model-schema.ts';

interface TensorInfo {
  readonly name: string;
  readonly tensorShape: { readonly dim: readonly unknown[] } | null;
}
interface SavedModel {
  readonly metaGraphs: readonly {
    readonly graphDef: {
      readonly node: readonly { readonly name: string; readonly op: string; readonly input: readonly string[] }[];
      readonly versions: { readonly producer: number };
    };
    readonly signatureDef: Readonly<
      Record<string, { readonly inputs: Record<string, TensorInfo>; readonly outputs: Record<string, TensorInfo> }>
    >;
  }[];
}

function compilePreset(name: string, recipe: unknown = {}): CompiledStep {
  const preset = findPreset(name);
  const network = preset && inferArchitecture(preset.architecture, { input: [32, 32, 3], classes: 10 }).network;
  if (!network) throw new Error(`The preset ${name} has no network.`);
  return compileStep(network, recipeSchema.parse(recipe));
}

function decode({ savedModel }: CompiledStep): SavedModel['metaGraphs'][number] {
  const type = protobuf.Root.fromJSON(savedModelSchema).lookupType('SavedModel');
  const model = type.toObject(type.decode(savedModel), { arrays: true, objects: true }) as SavedModel;
  const [graph] = model.metaGraphs;
  if (!graph) throw new Error('There is no graph in the file.');
  return graph;
}

describe('the SavedModel', () => {
  it('has the augmentation in the training alone, and no trace of it where nothing is on', () => {
    const added = (augmentation: unknown): { readonly name: string; readonly op: string }[] =>
      decode(compilePreset('inception10', { augmentation })).graphDef.node.filter(
        ({ name, op }) => name.includes('augment') || op.startsWith('Stateless'),
      );
    expect(added({ fill: 'edge' })).toEqual([]);
    const nodes = added({ rotation: 10, mixup: 1 });
    expect(nodes.map(({ op }) => op)).toEqual(
      expect.arrayContaining(['StatelessRandomUniform', 'ImageProjectiveTransformV3']),
    );
    expect(nodes.every(({ name }) => name.startsWith('train/'))).toBe(true);
  });

  const compiled = compilePreset('resnet18', { optimizer: { kind: 'adamw' }, labelSmoothing: 0.1 });
  const graph = decode(compiled);

  it('has signatures whose tensors exist and carry a shape', () => {
    const names = new Set(graph.graphDef.node.map(({ name }) => name));
    expect(Object.keys(graph.signatureDef).sort()).toEqual(Object.keys(compiled.signatures).sort());
    for (const { inputs, outputs } of Object.values(graph.signatureDef)) {
      for (const info of [...Object.values(inputs), ...Object.values(outputs)]) {
        expect(names).toContain(info.name.split(':')[0]);
        expect(info.tensorShape).toBeTruthy();
      }
    }
    expect(graph.signatureDef['train']?.outputs['figures']?.name).toBe(
      tensorName(compiled.signatures.train.outputs['figures'] ?? expect.fail()),
    );
  });

  it('is for current semantics and holds neither pictures nor weights', () => {
    expect(graph.graphDef.versions.producer).toBeGreaterThan(1000);
    expect(compiled.savedModel.length).toBeLessThan(2 ** 20);
  });

  it('names nodes uniquely and only after their inputs', () => {
    const seen = new Set<string>();
    for (const { name, input } of graph.graphDef.node) {
      for (const each of input)
        expect(seen, `${name} <- ${each}`).toContain(each.replace(/^\^/, '').replace(/:\d+$/, ''));
      expect(seen).not.toContain(name);
      seen.add(name);
    }
  });

  it('is the same, byte for byte, for the same network and recipe', () => {
    expect(compilePreset('lenet5').savedModel).toEqual(compilePreset('lenet5').savedModel);
  });

  it.each(presets.map(({ name }) => name))('can be made of %s, for arithmetic in float32 and in bfloat16', (name) => {
    for (const mixedPrecision of [false, true]) {
      const step = compilePreset(name, { mixedPrecision });
      const updates = decode(step).graphDef.node.filter(({ op }) => op === 'ResourceApplyAdam').length;
      expect(updates).toBe(step.state.filter(({ key }) => key.startsWith('optimizer/m/')).length);
    }
  });
});
