export type ToastTone = 'good' | 'bad' | 'neutral';

export interface Toast {
  readonly id: number;
  readonly tone: ToastTone;
  readonly title: string;
  readonly detail?: string | undefined;
  /** Id of the run that it tells of. */
  readonly run?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const lifetime = 8_000;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  /** Bad news stays until it is dismissed. */
  show(toast: Omit<Toast, 'id'>): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { ...toast, id }];
    if (toast.tone !== 'bad') setTimeout(() => this.dismiss(id), lifetime);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** A person who opens a run needs no message about it any more. */
  dismissRun(run: string): void {
    this.list = this.list.filter((toast) => toast.run !== run);
  }
}
