import { hash } from 'node:crypto';
import type { ObjectFormat } from './git-repository.ts';

/**
 * The id that git gives to these bytes as the content of a file. Where git converts line ends or
 * runs a filter, a file's id is another one: the file then counts as changed, which costs time only.
 */
export function blobId(bytes: Uint8Array, objectFormat: ObjectFormat): string {
  return hash(objectFormat, Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}
