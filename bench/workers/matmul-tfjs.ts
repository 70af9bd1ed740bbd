import { loadTensorFlow } from '../../core/engine/tensorflow.ts';
import { serve } from './serve.ts';

/** Square matrices, as in bench/python/matmul_worker.py. */
const sizes = [1024, 2048, 3072];

/** The largest float32 matrix-multiply rate of tfjs-node's TensorFlow: the peak of a machine without Python's libraries. */
async function main(): Promise<void> {
  const tf = await loadTensorFlow();
  await tf.setBackend('tensorflow');
  const pairs = sizes.map((n) => ({ n, a: tf.randomUniform([n, n]), b: tf.randomUniform([n, n]) }));
  const work = (steps: number): { kind: 'peak'; gflops: number } => {
    let gflops = 0;
    for (const { n, a, b } of pairs) {
      for (let i = 0; i < steps; i += 1) {
        const started = performance.now();
        tf.matMul(a, b).dispose();
        gflops = Math.max(gflops, (2 * n ** 3) / (performance.now() - started) / 1e6);
      }
    }
    return { kind: 'peak', gflops };
  };
  work(1);
  await serve(`tfjs ${tf.version_core}`, work);
}

void main();
