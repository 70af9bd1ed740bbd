import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** Told apart in the report. `peak` multiplies matrices and trains nothing. */
export type Library = 'blockyard' | 'stock' | 'keras' | 'torch' | 'peak';

export interface ContenderSpec {
  readonly library: Library;
  readonly variant: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** What a contender says, one JSON line each; bench/python/worker.py and bench/workers/serve.ts are the other side. */
export const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), version: z.string() }),
  z.object({ kind: z.literal('round'), seconds: z.number().positive(), images: z.number().positive() }),
  z.object({ kind: z.literal('peak'), seconds: z.number().positive(), gflops: z.number().positive() }),
]);
export type Message = z.infer<typeof messageSchema>;

/** Building and warming up; `torch.compile` and XLA compile C++ meanwhile. */
const startMs = 420_000;
const roundMs = 300_000;

/**
 * A process that trains one network in one way, when it is told to, so that several take turns on the same minutes of the same machine.
 * While it waits for its turn it computes nothing.
 */
export class Contender {
  readonly spec: ContenderSpec;
  version = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private said = '';

  private constructor(spec: ContenderSpec) {
    this.spec = spec;
    this.child = spawn(spec.command, [...spec.args], { env: { ...process.env, ...spec.env } });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-4000);
    });
    // A process that died mid-round is reported by the end of its lines.
    this.child.stdin.on('error', () => undefined);
    this.child.on('error', (error) => {
      this.said += error.message;
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error, with the end of what the process wrote, when it does not get ready. */
  static async start(spec: ContenderSpec): Promise<Contender> {
    const contender = new Contender(spec);
    try {
      const message = await contender.next(startMs);
      if (message.kind !== 'ready') throw new Error(`It said "${message.kind}" before it was ready.`);
      contender.version = message.version;
      return contender;
    } catch (error) {
      contender.stop();
      throw error;
    }
  }

  /** Trains `steps` steps. */
  async round(steps: number): Promise<Exclude<Message, { kind: 'ready' }>> {
    this.child.stdin.write(`${JSON.stringify({ steps })}\n`);
    const message = await this.next(roundMs);
    if (message.kind === 'ready') throw new Error('It got ready twice.');
    return message;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private async next(limitMs: number): Promise<Message> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${limitMs / 1000} s`));
      }, limitMs);
    });
    try {
      const line = await Promise.race([this.lines.next(), late]);
      if (line.done === true) throw new Error(`it ended: ${this.said.trim().split('\n').slice(-3).join(' | ')}`);
      return messageSchema.parse(JSON.parse(line.value));
    } finally {
      clearTimeout(timer);
    }
  }
}
