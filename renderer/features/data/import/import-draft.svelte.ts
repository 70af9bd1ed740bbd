import { getContext, setContext } from 'svelte';
import type { ImportPreview } from '../../../../core/protocol/data-job.ts';
import type { CifarLabels, ImageRule, ImportLook, ValidationUse } from '../../../../core/protocol/datasets.ts';
import { toProblem, type Problem } from '../../../../core/protocol/problems.ts';
import type { DatasetLibrary } from '../../../state/dataset-library.svelte.ts';
import { titleOfPaths } from './title.ts';

/** A preview follows the rule once it has rested for so long, milliseconds. */
const restMs = 300;

/** The import that is being set up in the dialog. */
export class ImportDraft {
  open = $state(false);
  paths = $state.raw<readonly string[]>([]);
  look = $state.raw<ImportLook | undefined>();
  problem = $state.raw<Problem | undefined>();
  title = $state('');
  /** Of pictures. */
  rule = $state.raw<ImageRule | undefined>();
  validation = $state<ValidationUse>('train');
  /** Of CIFAR. */
  labels = $state<CifarLabels>('fine');
  preview = $state.raw<ImportPreview | undefined>();
  /** The rule that the preview was made with; another than the rule while a new one is on its way. */
  previewed = $state.raw<ImageRule | undefined>();
  readonly looking = $derived(this.paths.length > 0 && this.look === undefined && this.problem === undefined);
  /** There are several kinds of labels to choose from. */
  readonly hasLabels = $derived((this.look?.labels?.length ?? 0) > 1);
  readonly #datasets: DatasetLibrary;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #previewing = false;

  constructor(datasets: DatasetLibrary) {
    this.#datasets = datasets;
  }

  /** Opens the dialog with nothing chosen. */
  begin(): void {
    this.#clear();
    this.open = true;
  }

  close(): void {
    this.open = false;
    this.#clear();
  }

  async choose(what: 'folder' | 'files'): Promise<void> {
    const paths = await this.#datasets.choose(what);
    if (paths !== null) await this.take(paths);
  }

  /** Opens the dialog on these and looks at what is there. */
  async take(paths: readonly string[]): Promise<void> {
    this.#clear();
    this.open = true;
    this.paths = paths;
    this.title = titleOfPaths(paths);
    try {
      const look = await this.#datasets.look(paths);
      if (this.paths !== paths) return;
      this.look = look;
      this.validation = look.parts.test > 0 ? 'train' : 'test';
      if (look.suggested !== undefined) this.setRule(look.suggested);
    } catch (error) {
      if (this.paths === paths) this.problem = toProblem(error);
    }
  }

  setRule(rule: ImageRule): void {
    this.rule = rule;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), this.preview === undefined ? 0 : restMs);
  }

  /** Begins the import in the background. */
  async start(): Promise<void> {
    const { paths, rule, look, title, validation, labels } = this;
    await this.#datasets.import({
      paths: [...paths],
      title,
      ...(rule === undefined ? {} : { images: rule }),
      ...(look !== undefined && look.parts.val > 0 ? { validation } : {}),
      ...(this.hasLabels ? { labels } : {}),
    });
    this.close();
  }

  /** One preview at a time; the rule that came meanwhile is next. */
  async #show(): Promise<void> {
    const { paths, rule } = this;
    if (this.#previewing || rule === undefined) return;
    this.#previewing = true;
    try {
      const preview = await this.#datasets.preview(paths, rule);
      if (this.paths !== paths) return;
      this.preview = preview;
      this.previewed = rule;
    } catch (error) {
      if (this.paths === paths) this.problem = toProblem(error);
    } finally {
      this.#previewing = false;
      if (this.rule !== undefined && this.rule !== rule && this.problem === undefined) void this.#show();
    }
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.paths = [];
    this.look = undefined;
    this.problem = undefined;
    this.rule = undefined;
    this.preview = undefined;
    this.previewed = undefined;
    this.title = '';
    this.labels = 'fine';
  }
}

const key = Symbol('import');

export function provideImport(draft: ImportDraft): void {
  setContext(key, draft);
}

export function getImport(): ImportDraft {
  return getContext<ImportDraft>(key);
}
