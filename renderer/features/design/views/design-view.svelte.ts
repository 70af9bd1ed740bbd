export const designViews = ['tower', 'table', 'code'] as const;
export type DesignViewName = (typeof designViews)[number];

const storageKey = 'blockyard.designView';

/** Which view of the edited network is shown, kept from one start to the next. */
export class DesignView {
  #name = $state<DesignViewName>(stored());

  get name(): DesignViewName {
    return this.#name;
  }

  show(name: DesignViewName): void {
    this.#name = name;
    try {
      localStorage.setItem(storageKey, name);
    } catch {
      // Without storage the next start begins with the tower.
    }
  }
}

function stored(): DesignViewName {
  try {
    const kept = localStorage.getItem(storageKey);
    return designViews.find((name) => name === kept) ?? 'tower';
  } catch {
    return 'tower';
  }
}
