import { forgetting, releasing, retiring, shellWord } from '../model/id-commands.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { addressOf } from '../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { askFor } from './remote-state.ts';
import type { Session } from './session.ts';

/**
 * What a platform says of live ids without a node. One that it holds was lost, and nothing is
 * planned; of one that it does not know nothing can be lost, and it is warned of.
 */
export async function checkIdsWithoutNode(
  { nodeless = [], open: { remote } }: Pick<Session, 'nodeless' | 'open'>,
  state: RemoteState,
): Promise<Checked<readonly Problem[]>> {
  if (nodeless.length === 0) return checked([], []);
  const addresses = nodeless.map(({ kind, sourcedId }) => addressOf(kind, sourcedId));
  const unlisted = addresses.filter((address) => !state.entities.has(address));
  const asked = await askFor(unlisted, remote, state);
  if (!asked.ok) return asked;
  const { name } = remote.platform;
  const holding = (entry: LedgerEntry): RemoteEntity | undefined => {
    const address = addressOf(entry.kind, entry.sourcedId);
    return state.entities.get(address) ?? asked.value.found.get(address);
  };
  const lost = nodeless.flatMap((entry) => {
    const there = holding(entry);
    return there ? [lostHere(entry, there, name)] : [];
  });
  if (lost.length > 0) return { ok: false, problems: lost };
  return checked([neverThere(nodeless, name)], []);
}

function lostHere(
  { kind, sourcedId, file, line }: LedgerEntry,
  { status }: RemoteEntity,
  platform: string,
): Problem {
  const there = status === 'tobedeleted' ? 'with the status "tobedeleted"' : 'live';
  return problem('identity/vanished', {
    detail: `${platform} holds the ${kind} ${sourcedId}, ${there}. It is in the ledger and in no manifest, and nobody retired it.`,
    hint: `Restore it (\`git log -S ${shellWord(sourcedId)}\` finds it), or ${retiring([sourcedId])}, or if another catalog has it now ${releasing([sourcedId])}.`,
    span: { file, start: { line, column: 1 } },
    address: addressOf(kind, sourcedId),
  });
}

function neverThere(nodeless: readonly LedgerEntry[], platform: string): Problem {
  const ids = nodeless.map(({ sourcedId }) => sourcedId);
  const [first, ...others] = nodeless;
  const more = others.length > 0 ? ` and ${others.length} more are` : ' is';
  return problem('identity/without-node', {
    detail: `The ${first?.kind} ${first?.sourcedId}${more} in the ledger and in no manifest, and ${platform} has no record of ${others.length > 0 ? 'them' : 'it'}.`,
    hint: `If never published anywhere: ${forgetting(ids, `--env ${shellWord(platform)}`)}.`,
    ...(first && { span: { file: first.file, start: { line: first.line, column: 1 } } }),
  });
}
