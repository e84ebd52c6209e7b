import { terminalLine } from '../text/terminal.ts';
import { count } from '../text/words/wording.ts';
import type { Progress } from './world.ts';

/** Gives a function that writes progress for a log: a line for each step, and some during a long step. */
export function progressLines(write: (line: string) => void): (progress: Progress) => void {
  const counts = new Map<string, Counts>();
  return (progress) => {
    const where = progress.type === 'in' ? progress.environment : '';
    const step = progress.type === 'in' ? progress.progress : progress;
    const before = counts.get(where) ?? { total: 0, done: 0, waits: 0, shown: -1 };
    const waits = step.type === 'retrying' ? Math.max(step.time, before.waits) : 0;
    const now = {
      ...{ ...before, waits },
      ...(step.type === 'applying' && { total: step.plan.changes.length, done: 0 }),
      ...(step.type === 'outcome' && { done: before.done + 1 }),
      ...(step.type === 'rehearsing' && { shown: slotOf(step) }),
    };
    counts.set(where, now);
    // Many requests wait at the same time: the first of each round stands for all.
    if (step.type === 'retrying' && step.time <= before.waits) return;
    if (step.type === 'rehearsing' && isSmallStep(step, before)) return;
    const line = lineOf(step, now);
    if (line) write(where === '' ? line : `${terminalLine(where)}: ${line}`);
  };
}

interface Counts {
  readonly total: number;
  readonly done: number;
  readonly waits: number;
  /** The quarter of a minute for which a log last said that XP is awaited. */
  readonly shown: number;
}

type Rehearsing = Extract<Progress, { type: 'rehearsing' }>;

function slotOf({ step, elapsed = 0 }: Rehearsing): number {
  return step === 'waiting' ? Math.floor(elapsed / 15_000) : -1;
}

function isSmallStep(progress: Rehearsing, { shown }: Counts): boolean {
  if (progress.step === 'waited') return progress.total === 0;
  return progress.step === 'waiting'
    ? progress.total === 0 || slotOf(progress) <= shown
    : progress.done > 0;
}

/** The progress of a rehearsal in one line. */
export function rehearsalProgressLine({ step, done, total, elapsed = 0 }: Rehearsing): string {
  const things = `${total} record${total === 1 ? '' : 's'}`;
  const after = elapsed < 1000 ? '' : ` after ${Math.round(elapsed / 1000)} s`;
  switch (step) {
    case 'making':
      return `Creating ${things} for the test …`;
    case 'sending':
      return `Sending ${total} event${total === 1 ? '' : 's'} …`;
    case 'waiting':
      return `Waiting for XP: ${done} of ${total}${after} …`;
    case 'waited':
      return `XP was credited for ${done} of ${total}${after}.`;
    case 'cleaning':
      return `Marking ${things} for deletion …`;
  }
}

/** The progress of a probe in one line. */
export function probingLine({ step, done, total }: Extract<Progress, { type: 'probing' }>): string {
  const at = done === 0 ? '' : ` (${done} of ${total})`;
  return step === 'measuring'
    ? `Carrying out ${count(total, 'experiment')}${at} …`
    : `Retiring ${count(total, 'record')} of the probe${at} …`;
}

type Settling = Extract<Progress, { type: 'settling' }>;

function settlingLine({ missing, written, pause }: Settling): string {
  const seconds = Math.round(pause / 1000);
  const when = seconds < 1 ? 'in a moment' : `in ${seconds} s`;
  return `${missing} of ${count(written, 'change')} ${missing === 1 ? 'is' : 'are'} not visible yet; reading again ${when} …`;
}

/** The number of changes between two lines about a long apply. */
const stride = 500;

/** The line of one event; undefined if the event is not worth a line. */
export function lineOf(
  progress: Progress,
  { done, total }: { readonly done: number; readonly total: number },
): string | undefined {
  switch (progress.type) {
    case 'embedded': {
      const names = progress.unnamed.map((name) => terminalLine(name)).join(' or ');
      const why = names && `, since no --env names ${names}`;
      return `Using the built-in emulator${why}: nothing leaves this machine. Its data is in ${terminalLine(progress.folder)}.`;
    }
    case 'unencrypted':
      return `WARNING: the credentials of ${terminalLine(progress.environment)} are sent unencrypted (--insecure-http). Anyone who intercepts them can publish in your name.`;
    case 'reading':
      return `Reading ${terminalLine(progress.platform.name)} …`;
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
    case 'settling':
      return settlingLine(progress);
    case 'rehearsing':
      return rehearsalProgressLine(progress);
    case 'probing':
      return progress.done === 0 ? probingLine(progress) : undefined;
    case 'page':
    case 'planning':
    case 'proved':
    case 'in':
      return undefined;
  }
}
