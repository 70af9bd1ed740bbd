import type { ImagePage } from '../../../../core/protocol/dataset-library.ts';

type Shape = readonly [height: number, width: number, channels: number];

/** Requests under way at a time: the next is there when one ends, and what is scrolled past is never asked for. */
const mostRequests = 2;
/** Pages kept, so that scrolling back costs nothing. */
const mostPages = 60;

export interface PageSource<Picture> {
  /** Images of a page. */
  readonly size: number;
  readonly fetch: (offset: number, count: number) => Promise<ImagePage>;
  /** What is drawn of a page. */
  readonly draw: (page: ImagePage) => Picture;
  /** A page has come. */
  readonly onPage: () => void;
  readonly onProblem: (error: unknown) => void;
}

interface Page<Picture> {
  readonly items: ImagePage['items'];
  readonly picture: Picture;
}

export interface PlacedImage<Picture> {
  readonly item: ImagePage['items'][number];
  readonly picture: Picture;
  /** Place in the page. */
  readonly at: number;
}

/** The images of one query, fetched page by page where they come in sight. */
export class ImagePages<Picture> {
  readonly #source: PageSource<Picture>;
  /** The one used last at the end. */
  readonly #pages = new Map<number, Page<Picture>>();
  readonly #under = new Set<number>();
  #wanted: number[] = [];
  #closed = false;
  total: number | undefined;

  constructor(source: PageSource<Picture>) {
    this.#source = source;
  }

  /** What is in sight now, the last excluded. Also fetches what comes next. */
  want(first: number, last: number): void {
    const { size } = this.#source;
    const from = Math.floor(first / size);
    const to = Math.max(from, Math.ceil(last / size) - 1);
    this.#wanted = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    this.#wanted.push(to + 1, from - 1);
    this.#next();
  }

  at(place: number): PlacedImage<Picture> | undefined {
    const { size } = this.#source;
    const number = Math.floor(place / size);
    const page = this.#pages.get(number);
    const item = page?.items[place % size];
    return page === undefined || item === undefined ? undefined : { item, picture: page.picture, at: place % size };
  }

  /** Nothing is heard of it any more. */
  close(): void {
    this.#closed = true;
  }

  #next(): void {
    while (this.#under.size < mostRequests) {
      const number = this.#wanted.find((candidate) => this.#isMissing(candidate));
      if (number === undefined) return;
      this.#under.add(number);
      void this.#fetch(number);
    }
  }

  #isMissing(number: number): boolean {
    const beyond = number < 0 || (this.total !== undefined && number > 0 && number * this.#source.size >= this.total);
    return !beyond && !this.#pages.has(number) && !this.#under.has(number);
  }

  async #fetch(number: number): Promise<void> {
    const { size, fetch, draw, onPage, onProblem } = this.#source;
    try {
      const page = await fetch(number * size, size);
      if (this.#closed) return;
      this.total = page.total;
      this.#pages.set(number, { items: page.items, picture: draw(page) });
      this.#forget();
      this.#under.delete(number);
      onPage();
      this.#next();
    } catch (error) {
      this.#wanted = [];
      this.#under.delete(number);
      if (!this.#closed) onProblem(error);
    }
  }

  /** The oldest pages that are not in sight. */
  #forget(): void {
    for (const number of this.#pages.keys()) {
      if (this.#pages.size <= mostPages) return;
      if (!this.#wanted.includes(number)) this.#pages.delete(number);
    }
  }
}

/** Images of a page: few where they are large, so that each page comes quickly. @param side as in the query */
export function pageSize([height, width, channels]: Shape, side: number | undefined): number {
  const stored = height * width * channels;
  const factor = side === undefined ? 1 : Math.floor(Math.max(height, width) / side);
  const sent = stored / factor ** 2;
  return Math.max(1, Math.min(300, Math.floor(600_000 / sent), Math.floor(32_000_000 / stored)));
}

/** The side to ask for: that of the tile, rounded up so that a change of size seldom asks again; undefined for all of the image. */
export function sideFor(tile: number, ratio: number, [height, width]: Shape): number | undefined {
  let side = 32;
  while (side < tile * ratio) side *= 2;
  return side * 2 > Math.max(height, width) ? undefined : side;
}
