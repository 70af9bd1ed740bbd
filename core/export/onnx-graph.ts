import protobuf from 'protobufjs/light.js';
import { onnxSchema } from './onnx-schema.ts';
import type { Kernel } from './kernels.ts';
import { bytesOf } from './trained-network.ts';

/** ONNX 1.12: what every runtime since 2022 reads. */
const opset = 17;
const irVersion = 8;

/** Enum values of TensorProto.DataType and AttributeProto.AttributeType. */
const dataTypes = { float32: 1, int64: 7 } as const;
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

const modelType = protobuf.Root.fromJSON(onnxSchema).lookupType('ModelProto');

/** A number is an integer; a float says so. */
type AttributeValue = number | readonly number[] | { readonly float: number };

/** A fed or fetched tensor: float32 [batch, ...shape]. */
interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The graph under construction. A tensor is known by its name. */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];
  readonly #names: Set<string>;

  /** @param reserved names of what is fed and fetched. */
  constructor(reserved: readonly string[]) {
    this.#names = new Set(reserved);
  }

  /** @returns the name of its output: the wanted one, with a number behind it where that is taken. */
  node(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    const output = this.#unique(name);
    this.#add(op, output, inputs, attributes);
    return output;
  }

  #add(
    op: string,
    output: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
  ): void {
    this.#nodes.push({
      opType: op,
      name: output,
      input: inputs,
      output: [output],
      attribute: Object.entries(attributes).map(([key, value]) => ({ name: key, ...attributeOf(value) })),
    });
  }

  floats(name: string, { shape, values }: Kernel): string {
    return this.#initializer(name, 'float32', shape, bytesOf(values));
  }

  float(name: string, value: number): string {
    return this.floats(name, { shape: [], values: Float32Array.of(value) });
  }

  ints(name: string, values: readonly number[]): string {
    const numbers = BigInt64Array.from(values, BigInt);
    return this.#initializer(name, 'int64', [values.length], new Uint8Array(numbers.buffer));
  }

  /** @param result the tensor that the model gives, under the name of `output`. */
  encode(input: Value, output: Value, result: string, facts: Readonly<Record<string, string>>): Uint8Array {
    this.#add('Identity', output.name, [result], {});
    const message = {
      irVersion,
      producerName: 'Blockyard',
      opsetImport: [{ domain: '', version: opset }],
      metadataProps: Object.entries(facts).map(([key, value]) => ({ key, value })),
      graph: {
        name: 'model',
        node: this.#nodes,
        initializer: this.#initializers,
        input: [valueInfo(input)],
        output: [valueInfo(output)],
      },
    };
    return modelType.encode(modelType.create(message)).finish();
  }

  #initializer(name: string, type: keyof typeof dataTypes, shape: readonly number[], rawData: Uint8Array): string {
    const unique = this.#unique(name);
    this.#initializers.push({ name: unique, dataType: dataTypes[type], dims: shape, rawData });
    return unique;
  }

  #unique(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#names.has(name); number += 1) name = `${wanted}_${String(number)}`;
    this.#names.add(name);
    return name;
  }
}

function attributeOf(value: AttributeValue): object {
  if (typeof value === 'number') return { i: value, type: attributeTypes.int };
  if ('float' in value) return { f: value.float, type: attributeTypes.float };
  return { ints: value, type: attributeTypes.ints };
}

function valueInfo({ name, shape }: Value): object {
  const dim = [{ dimParam: 'batch' }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: dataTypes.float32, shape: { dim } } } };
}
