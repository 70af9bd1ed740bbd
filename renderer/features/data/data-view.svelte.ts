export type DataTab = 'images' | 'overview' | 'report';

/** How the Data place is being looked at: kept while one is elsewhere. */
class DataView {
  /** Name of the dataset looked at last. */
  dataset = $state<string | undefined>();
  tab = $state<DataTab>('images');
  /** Side of an image in the browser, px. */
  tile = $state(56);
  /** The heights of the classes' bars are logarithms. */
  log = $state(false);
}

export const dataView = new DataView();
