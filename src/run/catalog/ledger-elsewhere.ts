import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isInLedger, type LedgerPlace, ledgerPlace } from '../../config/config.ts';
import { openCommit } from '../../files/git-read.ts';
import { readLedgerBytes } from '../../files/ledger-files.ts';
import { readPlaced } from '../../files/outside.ts';
import { entryAt } from '../../files/write.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { entriesBelow, findBaseConfig, readBaseConfig } from './base-config.ts';
import type { Workspace } from './workspace.ts';

/**
 * The problem of a ledger that is not at the place which `ids` of the config names, if that can be seen:
 * beside that place, or at the last commit. Without this check all ids that ever existed would silently be
 * forgotten.
 */
export function ledgerElsewhere(workspace: Workspace, isFound: boolean): Problem | undefined {
  return otherForm(workspace) ?? besideIt(workspace) ?? (isFound ? undefined : atHead(workspace));
}

/**
 * The problem that `ids` names a folder and it is a file, or the other way round. A folder is written with
 * a slash at its end.
 */
function otherForm({ folder, configFile, config: { ids } }: Workspace): Problem | undefined {
  if (ids.form === 'either') return undefined;
  const name = ids.form === 'file' ? ids.file : ids.folder;
  const entry = entryAt(join(folder, name));
  if (ids.form === 'file' ? !entry?.isDirectory() : !entry?.isFile()) return undefined;
  const [is, named, right] =
    ids.form === 'file' ? ['a folder', 'a file', `${name}/`] : ['a file', 'a folder', name];
  return problem('ledger/elsewhere', {
    detail: `\`ids: ${asWritten(ids)}\` in ${configFile} names ${named}, and ${name} is ${is}.`,
    hint: `Write \`ids: ${right}\` in ${configFile}.`,
  });
}

/** The problem of a second ledger under another name: all of it would be ignored. */
function besideIt({ folder, configFile, config: { ids } }: Workspace): Problem | undefined {
  if (ids.form === 'either') return undefined;
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ids') && !isInLedger(entry.name, ids),
  );
  const file = files.find(({ name }) => isLedger(folder, name))?.name;
  const usual = ledgerPlace(undefined);
  const all = readLedgerBytes(folder, usual);
  const isInFolder = (all.ok ? all.value : []).some(
    (one) => one.file !== usual.file && !isInLedger(one.file, ids),
  );
  const there = file ?? (isInFolder ? 'ids/' : undefined);
  if (there === undefined) return undefined;
  return problem('ledger/elsewhere', {
    detail: `\`ids\` in ${configFile} is ${asWritten(ids)}, but there is also a ledger in ${there}, which would be ignored.`,
    hint: `Write \`ids: ${there}\` in ${configFile} if that is the ledger, or move its lines to ${asWritten(ids)} and delete it.`,
  });
}

const fact = /^\S+ (?:course|unit|lesson|resource|placement) (?:live|retired|released|taken)\b/m;

function isLedger(folder: string, file: string): boolean {
  const about = { file, what: 'the ledger of ids', limit: inputLimits.ledger };
  const bytes = readPlaced(join(folder, file), about);
  return bytes.ok && bytes.value !== undefined && fact.test(new TextDecoder().decode(bytes.value));
}

/** The problem that the ledger of the last commit, by its own config, has another name than today. */
function atHead(workspace: Workspace): Problem | undefined {
  const { folder, configFile, config } = workspace;
  const commit = openCommit(folder, 'HEAD');
  const tree = commit.ok ? commit.value.list() : commit;
  if (!commit.ok || !tree.ok) return undefined;
  const { repository } = commit.value;
  const found = findBaseConfig(tree.value, { repository, configFile, blobs: new Set() });
  if (!found.ok || !found.value) return undefined;
  const { path, blob } = found.value;
  const then = readBaseConfig(commit.value, { path, blob, ref: 'HEAD' }, workspace);
  if (!then.ok || asWritten(then.value.ids) === asWritten(config.ids)) return undefined;
  const there = entriesBelow(posix.dirname(path), tree.value).find(
    (entry) => entry.type === 'file' && isInLedger(entry.path, then.value.ids),
  );
  if (!there) return undefined;
  const { ids } = then.value;
  const former = there.path === ids.file || ids.form === 'file' ? there.path : `${ids.folder}/`;
  const write = `Write \`ids: ${former}\` in ${configFile}`;
  const today = asWritten(config.ids);
  if (today === undefined) {
    return problem('ledger/elsewhere', {
      detail: `${configFile} has no \`ids\`, and neither catalog.ids nor ids/ exists. At HEAD the ledger is in ${former}.`,
      hint: `${write}.`,
    });
  }
  return problem('ledger/elsewhere', {
    detail: `\`ids\` in ${configFile} is ${today}, which does not exist. At HEAD the ledger is in ${former}.`,
    hint: `${write}, or move the ledger from ${former} to ${today} with \`git mv\`.`,
  });
}

/** The ledger as a config names it; undefined if the config does not name it. */
function asWritten(ids: LedgerPlace): string | undefined {
  if (ids.form === 'either') return undefined;
  return ids.form === 'file' ? ids.file : `${ids.folder}/`;
}
