import { type Entry, hasUsableUuid } from './entry.ts';
import type { Finding } from './finding.ts';
import type { Step } from './replay.ts';
import { inWords, type Remark } from './row.ts';

/** A finding with the revision that it is about. */
export interface Found {
  readonly step: Step;
  readonly rev: string;
  readonly entry?: Entry;
  readonly detail: string;
}

export function select(steps: readonly Step[], isWanted: (finding: Finding) => boolean): Found[] {
  return steps.flatMap((step) =>
    step.findings.filter(isWanted).map(({ problem: { detail }, entry }) => ({
      step,
      rev: step.revision.rev,
      detail,
      ...(entry && { entry }),
    })),
  );
}

/** Remarks about the findings that are not true. */
export function untrue(found: readonly Found[], isTrue: (each: Found) => boolean): Remark[] {
  return found.filter((each) => each.entry && !isTrue(each)).map(remark);
}

export function remark({ rev, entry, detail }: Found): Remark {
  if (!entry) return { rev, text: detail };
  const value = hasUsableUuid(entry) ? ` has ${entry.written.uuid}` : '';
  return { rev, text: `${inWords(entry)}${value}` };
}
