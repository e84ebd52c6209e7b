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

/** One uuid on several keys, from a revision on until before another. */
export interface DuplicateSpan {
  readonly uuid: string;
  readonly keys: readonly string[];
  readonly from_rev: string;
}

export interface GroundTruth {
  readonly events: readonly IdentityEvent[];
  readonly dup_uuid_spans: readonly DuplicateSpan[];
}

/** What is known of a history: `NAME.events.json` beside it. Undefined where there is none. */
export function readGroundTruth(historyFile: string): GroundTruth | undefined {
  const name = basename(historyFile).replace(/\.jsonl(?:\.gz)?$/, '');
  const file = join(dirname(historyFile), `${name}.events.json`);
  if (!existsSync(file)) return undefined;
  const { events = [], dup_uuid_spans = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return { events, dup_uuid_spans };
}
