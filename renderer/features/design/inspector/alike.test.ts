import { expect, it } from 'vitest';
import { findPreset, lintArchitecture } from '../../../../core/model/index.ts';
import { groupAlike } from './alike.ts';

it('tells of VGG-16 each rule once, and loses no advice', () => {
  const vgg = findPreset('vgg16');
  if (vgg === undefined) throw new Error('There is no VGG-16.');
  const advice = lintArchitecture(vgg.architecture, { input: [32, 32, 3], classes: 10 });
  const groups = groupAlike(advice);
  expect(groups.map(([first]) => first.code)).toEqual([...new Set(advice.map(({ code }) => code))]);
  expect(groups.length).toBeLessThan(advice.length);
  expect(new Set(groups.flat())).toEqual(new Set(advice));
});
