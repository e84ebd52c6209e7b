import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** How much later every answer comes. */
export const latencyMs = 20;

/** How many requests a platform answered. */
export interface Traffic {
  readonly token: number;
  readonly read: number;
  readonly write: number;
}

export type Order =
  /** Start a platform: empty, or with what was published when one was closed with `keep`. */
  | { readonly do: 'open'; readonly published: boolean }
  | { readonly do: 'close'; readonly keep: boolean };

export interface Answer {
  readonly url?: string;
  readonly traffic?: Traffic;
}

/** Emulators, one after the other, in one process that stays warm. */
export interface Platform {
  /** Gives the URL. */
  readonly open: (state: 'empty' | 'published') => Promise<string>;
  readonly close: (state: 'keep' | 'forget') => Promise<Traffic>;
  /** Ends the process. */
  readonly end: () => void;
}

export function startPlatform(): Platform {
  const child = fork(new URL('./platform-process.ts', import.meta.url));
  return {
    open: async (state) => {
      const { url } = await send(child, { do: 'open', published: state === 'published' });
      if (url === undefined) throw new Error('the platform did not say where it listens');
      return url;
    },
    close: async (state) => {
      const { traffic } = await send(child, { do: 'close', keep: state === 'keep' });
      if (traffic === undefined) throw new Error('the platform did not count its requests');
      return traffic;
    },
    end: () => child.kill(),
  };
}

/** A message that is not answered by then never will be. */
const patienceMs = 60_000;

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
