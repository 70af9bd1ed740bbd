import type { INamespace } from 'protobufjs/light.js';

/**
 * The part of TensorFlow's protocol buffers that an event file of ours uses, with the field numbers of tensorflow/core/util/event.proto and
 * tensorflow/core/framework/{summary,tensor}.proto. Enumerations travel as int32.
 */
export const eventSchema: INamespace = {
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        tensor: { type: 'TensorProto', id: 8 },
        metadata: { type: 'SummaryMetadata', id: 9 },
      },
    },
    SummaryMetadata: { fields: { pluginData: { type: 'PluginData', id: 1 } } },
    PluginData: { fields: { pluginName: { type: 'string', id: 1 } } },
    TensorProto: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
      },
    },
  },
};
