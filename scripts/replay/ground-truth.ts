import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** An identity event that was found in a history without this tool. */
export interface IdentityEvent {
  readonly kind: string;
  readonly rev: string;
  /** The uuid of the course. */
  readonly course?: string;
  readonly key?: string;
  readonly uuid?: string;
  readonly old_uuid?: string;
  readonly new_uuid?: string;
}

/** One uuid with several keys, from one revision until before another. */
export interface DuplicateSpan {
  readonly uuid: string;
  readonly keys: readonly string[];
  readonly from_rev: string;
}

export interface GroundTruth {
  readonly events: readonly IdentityEvent[];
  readonly dup_uuid_spans: readonly DuplicateSpan[];
  /** The measures that somebody counted without this tool; all others are found in the texts. */
  readonly counted?: ReadonlySet<string>;
}

/** Measures that a file of events always holds, even if they are zero. */
const measures = [
  ...['uuid_changes.fresh', 'uuid_changes.from_malformed', 'rename_lost_uuid', 'odd_uuid'],
  'dup_uuid',
];

/** What is known about a history: `NAME.events.json` beside it. Undefined if there is no such file. */
export function readGroundTruth(historyFile: string): GroundTruth | undefined {
  const name = basename(historyFile).replace(/\.jsonl(?:\.gz)?$/, '');
  const file = join(dirname(historyFile), `${name}.events.json`);
  if (!existsSync(file)) return undefined;
  const { events = [], dup_uuid_spans = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return { events, dup_uuid_spans, counted: new Set(measures) };
}
