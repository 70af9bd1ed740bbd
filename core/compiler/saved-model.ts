import protobuf from 'protobufjs/light.js';
import {
  tensorName,
  type Attribute,
  type ConstantValue,
  type DataType,
  type Graph,
  type GraphNode,
  type Tensor,
} from './graph.ts';
import { savedModelSchema } from './saved-model-schema.ts';

/** What a call of the session feeds and fetches, by names of our own choosing. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** Enum values of tensorflow/core/framework/types.proto. */
export const dataTypeNumbers = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const satisfies Record<DataType, number>;

/**
 * Version of GraphDef semantics (tensorflow/core/public/version.h) that the graph is written for, TensorFlow 2.17's. Without it TensorFlow assumes
 * version 0 and turns old behaviour on.
 */
const graphDefProducer = 1882;

const savedModelType = protobuf.Root.fromJSON(savedModelSchema).lookupType('SavedModel');

/** The bytes of `saved_model.pb`. It needs no variables folder: signatures of the graph itself assign its variables. */
export function encodeSavedModel(graph: Graph, signatures: Readonly<Record<string, Signature>>): Uint8Array {
  const message = {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.17.0' },
        graphDef: { node: graph.nodes.map(nodeMessage), versions: { producer: graphDefProducer } },
        signatureDef: mapValues(signatures, (signature) => ({
          inputs: mapValues(signature.inputs, tensorInfo),
          outputs: mapValues(signature.outputs, tensorInfo),
          methodName: 'tensorflow/serving/predict',
        })),
      },
    ],
  };
  return savedModelType.encode(savedModelType.create(message)).finish();
}

function nodeMessage(node: GraphNode): object {
  return {
    name: node.name,
    op: node.op,
    input: [
      ...node.inputs.map((input) => (input.index === 0 ? input.node.name : tensorName(input))),
      ...node.control.map((before) => `^${before.name}`),
    ],
    attr: mapValues(node.attributes, attributeMessage),
  };
}

function attributeMessage(attribute: Attribute): object {
  switch (attribute.kind) {
    case 'type':
      return { type: dataTypeNumbers[attribute.value] };
    case 'int':
      return { i: attribute.value };
    case 'ints':
      return { list: { i: attribute.value } };
    case 'float':
      return { f: attribute.value };
    case 'bool':
      return { b: attribute.value };
    case 'string':
      return { s: asciiBytes(attribute.value) };
    case 'shape':
      return { shape: shapeMessage(attribute.value) };
    case 'tensor':
      return {
        tensor: {
          dtype: dataTypeNumbers[attribute.value.dtype],
          tensorShape: shapeMessage(attribute.value.shape),
          tensorContent: constantBytes(attribute.value),
        },
      };
  }
}

/** TensorInfo always carries a shape: tfjs-node's reader of signatures fails without. */
function tensorInfo(tensor: Tensor): object {
  return { name: tensorName(tensor), dtype: dataTypeNumbers[tensor.dtype], tensorShape: shapeMessage(tensor.shape) };
}

function shapeMessage(shape: readonly number[]): object {
  return { dim: shape.map((size) => ({ size })) };
}

/** Little-endian, as TensorProto.tensor_content is, and as every machine is that TensorFlow runs on. */
function constantBytes({ dtype, values }: ConstantValue): Uint8Array {
  if (dtype === 'float32' && values instanceof Float32Array)
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytesPerValue = { float32: 4, int32: 4, int64: 8, bfloat16: 2, bool: 1 }[dtype];
  const bytes = new Uint8Array(values.length * bytesPerValue);
  const view = new DataView(bytes.buffer);
  Array.from(values).forEach((value, i) => {
    const offset = i * bytesPerValue;
    switch (dtype) {
      case 'float32':
        view.setFloat32(offset, value, true);
        break;
      case 'int32':
        view.setInt32(offset, value, true);
        break;
      case 'int64':
        view.setBigInt64(offset, BigInt(value), true);
        break;
      case 'bool':
        view.setUint8(offset, value);
        break;
      case 'bfloat16':
        view.setUint16(offset, toBfloat16(value), true);
        break;
    }
  });
  return bytes;
}

/** The upper half of the float32 pattern, rounded to nearest, ties to even. */
function toBfloat16(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
