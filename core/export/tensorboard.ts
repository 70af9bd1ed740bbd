import protobuf from 'protobufjs/light.js';
import type { EngineEvent } from '../protocol/engine.ts';
import { layerFigureNames, type LayerFigureName } from '../protocol/layer-figures.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { crc32c } from './crc32c.ts';
import { eventSchema } from './event-schema.ts';
import { textBytes, type ExportFile } from './trained-network.ts';

/** What is written of a run: its events in their order, without those that were trained again. */
export interface RecordedRun {
  readonly spec: RunSpec;
  readonly createdAt: number;
  readonly events: readonly EngineEvent[];
}

const eventType = protobuf.Root.fromJSON(eventSchema).lookupType('Event');

/** Enum value of tensorflow/core/framework/types.proto. */
const stringType = 7;

type Scalars = readonly (readonly [tag: string, value: number])[];

/**
 * A run as TensorBoard's event files, in the two folders and under the tags that Keras' callback uses, so that runs of both lie side by side: `epoch_loss`
 * and `epoch_accuracy` by epoch in `train` and in `validation`, `batch_loss`, `batch_accuracy` and `batch_learning_rate` by step in `train`. There as well:
 * what was recorded of layers, as `<figure>/<layer>`, and of the machine, as `machine/<figure>`.
 */
export function tensorBoardFiles(run: RecordedRun): readonly ExportFile[] {
  const train: Uint8Array[] = [...firstRecords(run), textRecord(run)];
  const validation: Uint8Array[] = [...firstRecords(run)];
  let layers: readonly string[] = [];
  let lastStep = 0;
  const add = (to: Uint8Array[], time: number, step: number, scalars: Scalars): void => {
    // JSON has no number for what is not there, and a chart no place.
    const value = scalars
      .filter(([, simpleValue]) => Number.isFinite(simpleValue))
      .map(([tag, simpleValue]) => ({ tag, simpleValue }));
    if (value.length > 0) to.push(record({ wallTime: time / 1000, step, summary: { value } }));
  };
  for (const { time, body } of run.events)
    switch (body.kind) {
      case 'metrics':
        body.step.forEach((step, at) => {
          lastStep = step;
          add(train, time, step, [
            ['batch_loss', body.loss[at] ?? NaN],
            ['batch_accuracy', body.accuracy[at] ?? NaN],
            ['batch_learning_rate', body.learningRate[at] ?? NaN],
          ]);
        });
        break;
      case 'epoch':
        add(train, time, body.epoch, [
          ['epoch_loss', body.loss],
          ['epoch_accuracy', body.accuracy],
          ['images_per_second', body.imagesPerSecond],
        ]);
        add(validation, time, body.epoch, [
          ['epoch_loss', body.valLoss],
          ['epoch_accuracy', body.valAccuracy],
        ]);
        break;
      case 'layers':
        layers = body.layers.map(({ name }) => name);
        break;
      case 'layerFigures':
        add(
          train,
          time,
          body.step,
          layerFigureNames.flatMap((figure) =>
            layers.map((layer, at) => [`${snake(figure)}/${layer}`, body.figures[figure][at] ?? NaN] as const),
          ),
        );
        break;
      case 'system':
        add(train, time, lastStep, [
          ['machine/cpu', body.cpu],
          ['machine/training_cpu', body.processCpu],
          ['machine/memory_bytes', body.machineMemory],
          ['machine/training_memory_bytes', body.processMemory],
          ...body.gpus.flatMap(({ use, memory }, at) => [
            [`machine/gpu${String(at)}`, use] as const,
            [`machine/gpu${String(at)}_memory_bytes`, memory] as const,
          ]),
        ]);
        break;
      case 'ready':
      case 'checkpoint':
      case 'state':
      case 'log':
      case 'done':
      case 'failed':
        break;
    }
  // TensorBoard takes a file for one of events by this part of its name.
  const name = `events.out.tfevents.${String(Math.floor(run.createdAt / 1000))}.blockyard`;
  return [
    { path: `train/${name}`, pieces: train },
    { path: `validation/${name}`, pieces: validation },
  ];
}

const snake = (figure: LayerFigureName): string => figure.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

function firstRecords({ createdAt }: RecordedRun): Uint8Array[] {
  return [record({ wallTime: createdAt / 1000, fileVersion: 'brain.Event:2' })];
}

/** What was trained, as a text that TensorBoard shows as Markdown. */
function textRecord({ spec, createdAt }: RecordedRun): Uint8Array {
  const text = `\`\`\`json\n${JSON.stringify(spec, undefined, 2)}\n\`\`\``;
  const value = {
    tag: 'spec',
    metadata: { pluginData: { pluginName: 'text' } },
    tensor: { dtype: stringType, stringVal: [textBytes(text)] },
  };
  return record({ wallTime: createdAt / 1000, step: 0, summary: { value: [value] } });
}

/** A TFRecord (tensorflow/core/lib/io/record_writer.h): length, its checksum, an event, its checksum. */
function record(event: Readonly<Record<string, unknown>>): Uint8Array {
  const data = eventType.encode(eventType.create(event)).finish();
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return bytes;
}

/** So that a checksum of data which holds checksums stays a good one. */
function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
