/** One path in the tree of a commit. */
export interface TreeEntry {
  /** From the top of the repository, with slashes. */
  readonly path: string;
  /** The object id of the content. */
  readonly blob: string;
  /** `link`: a symbolic link, whose content is its target. `other`: a submodule. */
  readonly type: 'file' | 'link' | 'other';
}

/** What `git ls-tree -r -z` prints: `MODE TYPE ID<tab>PATH<nul>`, paths unquoted. */
export function parseTree(output: string): TreeEntry[] {
  const records = output.split('\0').slice(0, -1);
  return records.map((record) => {
    const tab = record.indexOf('\t');
    const [mode = '', , blob = ''] = record.slice(0, tab).split(' ');
    return { path: record.slice(tab + 1), blob, type: typeOf(mode) };
  });
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode.startsWith('100')) return 'file';
  return mode === '120000' ? 'link' : 'other';
}

/** What `git cat-file --batch` prints, by object id; objects that the clone lacks are left out. */
export function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  let at = 0;
  while (at < output.length) {
    const endOfHead = output.indexOf('\n', at);
    const head = output.toString('latin1', at, endOfHead);
    const [id = '', type, size = ''] = head.split(' ');
    at = endOfHead + 1;
    if (type !== 'blob') continue;
    const end = at + Number(size);
    contents.set(id, output.subarray(at, end));
    at = end + 1;
  }
  return contents;
}
