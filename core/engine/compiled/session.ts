import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataTypeNumbers, type Signature } from '../../compiler/saved-model.ts';
import { tensorName } from '../../compiler/graph.ts';
import type { Binding } from '../tensorflow.ts';

export interface Feed {
  readonly shape: number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A signature with its names joined once, since every call passes them. */
export interface Call {
  readonly inputNames: string;
  readonly outputNames: string;
}

export function prepareCall(signature: Signature): Call {
  return {
    inputNames: Object.values(signature.inputs).map(tensorName).join(','),
    outputNames: Object.values(signature.outputs).map(tensorName).join(','),
  };
}

/**
 * A TensorFlow session on a SavedModel. It calls tfjs-node's addon itself: `TFSavedModel.predict` would make tfjs tensors of every feed and fetch,
 * look names up and know no uint8, at each step.
 */
export class Session {
  private open = true;
  private readonly binding: Binding;
  private readonly id: number;

  private constructor(binding: Binding, id: number) {
    this.binding = binding;
    this.id = id;
  }

  /** @param folder of a SavedModel. */
  static open(binding: Binding, folder: string): Session {
    return new Session(binding, binding.loadSavedModel(folder, 'serve'));
  }

  static async load(binding: Binding, savedModel: Uint8Array): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'blockyard-graph-'));
    try {
      await writeFile(join(folder, 'saved_model.pb'), savedModel);
      return Session.open(binding, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /**
   * One run of the graph, synchronous.
   * @param feeds in the order of the signature's inputs. TensorFlow may read the arrays in place, until this returns.
   * @returns copies of the fetched values, in the order of its outputs.
   */
  run(call: Call, feeds: readonly Feed[]): (Float32Array | Int32Array | Uint8Array)[] {
    if (!this.open) throw new Error('The session is closed.');
    const { binding } = this;
    const inputs: number[] = [];
    let outputs: { id: number }[] = [];
    try {
      for (const { shape, values } of feeds) inputs.push(binding.createTensor(shape, dataTypeOf(values), values));
      outputs = binding.runSavedModel(this.id, inputs, call.inputNames, call.outputNames);
      return outputs.map(({ id }) => binding.tensorDataSync(id));
    } finally {
      for (const id of inputs) binding.deleteTensor(id);
      for (const { id } of outputs) binding.deleteTensor(id);
    }
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.binding.deleteSavedModel(this.id);
  }
}

function dataTypeOf(values: Feed['values']): number {
  if (values instanceof Float32Array) return dataTypeNumbers.float32;
  return values instanceof Int32Array ? dataTypeNumbers.int32 : dataTypeNumbers.uint8;
}
