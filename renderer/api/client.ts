import type {
  NoticeName,
  NoticePayload,
  RequestInput,
  RequestName,
  RequestOutput,
  Transport,
} from '../../core/protocol/channels.ts';
import { BlockyardError } from '../../core/protocol/problems.ts';

type Arguments<Name extends RequestName> = undefined extends RequestInput<Name> ? [] : [input: RequestInput<Name>];

/** The program behind the page, with the contract's types. Payloads are validated on the other side of the transport, once. */
export interface Api {
  /** Resolves to the reply's value; rejects with a BlockyardError that carries the problem. */
  request<Name extends RequestName>(name: Name, ...input: Arguments<Name>): Promise<RequestOutput<Name>>;
  /** Where a file or folder lies that was dropped on the window; empty where that cannot be known. */
  pathOf(file: File): string;
  /** Returns what ends the subscription. */
  subscribe<Name extends NoticeName>(name: Name, listener: (payload: NoticePayload<Name>) => void): () => void;
}

export function createApi(transport: Transport<File>): Api {
  return {
    pathOf: (file) => transport.pathOf(file),
    async request<Name extends RequestName>(name: Name, ...input: Arguments<Name>) {
      const reply = await transport.request(name, input[0]);
      if (!reply.ok) throw new BlockyardError(reply.problem.code, reply.problem.facts);
      return reply.value as RequestOutput<Name>;
    },
    subscribe<Name extends NoticeName>(name: Name, listener: (payload: NoticePayload<Name>) => void) {
      return transport.subscribe(name, (payload) => {
        listener(payload as NoticePayload<Name>);
      });
    },
  };
}

declare global {
  interface Window {
    /** Provided by the preload script of the window. */
    readonly blockyard?: Transport<File>;
  }
}
