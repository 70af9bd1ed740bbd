import { prepareTiny } from '../core/engine/prepare.test-support.ts';
import { parseArchitecture, parseArchitectureText, type Architecture } from '../core/model/architecture.ts';
import { gapBehind } from '../core/model/edits/arrange.ts';
import { pasteNodes } from '../core/model/edits/clipboard.ts';
import { refusedTexts } from '../core/model/hostile-texts.test-support.ts';
import { endless, refused } from '../core/model/hostile.test-support.ts';
import { inferArchitecture } from '../core/model/infer.ts';
import { kerasCode } from '../core/model/keras/keras-code.ts';
import { lintArchitecture } from '../core/model/lint/lint.ts';
import { median } from './statistics.ts';

export interface LanguageResult {
  readonly tasks: readonly LanguageTask[];
}

export interface LanguageTask {
  readonly what: string;
  /** Promised, milliseconds. */
  readonly limitMs: number;
  /** The document that took longest, in the median, where there are several. */
  readonly slowest: string;
  /** Of that one, round by round. */
  readonly ms: readonly number[];
}

interface Document {
  readonly name: string;
  readonly work: () => unknown;
}

const target = { input: [32, 32, 3], classes: 10 } as const;
const rounds = 9;

/** What the language of networks does while a person edits, and how soon it refuses documents that were made to hold it up. */
export async function measureLanguage(say: (line: string) => void): Promise<LanguageResult> {
  const tasks: LanguageTask[] = [];
  for (const { what, limitMs, documents } of allTasks()) {
    const measured: { name: string; ms: readonly number[] }[] = [];
    for (const { name, work } of documents) measured.push({ name, ms: await timed(work) });
    const slowest = measured.reduce((worst, one) => (median(one.ms) > median(worst.ms) ? one : worst));
    tasks.push({ what, limitMs, slowest: slowest.name, ms: slowest.ms });
    say(`language: ${what}: ${median(slowest.ms).toFixed(1)} ms (${slowest.name})`);
  }
  return { tasks };
}

function allTasks(): readonly { what: string; limitMs: number; documents: readonly Document[] }[] {
  const thousand = network(1000, () => ({ kind: 'conv', filters: 8, activation: 'relu' }));
  const unit = [{ kind: 'conv', filters: 64, kernelSize: 5 }, { kind: 'batchNorm' }, { kind: 'dropout' }];
  const advised = network(300, (index) => unit[index % 3]);
  const blocks = network(300, (index) => ({ kind: 'cbapd', filters: index + 1, pool: 'none', dropout: 0 }));
  const gap = gapBehind(blocks, blocks.root.id);
  const one = (name: string, work: () => unknown): readonly Document[] => [{ name, work }];
  const values = refused.map(([name, make]) => ({ name, value: make() }));
  const texts = refusedTexts.map(([name, make]) => ({ name, text: make() }));
  return [
    {
      what: 'shapes and counts of a network',
      limitMs: 50,
      documents: one('1,000 convolutions', () => inferArchitecture(thousand, target)),
    },
    {
      what: 'advice on a network',
      limitMs: 20,
      documents: one('300 layers, advice on each', () => lintArchitecture(advised, target)),
    },
    {
      what: 'Keras code of a network',
      limitMs: 100,
      documents: one('300 CBAPD blocks', () => kerasCode(blocks, target)),
    },
    {
      what: 'hostile document, read',
      limitMs: 100,
      documents: values.map(({ name, value }) => ({ name, work: () => parseArchitecture(value) })),
    },
    {
      what: 'hostile document, prepared for training',
      limitMs: 100,
      documents: values.map(({ name, value }) => ({ name, work: () => refusedByEngine(value) })),
    },
    {
      what: 'hostile text of a file, read',
      limitMs: 100,
      documents: texts.map(({ name, text }) => ({ name, work: () => parseArchitectureText(text) })),
    },
    {
      what: 'hostile text, pasted',
      limitMs: 100,
      documents: texts.map(({ name, text }) => ({ name, work: () => pasteNodes(blocks, gap, text) })),
    },
    {
      what: 'network without end, told',
      limitMs: 50,
      documents: endless.map(([name, json]) => {
        const architecture = read(json);
        return { name, work: () => inferArchitecture(architecture, target) };
      }),
    },
  ];
}

async function timed(work: () => unknown): Promise<readonly number[]> {
  const ms: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await work();
    ms.push(performance.now() - begin);
  }
  return ms;
}

async function refusedByEngine(architecture: unknown): Promise<void> {
  const refusal = await prepareTiny(architecture).catch((error: unknown) => error);
  if (!(refusal instanceof Error)) throw new Error('A hostile document was not refused.');
}

function network(count: number, node: (index: number) => unknown): Architecture {
  return read({
    format: 'blockyard.architecture',
    version: 1,
    root: {
      kind: 'sequence',
      children: [
        ...Array.from({ length: count }, (_, index) => node(index)),
        { kind: 'globalAvgPool' },
        { kind: 'dense', activation: 'softmax' },
      ],
    },
  });
}

function read(json: unknown): Architecture {
  const parsed = parseArchitecture(json);
  if (!parsed.ok) throw new Error(parsed.error.map(({ what }) => what).join(' '));
  return parsed.value;
}
