import { type Reading, readManifest } from './manifest.ts';
import type { SourceFile } from './source-file.ts';

/**
 * Readings by the byte array of the file (by identity, not equality). Two states of a catalog that
 * share arrays of unchanged files share the work of reading them. Not used for a single state:
 * readings take about ten times the memory of the files.
 */
export type Readings = WeakMap<Uint8Array, Reading>;

/** The reading of a file, reused if its bytes were read before, also under another name. */
export function readingOf(source: SourceFile, readings: Readings): Reading {
  const known = readings.get(source.bytes);
  if (known?.file === source.file) return known;
  // Problems name the file in which they were found.
  if (known?.manifest && known.problems.length === 0) return underName(source.file, known);
  const reading = readManifest(source);
  readings.set(source.bytes, reading);
  return reading;
}

function underName(file: string, { manifest, ...reading }: Reading): Reading {
  return { ...reading, file, ...(manifest && { manifest: { ...manifest, file } }) };
}
