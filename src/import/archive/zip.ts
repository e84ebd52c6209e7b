import { unzipSync } from 'fflate';
import { checkName, limits, meter, UnsafeArchive } from './limits.ts';

/** Reads the wanted files of a zip. No file may exceed the size in the directory of the zip. */
export function readZip(
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const names = new Set<string>();
  const sizes = new Map<string, number>();
  const count = meter();
  const files = unpacked(bytes, ({ name, size, originalSize }) => {
    if (names.size >= limits.entries)
      throw new UnsafeArchive(`it has more than ${limits.entries} entries`);
    checkName(name);
    if (names.has(name)) throw new UnsafeArchive(`it holds ${JSON.stringify(name)} twice`);
    names.add(name);
    if (name.endsWith('/') || !wanted(name)) return false;
    count(name, size, originalSize);
    sizes.set(name, originalSize);
    return true;
  });
  for (const [name, { length }] of Object.entries(files)) {
    if (length !== sizes.get(name)) throw new UnsafeArchive(`${JSON.stringify(name)} is damaged`);
  }
  return new Map(Object.entries(files));
}

type Filter = NonNullable<NonNullable<Parameters<typeof unzipSync>[1]>['filter']>;

function unpacked(bytes: Uint8Array, filter: Filter): ReturnType<typeof unzipSync> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UnsafeArchive) throw error;
    // Any error of the library comes from the bytes.
    throw new UnsafeArchive(
      `it is damaged (${error instanceof Error ? error.message : 'unknown'})`,
    );
  }
}
