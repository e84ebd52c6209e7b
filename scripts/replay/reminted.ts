import type { Entry } from './entry.ts';
import type { Step } from './replay.ts';

/** Two identities that `check` took for one node, in the authors' words. */
export interface Reminted {
  readonly rev: string;
  readonly lost: Entry;
  readonly entry: Entry;
}

/** The re-minted nodes of a step; a lesson in several courses counts once. */
export function remintedIn({ revision: { rev }, findings }: Step): readonly Reminted[] {
  const pairs = new Map<string, Reminted>();
  for (const { problem, entry, lost } of findings) {
    if (problem.code !== 'identity/re-minted' || !entry || !lost) continue;
    const name = JSON.stringify([entry.kind, ...identities({ lost, entry })]);
    if (!pairs.has(name)) pairs.set(name, { rev, lost, entry });
  }
  return [...pairs.values()];
}

export function identities({ lost, entry }: Pick<Reminted, 'lost' | 'entry'>) {
  return [lost.written.uuid, entry.written.uuid] as const;
}
