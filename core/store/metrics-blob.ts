import type { EngineEventBody } from '../protocol/engine.ts';
import type { StepMetrics } from '../protocol/runs.ts';

type MetricsBody = Extract<EngineEventBody, { kind: 'metrics' }>;

/** Columns of one chunk: steps as uint32, then loss, accuracy and learning rate as float32, all little-endian. 16 bytes a step. */
export function packMetrics(body: MetricsBody): Uint8Array {
  const count = Math.min(body.step.length, body.loss.length, body.accuracy.length, body.learningRate.length);
  const view = new DataView(new ArrayBuffer(16 * count));
  for (let i = 0; i < count; i += 1) {
    view.setUint32(4 * i, body.step[i] ?? 0, true);
    view.setFloat32(4 * (count + i), body.loss[i] ?? 0, true);
    view.setFloat32(4 * (2 * count + i), body.accuracy[i] ?? 0, true);
    view.setFloat32(4 * (3 * count + i), body.learningRate[i] ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}

/** The figures of one chunk, in which no step comes twice. */
export function unpackMetrics(chunk: ArrayBuffer): Omit<MetricsBody, 'kind' | 'imagesPerSecond'> {
  const { step, loss, accuracy, learningRate } = joinMetrics([chunk]);
  return { step: [...step], loss: [...loss], accuracy: [...accuracy], learningRate: [...learningRate] };
}

/**
 * Joins chunks, in the order of their sequence numbers. Where training went back to a checkpoint and did steps again, the later figures stand.
 */
export function joinMetrics(chunks: readonly (ArrayBuffer | Uint8Array)[]): StepMetrics {
  const total = chunks.reduce((sum, chunk) => sum + Math.floor(chunk.byteLength / 16), 0);
  const step = new Uint32Array(total);
  const loss = new Float32Array(total);
  const accuracy = new Float32Array(total);
  const learningRate = new Float32Array(total);
  let length = 0;
  for (const chunk of chunks) {
    const view =
      chunk instanceof ArrayBuffer
        ? new DataView(chunk)
        : new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const count = Math.floor(chunk.byteLength / 16);
    for (let i = 0; i < count; i += 1) {
      const at = view.getUint32(4 * i, true);
      while (length > 0 && (step[length - 1] ?? 0) >= at) length -= 1;
      step[length] = at;
      loss[length] = view.getFloat32(4 * (count + i), true);
      accuracy[length] = view.getFloat32(4 * (2 * count + i), true);
      learningRate[length] = view.getFloat32(4 * (3 * count + i), true);
      length += 1;
    }
  }
  return {
    step: step.slice(0, length),
    loss: loss.slice(0, length),
    accuracy: accuracy.slice(0, length),
    learningRate: learningRate.slice(0, length),
  };
}
