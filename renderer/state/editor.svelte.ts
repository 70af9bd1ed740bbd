import {
  type Architecture,
  type EditHistory,
  type Edited,
  type ModelProblem,
  type Target,
  inferArchitecture,
  locate,
  recordEdit,
  redoEdit,
  startHistory,
  undoEdit,
} from '../../core/model/index.ts';
import type { DatasetSummary } from '../../core/protocol/runs.ts';
import { emptyArchitecture } from './empty-architecture.ts';

/** What an editor takes over from the experiment that is being set up. */
interface Setting {
  readonly architecture: Architecture;
  readonly dataset: DatasetSummary | undefined;
}

/** The network that is being edited: the only place that changes it, with everything done and undone, and what is selected. */
export class Editor {
  readonly #setting: Setting;
  #history = $state.raw(startHistory({ architecture: emptyArchitecture(''), selection: [] }));
  #selection = $state.raw<readonly string[]>([]);
  #opened = $state(false);
  /** The name belongs to the network, not to its history: undoing an edit does not bring an old name back. */
  #name = '';
  /** A size and a number of classes of the person's own; undefined: those of the experiment's data. */
  ownTarget = $state.raw<Target | undefined>();
  /** Until something is opened, the network that would be trained. */
  readonly architecture = $derived.by(() =>
    this.#opened ? this.#history.present.architecture : this.#setting.architecture,
  );
  readonly target: Target | undefined = $derived.by(() => {
    const dataset = this.#setting.dataset;
    return (
      this.ownTarget ?? (dataset === undefined ? undefined : { input: dataset.shape, classes: dataset.classes.length })
    );
  });
  readonly inference = $derived.by(() =>
    this.target === undefined ? undefined : inferArchitecture(this.architecture, this.target),
  );
  /** Ids in the order in which they were chosen; the last has the focus. */
  readonly selection = $derived(this.#selection);
  readonly canUndo = $derived.by(() => this.#opened && this.#history.past !== undefined);
  readonly canRedo = $derived.by(() => this.#opened && this.#history.future !== undefined);
  /** Told what is wrong with an edit that was refused. */
  onRefused: ((problem: ModelProblem) => void) | undefined;
  /** Told when another network has been opened, and when the one that is open has changed. */
  onOpened: (() => void) | undefined;
  onEdited: (() => void) | undefined;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** Starts to edit another network: what was done to the one before can no longer be undone. */
  open(architecture: Architecture): void {
    this.#history = startHistory({ architecture, selection: [] });
    this.#opened = true;
    this.#name = architecture.name;
    this.#selection = [];
    this.onOpened?.();
  }

  /** Whether something has been opened or edited. */
  get opened(): boolean {
    return this.#opened;
  }

  /** Gives the network another name. It is no edit that could be undone. */
  rename(name: string): void {
    if (!this.#opened) this.open(this.architecture);
    if (name === this.#name) return;
    this.#name = name;
    this.#setHistory(this.#history);
    this.onEdited?.();
  }

  /**
   * Makes an edit, given the network as it is. One that is refused changes nothing.
   * @param series edits of the same series that follow each other, such as the letters typed into one field, are undone together
   * @returns whether it was made
   */
  perform(edit: (architecture: Architecture) => Edited, series?: string): boolean {
    if (!this.#opened) this.open(this.architecture);
    const edited = edit(this.architecture);
    if (!edited.ok) {
      if (edited.error[0] !== undefined) this.onRefused?.(edited.error[0]);
      return false;
    }
    this.#setHistory(recordEdit(this.#history, edited.value, performance.now(), series));
    this.#selection = edited.value.selection;
    this.onEdited?.();
    return true;
  }

  undo(): void {
    this.#goTo(undoEdit(this.#history));
  }

  redo(): void {
    this.#goTo(redoEdit(this.#history));
  }

  /** Selects blocks of the network; ids that are not in it are left out. */
  select(ids: readonly string[]): void {
    const { root } = this.architecture;
    this.#selection = ids.filter((id) => locate(root, id) !== undefined);
  }

  #goTo(history: EditHistory): void {
    if (history === this.#history) return;
    this.#setHistory(history);
    const { selection } = history.present;
    this.select(selection.length > 0 ? selection : this.#selection);
    this.onEdited?.();
  }

  #setHistory(history: EditHistory): void {
    const { architecture, selection } = history.present;
    const named = architecture.name === this.#name ? architecture : { ...architecture, name: this.#name };
    this.#history = { ...history, present: { architecture: named, selection } };
  }
}
