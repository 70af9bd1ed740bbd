import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedRun, idsFound } from '../runs.test-support.ts';
import { chosenIn, facetFields, facetsOf, withChosen } from './facets.ts';

const runs = [
  comparedRun({ id: 'a', accuracy: 0.95, summary: { tags: ['week 1', 'good'], device: 'CPU, 2 threads' } }),
  comparedRun({ id: 'b', accuracy: 0.9, dataset: 'cifar', summary: { tags: ['good'], device: 'CPU, 2 threads' } }),
  comparedRun({ id: 'c', accuracy: 0.5, summary: { status: 'failed', device: 'NVIDIA H100' } }),
  comparedRun({ id: 'd', accuracy: 0.5, summary: { status: 'queued' } }),
].map(({ summary }) => summary);

function valuesOf(query: string, field: string): string[] {
  const facet = facetsOf(runs, query).find((one) => one.field === field);
  return facet?.values.map(({ value, count, chosen }) => `${value} ${count}${chosen ? '*' : ''}`) ?? [];
}

const found = (query: string): string => idsFound(runs, query);

describe('facets', () => {
  it('count the runs of every value, the most frequent first, and none for a run without one', () => {
    expect(valuesOf('', 'device')).toEqual(['CPU, 2 threads 2', 'NVIDIA H100 1']);
    expect(valuesOf('', 'tag')).toEqual(['good 2', 'week 1 1']);
    expect(valuesOf('', 'dataset')).toEqual(['mnist 3', 'cifar 1']);
  });

  it('count under the rest of the query: a choice leaves the other values of its field to choose from', () => {
    expect(valuesOf('accuracy > 0.8 dataset=mnist', 'dataset')).toEqual(['cifar 1', 'mnist 1*']);
    expect(valuesOf('accuracy > 0.8 dataset=mnist', 'status')).toEqual(['completed 1']);
    expect(valuesOf('accuracy > 0.99 status=failed', 'status')).toEqual(['failed 0*']);
  });

  it('write their choice into the query, beside what a person wrote', () => {
    const one = withChosen('accuracy > 0.8', 'device', ['CPU, 2 threads']);
    expect(one).toBe('accuracy > 0.8 device="CPU, 2 threads"');
    expect(found(one)).toBe('ab');
    const two = withChosen(`device="CPU, 2 threads" -tag:good`, 'device', ['CPU, 2 threads', 'NVIDIA H100']);
    expect(two).toBe('device="CPU, 2 threads","NVIDIA H100" -tag:good');
    expect(found(two)).toBe('c');
    expect(withChosen(two, 'device', [])).toBe('-tag:good');
    expect(found(withChosen('', 'tag', ['week 1', 'nothing']))).toBe('a');
  });

  it('leave alone what is asked otherwise, and what cannot be read', () => {
    expect(chosenIn('-status=failed status:comp', 'status')).toEqual([]);
    expect(withChosen('-status=failed', 'status', ['queued'])).toBe('-status=failed status=queued');
    expect(chosenIn('status="half', 'status')).toEqual([]);
    expect(facetsOf(runs, 'accuracy >').every(({ values }) => values.length === 0)).toBe(true);
  });

  it('find what was chosen again, whatever it is called', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes('"') && text.trim() !== '');
    fc.assert(
      fc.property(
        fc.constantFrom(...facetFields),
        fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', 'accuracy > 0.5', '-tag:x "two words"'),
        (field, values, query) => {
          const written = withChosen(query, field, values);
          expect(chosenIn(written, field)).toEqual(values);
          expect(withChosen(written, field, [])).toBe(query);
        },
      ),
    );
  });
});
