import type { IField, INamespace } from 'protobufjs/light.js';

/**
 * The part of TensorFlow's protocol buffers that a SavedModel of ours uses, with the field numbers of tensorflow/core/protobuf/saved_model.proto,
 * meta_graph.proto and tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,versions}.proto. Enumerations travel as int32.
 */
export const savedModelSchema: INamespace = {
  nested: {
    SavedModel: {
      fields: {
        savedModelSchemaVersion: { type: 'int64', id: 1 },
        metaGraphs: { rule: 'repeated', type: 'MetaGraphDef', id: 2 },
      },
    },
    MetaGraphDef: {
      fields: {
        metaInfoDef: { type: 'MetaInfoDef', id: 1 },
        graphDef: { type: 'GraphDef', id: 2 },
        signatureDef: mapOf('SignatureDef', 5),
      },
    },
    MetaInfoDef: {
      fields: {
        tags: { rule: 'repeated', type: 'string', id: 4 },
        tensorflowVersion: { type: 'string', id: 5 },
      },
    },
    GraphDef: {
      fields: {
        node: { rule: 'repeated', type: 'NodeDef', id: 1 },
        versions: { type: 'VersionDef', id: 4 },
      },
    },
    VersionDef: { fields: { producer: { type: 'int32', id: 1 } } },
    NodeDef: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'string', id: 3 },
        attr: mapOf('AttrValue', 5),
      },
    },
    AttrValue: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { type: 'ListValue', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'TensorShapeProto', id: 7 },
        tensor: { type: 'TensorProto', id: 8 },
      },
    },
    ListValue: { fields: { i: { rule: 'repeated', type: 'int64', id: 3, options: { packed: true } } } },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } } },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
    TensorProto: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'TensorShapeProto', id: 2 },
        tensorContent: { type: 'bytes', id: 4 },
      },
    },
    SignatureDef: {
      fields: {
        inputs: mapOf('TensorInfo', 1),
        outputs: mapOf('TensorInfo', 2),
        methodName: { type: 'string', id: 3 },
      },
    },
    TensorInfo: {
      fields: {
        name: { type: 'string', id: 1 },
        dtype: { type: 'int32', id: 2 },
        tensorShape: { type: 'TensorShapeProto', id: 3 },
      },
    },
  },
};

/** A map from strings. */
function mapOf(type: string, id: number): IField {
  const field = { keyType: 'string', type, id };
  return field;
}
