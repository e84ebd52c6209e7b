import { escapeFor } from '../render/escape.ts';
import { count } from '../render/wording.ts';
import type { Progress } from './world.ts';

/** Progress for a log: one line a step, and a line now and then while a long step runs. */
export function progressLines(write: (line: string) => void): (progress: Progress) => void {
  const counts = new Map<string, Counts>();
  return (progress) => {
    const where = progress.type === 'in' ? progress.environment : '';
    const step = progress.type === 'in' ? progress.progress : progress;
    const before = counts.get(where) ?? { total: 0, done: 0, waits: 0 };
    const now = counted(step, before);
    counts.set(where, now);
    // Many requests wait together: the first of each round speaks for them.
    if (step.type === 'retrying' && step.time <= before.waits) return;
    const line = lineOf(step, now);
    if (line) write(where === '' ? line : `${escapeFor.terminal(where)}: ${line}`);
  };
}

interface Counts {
  readonly total: number;
  readonly done: number;
  readonly waits: number;
}

function counted(progress: Progress, { total, done, waits: before }: Counts): Counts {
  const waits = progress.type === 'retrying' ? Math.max(progress.time, before) : 0;
  if (progress.type === 'applying') return { total: progress.total, done: 0, waits };
  return { total, done: progress.type === 'outcome' ? done + 1 : done, waits };
}

/** So many changes between two lines about a long apply. */
const stride = 500;

/** What one event says; undefined where it is not worth a line of its own. */
export function lineOf(
  progress: Progress,
  { done, total }: { readonly done: number; readonly total: number },
): string | undefined {
  switch (progress.type) {
    case 'embedded':
      return `Using the emulator inside this tool: nothing leaves this machine. Its data is in ${escapeFor.terminal(progress.folder)}.`;
    case 'unencrypted':
      return `WARNING: the credentials of ${escapeFor.terminal(progress.environment)} are sent unencrypted (--insecure-http). Whoever listens in can publish in your name.`;
    case 'reading':
      return `Reading ${escapeFor.terminal(progress.platform.name)} …`;
    case 'read':
      return `Read ${count(progress.records, 'record')} in ${count(progress.requests, 'request')}.`;
    case 'planned':
      return `Compared ${count(progress.nodes, 'node')}: ${count(progress.changes, 'change')}.`;
    case 'retrying':
      return `Waiting: ${progress.reason}.`;
    case 'applying':
      return total > 0 ? `Writing ${count(total, 'change')} …` : undefined;
    case 'outcome':
      return done % stride === 0 && done < total ? `Written ${done} of ${total}.` : undefined;
    case 'proving':
      return 'Reading back what was written …';
    case 'page':
    case 'planning':
    case 'proved':
    case 'in':
      return undefined;
  }
}
