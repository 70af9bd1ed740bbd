export type LibraryTab = 'own' | 'ready' | 'deleted';

/** How the library is being looked at: kept while the dialog is closed and opened again. */
class LibraryView {
  open = $state(false);
  tab = $state<LibraryTab>('own');
  search = $state('');
  /** Id of the network whose versions are shown instead of the list. */
  versionsOf = $state<string | undefined>();

  close(): void {
    this.open = false;
    this.search = '';
    this.versionsOf = undefined;
  }
}

export const libraryView = new LibraryView();
