import { type Reading, readManifest } from './manifest.ts';
import type { SourceFile } from './source-file.ts';

/**
 * What files were read as, by their bytes (the very array, not an equal one). Two states of a
 * catalog that share the bytes of unchanged files share the work of reading them. Absent where only
 * one state is read: readings weigh about ten times as much as the files.
 */
export type Readings = WeakMap<Uint8Array, Reading>;

/** The reading of a file, taken over where its bytes were read before, also under another name. */
export function readingOf(source: SourceFile, readings: Readings): Reading {
  const known = readings.get(source.bytes);
  if (known?.file === source.file) return known;
  // Problems name the file that they were found in.
  if (known?.manifest && known.problems.length === 0) return underName(source.file, known);
  const reading = readManifest(source);
  readings.set(source.bytes, reading);
  return reading;
}

function underName(file: string, { manifest, ...reading }: Reading): Reading {
  return { ...reading, file, ...(manifest && { manifest: { ...manifest, file } }) };
}
