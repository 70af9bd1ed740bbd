import type { Architecture } from '../../core/model/index.ts';

/** A network without blocks: what a person who builds one from nothing begins with. */
export function emptyArchitecture(name: string): Architecture {
  return {
    format: 'blockyard.architecture',
    version: 1,
    name,
    description: '',
    definitions: [],
    root: { id: 'root', kind: 'sequence', children: [] },
  };
}
