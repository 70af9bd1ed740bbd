import {
  brushedRuns,
  fieldAxis,
  runFields,
  type FieldAxis,
  type FieldRun,
  type RunField,
} from '../../../../core/analysis/index.ts';
import { toProblem, type Problem } from '../../../../core/protocol/problems.ts';
import type { RequestOutput } from '../../../../core/protocol/channels.ts';
import type { Api } from '../../../api/client.ts';
import type { Session } from '../../../state/session.svelte.ts';
import { fieldsView as view } from './fields-view.svelte.ts';

/** Settings that tell nothing of a run that another field does not tell better. */
const notAxes: readonly string[] = ['data.hash', 'recipe.layerFigures'];
/** More axes than this are chosen by hand. */
const mostSettings = 6;
const results: readonly string[] = ['parameters', 'multiplyAdds', 'trainingSeconds', 'bestAccuracy'];
/** With more runs than this, colours tell a result instead of telling runs apart. */
const fewRuns = 10;

/** The fields of the runs of a comparison, laid out along axes. */
export class FieldSet {
  readonly #api: Api;
  readonly #session: Session;
  #ids = $state.raw<readonly string[]>([]);
  #settings = $state.raw<RequestOutput<'runs.settings'> | undefined>();
  problem = $state.raw<Problem | undefined>();

  readonly runs: readonly FieldRun[] = $derived.by(() =>
    (this.#settings ?? []).flatMap(({ id, settings }) => {
      const summary = this.#session.run(id);
      return summary === undefined ? [] : [{ summary, settings }];
    }),
  );
  readonly fields: readonly RunField[] = $derived(runFields(this.runs));
  /** Ids of the fields that have an axis. */
  readonly shownFields: readonly string[] = $derived.by(() => view.axes ?? usualAxes(this.fields));
  readonly axes: readonly FieldAxis[] = $derived(
    [...this.fields]
      .filter(({ id }) => this.shownFields.includes(id))
      // What it is all about stands at the end, where lines lead to.
      .sort((a, b) => Number(isQuality(a)) - Number(isQuality(b)))
      .map((field) => fieldAxis(field)),
  );
  /** Those that lie within all brushes. */
  readonly shown: readonly number[] = $derived(brushedRuns(this.axes, view.brushes, this.runs.length));
  /** That colours the runs; undefined: each has its own colour. */
  readonly colour: RunField | undefined = $derived.by(() => {
    const wanted = view.colour ?? (this.runs.length > fewRuns ? 'bestAccuracy' : '');
    return this.fields.find(({ id }) => id === wanted);
  });

  constructor(api: Api, session: Session) {
    this.#api = api;
    this.#session = session;
  }

  get loading(): boolean {
    return this.#settings === undefined && this.problem === undefined;
  }

  async open(ids: readonly string[]): Promise<void> {
    this.#ids = ids;
    view.look(ids);
    try {
      const found = await this.#api.request('runs.settings', { ids: [...ids] });
      if (this.#ids === ids) this.#settings = found;
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  axisOf(id: string): FieldAxis | undefined {
    const field = this.fields.find((one) => one.id === id);
    return field && (this.axes.find((axis) => axis.field === field) ?? fieldAxis(field));
  }
}

/** What a training is for, other than what it costs. */
function isQuality({ figure }: RunField): boolean {
  return figure !== undefined && (figure.endsWith('Accuracy') || figure.endsWith('Loss'));
}

/** Settings that differ, as many as there is room for, and what came of them. */
function usualAxes(fields: readonly RunField[]): readonly string[] {
  const settings = fields.filter(({ id, figure }) => figure === undefined && !notAxes.includes(id));
  const known = fields.filter(
    ({ id, values }) => results.includes(id) && (id === 'bestAccuracy' || new Set(values).size > 1),
  );
  return [...settings.slice(0, mostSettings), ...known].map(({ id }) => id);
}
