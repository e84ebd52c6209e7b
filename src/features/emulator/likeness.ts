import type { MeasuredRow, PlatformFacts } from '../../model/drift.ts';
import { isSameJson, type Json } from '../../model/json.ts';
import { type Checked, checked, failure, problem } from '../../model/problem.ts';
import { readFacts } from '../../run/measured/measured-facts.ts';
import type { World } from '../../run/world.ts';
import type { QuirkName, QuirkSpec } from './server/quirks.ts';

/** Whether a measured value is one that a quirk causes. */
type Fits = (value: Json) => boolean;

const is =
  (...values: readonly Json[]): Fits =>
  (value) =>
    values.some((one) => isSameJson(one, value));

const holding =
  (...names: readonly string[]): Fits =>
  (value) =>
    Array.isArray(value) && names.every((name) => value.includes(name));

/** The rows of a platform's facts that show a quirk: all of them must fit. */
const signs: Partial<Readonly<Record<QuirkName, Readonly<Record<string, Fits>>>>> = {
  'put-merges': { 'put.fields': is('merged') },
  'put-merges-metadata': {
    'put.fields': is('replaced'),
    'put.metadata': is('merged', 'merged at the top'),
  },
  'injects-defaults': { 'course.added': holding('AlphaLearn', 'goals') },
  'mirrors-parent': { 'unit.below': is('mirrored') },
  'date-overwritten': { 'date.kept': is('overwritten') },
  'drops-nulls': { 'put.null': is('dropped') },
  'fills-nulls': { 'put.absent': is('null') },
  'grades-as-numbers': { 'grades.form': is('numbers') },
  'grades-as-texts': { 'grades.form': is('texts') },
  'lists-reordered': { 'lists.order': is('changed') },
  'titles-decomposed': {
    'titles.unicode': is('decomposed'),
    'metadata.unicode': is('kept', 'changed'),
  },
  'texts-decomposed': { 'metadata.unicode': is('decomposed') },
  'texts-composed': { 'metadata.unicode': is('composed') },
  'order-as-text': { 'order.form': is('text') },
  'references-with-href': { 'references.shown': is('href') },
  'references-bare': { 'references.shown': is('bare') },
  'adds-read-only': { 'record.added': holding('createdAt', 'tenantId') },
  'put-answers-200': {
    'put.first': is('200'),
    'put.again': is('200'),
    'put.answer': is('record'),
  },
  'put-answers-201': { 'put.again': is('201'), 'put.answer': is('record') },
  'put-answers-204': { 'put.again': is('204') },
  'put-answers-empty': { 'put.again': is('200'), 'put.answer': is('nothing') },
  'put-answers-201-empty': { 'put.again': is('201'), 'put.answer': is('nothing') },
  'put-answers-braces': { 'put.answer': is('braces') },
  'hides-retired': { 'lists.retired': is('hidden') },
  'retired-is-final': { 'retire.restore': is('refused') },
  'page-cap-100': { 'list.cap': is(100) },
  'short-pages': { 'list.pages': is('short') },
  'lists-show-less': { 'list.records': is('part') },
  'filter-ignored': { 'filter.ids': is('ignored') },
  'filter-refused': { 'filter.ids': is('refused') },
  'filter-unknown-empty': { 'filter.unknown': is('empty') },
  'filter-nested-ignored': { 'filter.nested': is('ignored') },
  'filter-nested-empty': { 'filter.nested': is('empty') },
  'filter-first-term': { 'filter.or': is('first alone') },
  'filter-cut': { 'filter.most': is(10) },
  'filter-whole-total': { 'filter.total': is('of the whole') },
  'foreign-forbidden': { 'foreign.read': is('403') },
  'without-resources': { 'resource.offered': is('404') },
  'resources-forbidden': { 'resource.offered': is('403') },
  'takes-odd-records': { 'error.incomplete': is('taken') },
  'lesson-type-at-top': { 'placement.lessonType': is('top', 'nowhere') },
  'lesson-type-in-metadata': { 'placement.lessonType': is('metadata', 'nowhere') },
  'placement-titles-stay': { 'placement.title': is('stay') },
  'placements-untitled': { 'placement.title': is('none') },
  'hides-unit-placements': { 'placement.inUnit': is('hidden') },
  'totals-of-zero': { 'list.totals': is('zero') },
  'trims-blanks': { 'texts.blanks': is('trimmed') },
  'lower-cases-metadata': { 'metadata.letters': is('lower') },
  'dates-in-full': { 'metadata.dates': is('in full') },
  'reorders-metadata': { 'metadata.lists': is('changed') },
  'drops-zeros': { 'values.dropped': holding('numbers', 'truths', 'texts') },
  'metadata-as-texts': { 'metadata.numbers': is('texts') },
  'decides-total-xp': { 'course.totalXp': is('decided') },
  'unit-named-parent': { 'lesson.unit': is('parent') },
  'order-named-position': { 'sortOrder.key': is('position') },
  'resources-listed': { 'lesson.resources.shape': is('list') },
  'retired-named-inactive': { 'status.retired': is('inactive') },
  'without-total-header': { 'list.counted': is('no') },
  'without-link-header': { 'list.linked': is('no'), 'list.totals': is('right') },
  'fields-refused': { 'list.fields': is('refused') },
  'fields-ignored': { 'list.fields': is('ignored') },
  'empty-texts-refused': { 'texts.empty': is('refused') },
  'grades-refuse-numbers': { 'grades.numbers': is('refused') },
  'grades-and-subjects-listed': { 'subjects.unlisted': is('refused') },
  'post-answers-409': { 'error.again': is('409') },
  'drops-unknown-fields': { 'fields.unknown': is('dropped') },
  'course-resources-dropped': { 'course.resources': is('dropped') },
};

/** The quirks that some row describes. */
export const describedQuirks = Object.keys(signs) as readonly QuirkName[];

/**
 * The part of the measured lag to use: a record became visible between two looks, and the later one was
 * noted.
 */
const middle = 0.75;

/** The quirks that make the emulator behave like a measured platform. */
export function quirksLike({ rows }: Pick<PlatformFacts, 'rows'>): readonly QuirkSpec[] {
  const values = new Map(
    rows.flatMap(({ row, state, value }) =>
      state === 'measured' && value !== undefined ? [[row, value] as const] : [],
    ),
  );
  const named = describedQuirks.filter((quirk) =>
    Object.entries(signs[quirk] ?? {}).every(([row, fits]) => {
      const value = values.get(row);
      return value !== undefined && fits(value);
    }),
  );
  const [single, list] = [values.get('lag.single'), values.get('lag.list')].map(Number);
  const lags: QuirkSpec[] = [];
  if (single !== undefined && single > 0) lags.push(`singles-lag=${Math.round(single * middle)}`);
  if (list !== undefined && list > 0) lags.push(`lists-lag=${Math.round(list * middle)}`);
  return [...named, ...lags];
}

/** The values that the emulator can have, without a quirk or by one, by row. */
const usual: Readonly<Record<string, readonly Json[]>> = {
  'put.kept': ['yes'],
  'put.fields': ['replaced', 'merged'],
  'put.metadata': ['replaced', 'merged'],
  'put.null': ['kept', 'dropped'],
  'put.back': ['taken'],
  'move.lesson': ['moved'],
  'move.unit': ['moved'],
  'rename.lesson': ['renamed'],
  'retire.put': ['taken'],
  'retire.single': ['shown'],
  'retire.restore': ['restored', 'refused'],
  'retire.cascades': ['no'],
  'lists.retired': ['shown', 'hidden'],
  'titles.length': ['at least 1000'],
  'texts.signs': ['kept'],
  'metadata.big': ['kept'],
  'order.zero': ['kept'],
  'order.same': ['kept'],
  'order.gaps': ['kept'],
  'order.fraction': ['kept'],
  'date.older': ['taken'],
  'filter.and': ['all'],
  'filter.contains': ['applied'],
  'filter.not': ['applied'],
  'filter.numbers': ['as numbers'],
  'list.sort': ['followed'],
  'fields.unknown': ['kept', 'dropped'],
  'course.resources': ['kept', 'dropped'],
  'texts.empty': ['kept', 'refused'],
};

/** Measured rows that the emulator cannot imitate. */
function unlike({ rows }: Pick<PlatformFacts, 'rows'>): readonly MeasuredRow[] {
  return rows.filter(({ row, state, value }) => {
    const known = Object.hasOwn(usual, row) ? usual[row] : undefined;
    const isUnlike = known?.every((one) => !isSameJson(one, value ?? null));
    return state === 'measured' && isUnlike === true;
  });
}

/** The quirks for a file of facts. Warnings: what the emulator cannot imitate. */
export function likenessIn(file: string, world: Pick<World, 'cwd'>): Checked<readonly QuirkSpec[]> {
  const read = readFacts(file, world);
  if (!read.ok) return read;
  if (!read.value) {
    const detail = `${file}, named by --like, does not exist.`;
    const hint = 'Create it: `timeback-catalog probe`.';
    return failure('facts/unreadable', { detail, hint });
  }
  const others = unlike(read.value);
  const named = others.map(({ row, value }) => `${row} (${JSON.stringify(value)})`).join(', ');
  const warnings =
    others.length === 0
      ? []
      : [problem('facts/not-emulated', { detail: `The emulator cannot do this: ${named}.` })];
  return checked(quirksLike(read.value), warnings);
}
