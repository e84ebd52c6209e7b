import { addressOf } from '../model/address.ts';
import { confirmation, retiring } from '../model/id-commands.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { readBase } from './base.ts';
import { openPlatform } from './platform.ts';
import type { RetireOptions } from './retire.ts';
import type { Chosen } from './retire-nodes.ts';
import type { ReadCatalog, Workspace } from './workspace.ts';
import type { World } from './world.ts';

interface Means {
  readonly workspace: Workspace;
  readonly read: ReadCatalog;
  readonly world: World;
}

/**
 * Refuses to forget an id that was published, and to revive one whose retirement was. Somebody who
 * knows has to be asked: the base, a platform, or both.
 */
export async function checkUnpublished(
  chosen: readonly Chosen[],
  options: RetireOptions,
  means: Means,
): Promise<Checked<true>> {
  const { retirement, base, env, insecureHttp = false } = options;
  if (retirement.type === 'retire') return checked(true, []);
  if (base === undefined && env === undefined) return { ok: false, problems: [nobodyAsked()] };
  const isUndo = retirement.type === 'undo';
  const atBase =
    base === undefined ? checked([], []) : knownAtBase(chosen, { isUndo, base }, means);
  if (!atBase.ok) return atBase;
  const onPlatform =
    env === undefined
      ? checked([], [])
      : await askPlatform(chosen, { isUndo, env, insecureHttp }, means);
  if (!onPlatform.ok) return onPlatform;
  return checked(true, [...atBase.value, ...onPlatform.value]);
}

function knownAtBase(
  chosen: readonly Chosen[],
  { isUndo, base }: { readonly isUndo: boolean; readonly base: string },
  { workspace, read }: Means,
): Checked<readonly Problem[]> {
  const then = readBase(workspace, base, read);
  if (!then.ok) return then;
  const { ledger, catalog } = then.value;
  const held = new Set([...catalog.nodes.values()].map(({ entity }) => entity.sourcedId));
  const isPartial = then.problems.some(({ code }) => code === 'git/broken-base');
  const known = chosen.filter(({ sourcedId }) => {
    const entry = ledger?.entries.get(sourcedId);
    if (isUndo) return entry?.state === 'retired';
    // A live line without a node was left over: nothing was ever published from there.
    return held.has(sourcedId) || (entry !== undefined && (isPartial || entry.state !== 'live'));
  });
  return checked(
    known.map((node) => published(node, base, isUndo)),
    [],
  );
}

async function askPlatform(
  chosen: readonly Chosen[],
  asked: { readonly isUndo: boolean; readonly env: string; readonly insecureHttp: boolean },
  { workspace, world }: Means,
): Promise<Checked<readonly Problem[]>> {
  const { isUndo, env } = asked;
  const opened = await openPlatform(workspace, { ...asked, world, orgs: [] });
  if (!opened.ok) return opened;
  const { remote, close } = opened.value;
  try {
    const answers = await Promise.all(
      chosen.map(async (node) => {
        const found = await remote.readOne(addressOf(node.kind, node.sourcedId));
        const isKnown =
          found.ok && found.value && (!isUndo || found.value.status === 'tobedeleted');
        return { problems: found.problems, known: isKnown ? [published(node, env, isUndo)] : [] };
      }),
    );
    return checked(
      answers.flatMap(({ known }) => known),
      answers.flatMap(({ problems }) => problems),
    );
  } finally {
    close();
  }
}

function published({ kind, sourcedId }: Chosen, where: string, isUndo: boolean): Problem {
  if (!isUndo) {
    return problem('retire/published', {
      detail: `"${sourcedId}" is known at ${where}, so it was published or may have been.`,
      hint: `What was published is never forgotten: ${retiring([sourcedId])}.`,
    });
  }
  return problem('retire/published', {
    detail: `"${sourcedId}" is retired at ${where}, so the retirement was published or may have been: the id is spent.`,
    hint: `If the ${kind} is to come back, put it back without its sourcedId, run \`timeback-catalog fmt\`, and say so: ${confirmation('ID', sourcedId)} with the id that it got.`,
  });
}

function nobodyAsked(): Problem {
  return problem('usage/wrong', {
    detail: 'Somebody has to say that it was not published: --base REF, --env NAME, or both.',
  });
}
