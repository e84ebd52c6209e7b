/** Where the ledger of ids lies. All names are relative to the folder of the config. */
export type LedgerPlace =
  /** In one file and nowhere else. */
  | { readonly form: 'file'; readonly file: string }
  /**
   * In the files of a folder; what is in the one file is read as well, until it is moved there.
   * `either`: as long as there is no such folder and the catalog is small, the one file is enough.
   */
  | { readonly form: 'folder' | 'either'; readonly folder: string; readonly file: string };

const file = 'catalog.ids';

/** From the `ids` of a config: a folder has a slash at its end. */
export function ledgerPlace(ids: string | undefined): LedgerPlace {
  if (ids === undefined) return { form: 'either', folder: 'ids', file };
  return ids.endsWith('/')
    ? { form: 'folder', folder: ids.slice(0, -1), file }
    : { form: 'file', file: ids };
}

/** Whether a path, relative to the folder of the config, is one of a ledger in this place. */
export function isInLedger(path: string, place: LedgerPlace): boolean {
  if (path === place.file) return true;
  if (place.form === 'file' || !path.startsWith(`${place.folder}/`)) return false;
  return isLedgerName(path.slice(place.folder.length + 1));
}

/** Of a path below the folder: hidden files and folders are somebody else's. */
function isLedgerName(path: string): boolean {
  return path.endsWith('.ids') && path.split('/').every((name) => !name.startsWith('.'));
}
