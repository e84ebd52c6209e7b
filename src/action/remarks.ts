import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/write.ts';
import { type Annotation, annotationCommand } from '../text/workflow.ts';

/** GitHub shows so many of each level from one step, and drops the others without a word. */
const mostOfLevel = 10;
/** And so many of one job. */
const mostOfJob = 50;

/**
 * The commands for the remarks that GitHub will show, those that matter most first, and how many
 * others there are. A file in the job's own folder holds how many the steps before have made.
 */
export function remarksWithin(
  annotations: readonly Annotation[],
  temp: string | undefined,
): { readonly commands: readonly string[]; readonly dropped: number } {
  const countFile = temp && join(temp, 'timeback-catalog', 'annotations');
  const before = countFile ? countIn(countFile) : 0;
  const shown = (['error', 'warning', 'notice'] as const)
    .flatMap((level) => annotations.filter((one) => one.level === level).slice(0, mostOfLevel))
    .slice(0, Math.max(0, mostOfJob - before));
  if (shown.length > 0 && countFile) {
    writeWhole(countFile, String(before + shown.length));
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
