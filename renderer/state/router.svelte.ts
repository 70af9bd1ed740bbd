export const places = ['design', 'train', 'runs', 'data', 'studies'] as const;
export type Place = (typeof places)[number];

export interface Route {
  readonly place: Place;
  /** The opened run, in the place `runs`. */
  readonly run: string | undefined;
  /** The runs that are compared there, in the order in which they were chosen. */
  readonly compared?: readonly string[];
  /** Name of the dataset that is looked at, in the place `data`. */
  readonly dataset?: string;
  /** Id of the sweep or study that is looked at, in the place `studies`. */
  readonly study?: string;
}

/** Stands where a run's id would: those begin with a day. */
const comparison = 'compare';

export function parseRoute(hash: string): Route {
  const [name, id, ids] = hash.replace(/^#\/?/, '').split('/');
  const place = places.find((known) => known === name) ?? 'train';
  if (place === 'runs' && id === comparison && ids !== undefined)
    return {
      place,
      run: undefined,
      compared: ids.split(',').filter((one, at, all) => one !== '' && all.indexOf(one) === at),
    };
  const chosen = id === undefined || id === '' ? undefined : decode(id);
  const dataset = place === 'data' && chosen !== undefined ? { dataset: chosen } : {};
  const study = place === 'studies' && chosen !== undefined ? { study: chosen } : {};
  return { place, run: place === 'runs' ? chosen : undefined, ...dataset, ...study };
}

/** An address that somebody wrote by hand may not be one. */
function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** @param chosen the run, dataset or study that is opened there */
export function formatRoute(place: Place, chosen?: string): string {
  return chosen === undefined ? `#/${place}` : `#/${place}/${encodeURIComponent(chosen)}`;
}

/** Where the person is, kept in the address so that going back works and a reload stays. */
export class Router {
  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  compare(ids: readonly string[]): void {
    location.hash = `${formatRoute('runs', comparison)}/${ids.join(',')}`;
  }

  go(place: Place, chosen?: string): void {
    location.hash = formatRoute(place, chosen);
  }
}
