import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** The delay of every answer in milliseconds. */
export const latencyMs = 20;

/** The numbers of requests that a platform answered. */
export interface Traffic {
  readonly token: number;
  readonly read: number;
  readonly write: number;
}

export type Order =
  /**
   * A request to start a platform: empty, or with what publishing the catalog of a folder would leave there;
   * or to close it.
   */
  { readonly do: 'open'; readonly published?: string } | { readonly do: 'close' };

export interface Answer {
  readonly url?: string;
  readonly traffic?: Traffic;
}

/** Emulators, one after the other, in one process that stays warm. */
export interface Platform {
  /**
   * Opens one and returns its URL. `published`: the folder of the catalog that is there already; absent:
   * none.
   */
  readonly open: (published?: string) => Promise<string>;
  readonly close: () => Promise<Traffic>;
  /** Ends the process. */
  readonly end: () => void;
}

export function startPlatform(): Platform {
  const child = fork(new URL('./platform-process.ts', import.meta.url));
  return {
    open: async (published) => {
      const { url } = await send(child, { do: 'open', ...(published && { published }) });
      if (url === undefined) throw new Error('the platform did not say where it listens');
      return url;
    },
    close: async () => {
      const { traffic } = await send(child, { do: 'close' });
      if (traffic === undefined) throw new Error('the platform did not count its requests');
      return traffic;
    },
    end: () => child.kill(),
  };
}

/** Milliseconds after which a message counts as unanswered. */
const patienceMs = 300_000;

async function send(child: ChildProcess, order: Order): Promise<Answer> {
  const gone = new AbortController();
  const onExit = () => gone.abort(new Error('the platform of the benchmark ended'));
  child.once('exit', onExit);
  child.send(order);
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(patienceMs)]);
  const [answer] = await once(child, 'message', { signal });
  child.off('exit', onExit);
  return answer;
}
