import { describe, expect, it } from 'vitest';
import { augmentationAmounts, type AugmentationAmount } from '../../../core/protocol/augmentation.ts';
import type { AugmentationPreview, PreviewRequest } from '../../../core/protocol/augmentation-preview.ts';
import { BlockyardError } from '../../../core/protocol/problems.ts';
import type { Api } from '../../api/client.ts';
import { en } from '../../i18n/en.ts';
import { zh } from '../../i18n/zh.ts';
import { Format } from '../../lib/format/format.ts';
import { sliderOf } from './augmentation-slider.ts';
import { blendWords } from './blend-words.ts';
import { PreviewFeed } from './preview-feed.svelte.ts';

const wanted = (step: number): PreviewRequest => ({ step }) as PreviewRequest;

/** A program that answers when it is told to. */
function openFeed() {
  const asked: { step: number; answer: (picture: AugmentationPreview) => void; fail: (error: Error) => void }[] = [];
  const request = (_: string, { step }: PreviewRequest) =>
    new Promise((answer, fail) => {
      asked.push({ step, answer, fail });
    });
  const feed = new PreviewFeed({ request } as unknown as Api, (work) => work);
  return { feed, asked };
}

const picture = (step: number) => ({ labels: [step] }) as unknown as AugmentationPreview;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the feed of a preview', () => {
  it('asks one question at a time, and the last one that was wanted', async () => {
    const { feed, asked } = openFeed();
    for (const step of [1, 2, 3, 4]) feed.want(wanted(step));
    expect(asked.map(({ step }) => step)).toEqual([1]);
    asked[0]?.answer(picture(1));
    await turn();
    expect([feed.picture?.labels, feed.busy]).toEqual([[1], true]);
    expect(asked.map(({ step }) => step)).toEqual([1, 4]);
    asked[1]?.answer(picture(4));
    await turn();
    expect([feed.picture?.labels, feed.busy, asked.length]).toEqual([[4], false, 2]);
  });

  it('tells what went wrong, and asks again when told to', async () => {
    const { feed, asked } = openFeed();
    feed.want(wanted(1));
    asked[0]?.fail(new BlockyardError('preview-failed', { detail: 'signal SIGKILL' }));
    await turn();
    expect([feed.problem?.code, feed.picture, feed.busy]).toEqual(['preview-failed', undefined, false]);
    feed.again();
    asked[1]?.answer(picture(1));
    await turn();
    expect([feed.problem, feed.picture?.labels]).toEqual([undefined, [1]]);
  });
});

describe('the label of a blend', () => {
  it.each([
    [0.7, ['70% cat', '30% dog']],
    [0.3, ['70% dog', '30% cat']],
    [0.335, ['66% dog', '34% cat']],
    [0.5, ['50% cat', '50% dog']],
    [0.997, ['cat']],
    [0.004, ['dog']],
  ])('of the share %d is %j', (share, expected) => {
    expect(blendWords('cat', 'dog', share, en.augmentation.preview, new Format('en-GB'))).toEqual(expected);
  });

  it('is that of both where they are alike', () => {
    expect(blendWords('cat', 'cat', 0.6, en.augmentation.preview, new Format('en-GB'))).toEqual(['cat']);
  });

  it('is there in Chinese', () => {
    const words = zh.augmentation.preview;
    expect(blendWords('猫', '狗', 0.7, words, new Format('zh-CN'))).toEqual(['70% 猫', '30% 狗']);
  });
});

describe('sliders of augmentation', () => {
  it.each([28, 512, 1])('reach what is usual and allowed, on images of %d pixels', (side) => {
    for (const name of Object.keys(augmentationAmounts) as AugmentationAmount[]) {
      const { max, step } = sliderOf(name, [side, side, 1]);
      expect(max).toBeLessThanOrEqual(augmentationAmounts[name].max);
      expect(max).toBeGreaterThanOrEqual(Math.min(augmentationAmounts[name].usual, side));
      expect(step).toBeGreaterThan(0);
    }
  });
});
