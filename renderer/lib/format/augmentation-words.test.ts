import { expect, it } from 'vitest';
import { noAugmentation } from '../../../core/protocol/augmentation.ts';
import { augmentationEn } from '../../i18n/en-augmentation.ts';
import { augmentationZh } from '../../i18n/zh-augmentation.ts';
import { augmentationWords } from './augmentation-words.ts';

it('names what is on, with its amount', () => {
  const augmentation = { ...noAugmentation, horizontalFlip: true, rotation: 15, mixup: 0.2 };
  expect(augmentationWords(augmentation, augmentationEn)).toBe(
    'Mirror left to right, Rotation 15°, Mixup 0.2, Beyond the border Black',
  );
  expect(augmentationWords(augmentation, augmentationZh)).toBe('左右翻转、旋转 15 度、Mixup 混合 0.2、边界之外 黑色');
  expect(augmentationWords({ ...noAugmentation, cutout: 8 }, augmentationEn)).toBe('Cutout 8 px');
  expect(augmentationWords(noAugmentation, augmentationEn)).toBe('');
});
