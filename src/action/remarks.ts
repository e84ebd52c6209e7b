import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Annotation, annotationCommand } from '../render/annotations.ts';

/** GitHub shows so many of each level from one step, and drops the others without a word. */
const mostOfLevel = 10;
/** And so many of one job. */
const mostOfJob = 50;

/**
 * The commands for the remarks that GitHub will show, those that matter most first, and how many
 * others there are. `countFile` holds how many the steps before have made.
 */
export function remarksWithin(
  annotations: readonly Annotation[],
  countFile: string,
): { readonly commands: readonly string[]; readonly dropped: number } {
  const before = countIn(countFile);
  const shown = (['error', 'warning', 'notice'] as const)
    .flatMap((level) => annotations.filter((one) => one.level === level).slice(0, mostOfLevel))
    .slice(0, Math.max(0, mostOfJob - before));
  if (shown.length > 0) {
    mkdirSync(dirname(countFile), { recursive: true });
    writeFileSync(countFile, String(before + shown.length));
  }
  return { commands: shown.map(annotationCommand), dropped: annotations.length - shown.length };
}

function countIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
