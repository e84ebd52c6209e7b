/** Where the ledger of ids is. All names are relative to the folder of the config. */
export type LedgerPlace =
  /** The ledger is one file. */
  | { readonly form: 'file'; readonly file: string }
  /**
   * The ledger is a folder; lines in the one file count as well until they are moved. `either`: the
   * one file is enough as long as the folder does not exist and the catalog is small.
   */
  | { readonly form: 'folder' | 'either'; readonly folder: string; readonly file: string };

const file = 'catalog.ids';

/** Reads `ids` of a config. A folder ends in a slash. */
export function ledgerPlace(ids: string | undefined): LedgerPlace {
  if (ids === undefined) return { form: 'either', folder: 'ids', file };
  return ids.endsWith('/')
    ? { form: 'folder', folder: ids.slice(0, -1), file }
    : { form: 'file', file: ids };
}

/** Whether a path, relative to the folder of the config, belongs to a ledger in this place. */
export function isInLedger(path: string, place: LedgerPlace): boolean {
  if (path === place.file) return true;
  if (place.form === 'file' || !path.startsWith(`${place.folder}/`)) return false;
  return isLedgerName(path.slice(place.folder.length + 1));
}

/** Excludes hidden files and folders, which belong to other programs. */
function isLedgerName(path: string): boolean {
  return path.endsWith('.ids') && path.split('/').every((name) => !name.startsWith('.'));
}
