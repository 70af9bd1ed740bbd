export const places = ['design', 'train', 'runs'] as const;
export type Place = (typeof places)[number];

export interface Route {
  readonly place: Place;
  /** The opened run, in the place `runs`. */
  readonly run: string | undefined;
  /** The runs that are compared there, in the order in which they were chosen. */
  readonly compared?: readonly string[];
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
  return { place, run: place === 'runs' && id !== undefined && id !== '' ? decodeURIComponent(id) : undefined };
}

export function formatRoute(place: Place, run?: string): string {
  return run === undefined ? `#/${place}` : `#/${place}/${encodeURIComponent(run)}`;
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

  go(place: Place, run?: string): void {
    location.hash = formatRoute(place, run);
  }
}
