import type { LayerTransfer } from '../model/index.ts';

/** What a network takes over of trained weights, in English, for a terminal and for a run's log. */
export function describeTransfer(matched: readonly LayerTransfer[]): string {
  const taken = matched.filter(({ fresh }) => fresh === undefined);
  const parts = [
    `Trained weights in ${String(taken.length)} of the ${String(matched.length)} layers that have weights.`,
  ];
  const anew = matched.flatMap((each) => (each.fresh === undefined ? [] : [`${each.layer.name} (${whyFresh(each)})`]));
  if (anew.length > 0) parts.push(`Weights of the seed in ${anew.join(', ')}.`);
  const frozen = matched.flatMap(({ layer }) => (layer.frozen === true ? [layer.name] : []));
  if (frozen.length > 0) parts.push(`Training leaves as they are: ${frozen.join(', ')}.`);
  return parts.join(' ');
}

function whyFresh({ fresh, misfit }: LayerTransfer): string {
  if (fresh === 'asked') return 'as asked for';
  if (misfit === undefined) return 'there are none of this name';
  return `${misfit.path} is ${misfit.wanted.join(' x ')} here and ${misfit.found.join(' x ')} there`;
}
