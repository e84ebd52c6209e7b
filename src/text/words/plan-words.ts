import { type Destination, pairsText, rowValueText } from '../../model/destination.ts';
import type { Address } from '../../model/node.ts';
import type {
  Change,
  HeldBackChange,
  Impact,
  LeavingPlacement,
  Partial,
  Plan,
  Tied,
} from '../../model/plan.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-codes.ts';
import { scopeText } from '../../model/scope.ts';
import { alikeCharacters } from '../../model/text.ts';
import type { ShownImpact } from '../document.ts';
import type { Look } from '../look.ts';
import { pathText, someNames } from './names.ts';
import { count } from './wording.ts';

/** The most corrected rows that are listed; the others are counted. */
const mostRows = 20;

/**
 * How an environment differs from a platform as documented, one sentence a line: where its tokens come from,
 * whose credentials are sent, which rows are corrected. Empty for most environments.
 */
export function destinationLines({ destination }: Plan['platform']): string[] {
  if (!destination) return [];
  const { credentials, scope } = destination;
  return [
    ...tokenLine(destination),
    // The credentials are named only if the config names variables for them.
    ...(credentials.length === 1 ? [`Credentials come from ${pairsText(credentials)}.`] : []),
    ...rowsLine(destination),
    ...(scope ? [`Only this part of the platform was read: ${scopeText(scope)}.`] : []),
  ];
}

function tokenLine({ tokenUrl, baseUrl }: Destination): string[] {
  const [token, base] = [URL.parse(tokenUrl), URL.parse(baseUrl)];
  if (!token || !base) return [];
  const isElsewhere = token.origin !== base.origin;
  return isElsewhere ? [`Credentials are sent to another host to get a token: ${tokenUrl}.`] : [];
}

function rowsLine({ corrected, rows }: Destination): string[] {
  if (corrected.length === 0) return [];
  const shown = corrected.slice(0, mostRows).map((row) => `${row} = ${rowValueText(rows[row])}`);
  const more = corrected.length - shown.length;
  const rest = more > 0 ? `, and ${more} more` : '';
  return [`${count(corrected.length, 'row')} corrected: ${shown.join(', ')}${rest}.`];
}

/** The impact of a node of a plan, if it was counted: `⚠ 412 results, 2 open classes with 31 enrollments`. */
export function impactOf(
  impact: Impact | undefined,
  address: Address,
  look: Look,
): ShownImpact | undefined {
  const node = impact?.nodes.find((one) => one.address === address);
  const isLesson = address.startsWith('lesson/');
  const own = node && { text: textOf(node, look, isLesson), isHarmless: isNothing(node, isLesson) };
  const leaving = (impact?.placements ?? []).filter(({ from }) => from === address);
  if (leaving.length === 0) return own;
  const texts = [...(own ? [own.text] : []), ...leaving.map((one) => leavingText(one, look))];
  const isHarmless = own?.isHarmless !== false && leaving.every(({ results }) => results === 0);
  return { text: texts.join('; '), isHarmless };
}

/** A placement that moves away, in words: results belong to the placement and not to its resource. */
function leavingText({ sourcedId, resource, to, isKept, results }: LeavingPlacement, look: Look) {
  const mark = results === 0 ? '' : look.unicode ? '⚠ ' : '! ';
  const there = to === undefined ? '' : ` for ${to}`;
  const then = isKept ? 'which go along' : 'which stay with it';
  const after = results === 0 ? '' : `, ${then}`;
  return `${mark}placement ${sourcedId} of ${resource} leaves${there}: ${numberOf(results, 'result')}${after}`;
}

/** The impact of everything that a plan retires or moves, in one line; undefined if it was not counted. */
export function impactLine(impact: Impact | undefined, look: Look): ShownImpact | undefined {
  if (!impact) return undefined;
  const isLesson = impact.nodes.some(({ address }) => address.startsWith('lesson/'));
  const hasLesson = isLesson || (impact.placements ?? []).length > 0;
  const text = `Learner impact of retired and moved lessons: ${textOf(impact, look, hasLesson)}.`;
  return { text, isHarmless: isNothing(impact, hasLesson) };
}

function isNothing({ results, classes }: Tied, hasResults: boolean): boolean {
  return (!hasResults || results === 0) && classes === 0;
}

function textOf(tied: Tied, look: Look, hasResults: boolean): string {
  const { results, classes, enrollments } = tied;
  const parts = [
    ...(hasResults ? [numberOf(results, 'result')] : []),
    classesText(classes, enrollments),
  ];
  const mark = isNothing(tied, hasResults) ? '' : look.unicode ? '⚠ ' : '! ';
  return `${mark}${parts.join(', ')}`;
}

function numberOf(number: number | undefined, noun: string): string {
  if (number === undefined) return `${noun}s unknown`;
  return number === 0 ? `no ${noun}s` : count(number, noun);
}

function classesText(classes: number | undefined, enrollments: number | undefined): string {
  if (classes === undefined) return 'classes unknown';
  if (classes === 0) return 'no open classes';
  const open = `${classes} open class${classes === 1 ? '' : 'es'}`;
  if (enrollments === undefined) return open;
  return enrollments === 0
    ? `${open} without enrollments`
    : `${open} with ${count(enrollments, 'enrollment')}`;
}

type NameOf = (address: Address) => string;

/** What made a run partial and what it left, one sentence a line; empty if the run was about everything. */
export function narrowedLines(
  { partial, held }: { readonly partial?: Partial; readonly held: readonly HeldBackChange[] },
  nameOfAddress: NameOf,
): string[] {
  return [
    ...(partial ? partialLines(partial, nameOfAddress) : []),
    ...heldLines(held, nameOfAddress),
  ];
}

/** The selection of a partial run: `Partial: only unit "A"; 3 changes elsewhere are left.` */
function partialLines({ target, exclude, brought, outside }: Partial, name: NameOf): string[] {
  const only = target.length > 0 ? `only ${target.map(name).join(', ')}` : 'everything';
  const without = exclude.length > 0 ? ` without ${exclude.map(name).join(', ')}` : '';
  const left =
    outside > 0 ? `; ${count(outside, 'change')} elsewhere ${areOrIs(outside)} left` : '';
  const came = brought.map(name).join(', ');
  return [
    `Partial: ${only}${without}${left}.`,
    ...(brought.length > 0 ? [`Also included, because they are needed: ${came}.`] : []),
  ];
}

function heldLines(held: readonly HeldBackChange[], name: NameOf): string[] {
  const groups = Map.groupBy(held, ({ because, on }) => `${because} ${on}`);
  return [...groups.values()].map((group) => heldLine(group, name));
}

function heldLine(group: readonly HeldBackChange[], name: NameOf): string {
  const [first] = group;
  const changes = count(group.length, 'change');
  const on = first ? name(first.on) : '';
  switch (first?.because) {
    case 'frozen':
      return `${on} is frozen: ${changes} held back.`;
    case 'excluded':
      return `${on} is excluded: ${changes} left.`;
    default:
      return `${someNames(group)} ${group.length === 1 ? 'needs' : 'need'} ${on}: ${changes} left as well.`;
  }
}

const areOrIs = (number: number) => (number === 1 ? 'is' : 'are');

/**
 * Warnings that a reviewer must read before the plan: who gets the credentials, which ids were changed on
 * purpose, and how data is sent.
 */
const first: readonly ProblemCode[] = [
  'config/redirected',
  'config/approval',
  'identity/confirmed',
  'identity/course-name',
  'config/corrected',
];

/** The most notices that are shown: the diff has all of them. */
const mostNotices = 20;

export interface Sorted {
  /** Warnings to show before everything else, those about credentials first. */
  readonly notices: readonly Problem[];
  /** The number of notices that are not shown. */
  readonly more: number;
  /** The other warnings in reading order. */
  readonly others: readonly Problem[];
}

/** Splits the warnings of a plan into those to read before it and the others. */
export function sorted(warnings: readonly Problem[]): Sorted {
  const all = first.flatMap((code) => warnings.filter((one) => one.code === code));
  const others = inReadingOrder(warnings.filter(({ code }) => !first.includes(code)));
  return {
    notices: all.slice(0, mostNotices),
    more: Math.max(0, all.length - mostNotices),
    others,
  };
}

/** A line that counts the notices that are not shown; empty if all are. */
export function moreNotices({ more }: Sorted): string[] {
  return more === 0 ? [] : [`And ${more} more of this kind, which the diff shows.`];
}

/** What a reader should know about the fields of a change besides their values. */
export function fieldNotes(change: Change): string[] {
  const edited = editedIn(change).map(({ path }) => pathText(path));
  const isOne = edited.length === 1;
  return [
    ...(edited.length > 0
      ? [
          `${edited.join(', ')} ${isOne ? 'was' : 'were'} changed on the platform since your last apply: publishing overwrites that`,
        ]
      : []),
    ...alikeNotes(change),
    ...defaultNotes(change),
  ];
}

/** For texts that look the same on a screen although they differ: which characters differ. */
function alikeNotes(change: Change): string[] {
  if (change.action === 'create') return [];
  return change.fields.flatMap((field) => {
    if (field.kind !== 'changed') return [];
    const { path, before, after } = field;
    const differing =
      typeof before === 'string' && typeof after === 'string'
        ? alikeCharacters(before, after)
        : undefined;
    return differing ? [`${pathText(path)}: both texts look the same, but ${differing}`] : [];
  });
}

function editedIn(change: Change) {
  if (change.action === 'create') return [];
  return change.fields.filter((field) => field.kind === 'changed' && field.isEditedThere);
}

/** How much a plan overwrites of what somebody changed on the platform. */
export function overwritingLines({ changes }: Pick<Plan, 'changes'>): string[] {
  const fields = changes.flatMap(editedIn);
  if (fields.length === 0) return [];
  const nodes = changes.filter((change) => editedIn(change).length > 0);
  const names = someNames(nodes);
  return [
    `${count(fields.length, 'field')} ${fields.length === 1 ? 'was' : 'were'} changed on the platform since your last apply, and this plan overwrites ${fields.length === 1 ? 'it' : 'them'}: ${names}. Somebody edited there, or published another commit. To keep a change, write it into the manifest, or merge that commit.`,
  ];
}

/** The fields of a change that come from defaults, a line for each source of defaults. */
function defaultNotes({ byDefault = [] }: Change): string[] {
  const bySource = Map.groupBy(byDefault, ({ course }) => course ?? 'the config');
  return [...bySource].map(
    ([source, fields]) =>
      `by default of ${source}: ${fields.map(({ path }) => pathText(path)).join(', ')}`,
  );
}
