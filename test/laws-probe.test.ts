// What is measured of an emulator makes another emulator that measures the same: probe, like, probe.
// laws-probe-pairs.test.ts has all pairs of quirks.
import { describe, expect, test } from 'vitest';
import { describedQuirks } from '../src/features/emulator/likeness.ts';
import type { Emulator } from '../src/features/emulator/server/emulator.ts';
import { type QuirkName, quirkNames } from '../src/features/emulator/server/quirks.ts';
import { type DialectName, dialectNames } from '../src/model/destination.ts';
import { type JsonObject, parseJson } from '../src/model/json.ts';
import { objectUnder } from '../src/model/json-values.ts';
import { holdsAsFixedPoint, usualQuirks } from './support/fixed-point.ts';
import { probed } from './support/probed.ts';
import { canHold } from './support/quirk-sets.ts';

/** Quirks that show in one dialect alone, or only when a record of another client is named. */
const shownIn: Partial<Readonly<Record<QuirkName, DialectName | 'neither'>>> = {
  'foreign-forbidden': 'neither',
  'lesson-type-at-top': 'oneroster',
  'lesson-type-in-metadata': 'oneroster',
  'placement-titles-stay': 'oneroster',
  'placements-untitled': 'oneroster',
  'hides-unit-placements': 'oneroster',
  'mirrors-parent': 'partner',
  'put-answers-200': 'partner',
  'unit-named-parent': 'partner',
  'resources-listed': 'partner',
  'without-total-header': 'oneroster',
  'without-link-header': 'oneroster',
  'empty-texts-refused': 'oneroster',
  'post-answers-409': 'oneroster',
  'course-resources-dropped': 'oneroster',
};

/** What does not show beside a quirk. */
const hidden: Partial<Readonly<Record<QuirkName, readonly QuirkName[]>>> = {
  'grades-refuse-numbers': ['grades-as-texts'],
};

const ofStudents = 'events are of students, and a probe sends none';
const otherSpelling = 'requests go to lists as the table spells them, and to no other address';
const noStandard = 'a probe makes no standard, and nobody need have one';
const peopleOfClasses = 'classes and the people in them are never asked for';

/** Why a probe cannot see a quirk that no row describes. */
const unseen: Partial<Readonly<Record<QuirkName, string>>> = {
  'foreign-not-found': 'a record of another client is read, and never written',
  'slash-required': otherSpelling,
  'slash-refused': otherSpelling,
  'standards-bare': noStandard,
  'standards-by-identifier': noStandard,
  'class-people-by-role': peopleOfClasses,
  'class-people-as-users': peopleOfClasses,
  'lesson-types-open':
    'a word that the document does not have would take a write more than a probe has',
  ...Object.fromEntries(
    quirkNames.filter((quirk) => quirk.startsWith('events-')).map((quirk) => [quirk, ofStudents]),
  ),
};

test('of each quirk a row describes it, or a reason says why no probe of a catalog sees it', () => {
  expect([...describedQuirks, ...Object.keys(unseen)].sort()).toEqual([...quirkNames].sort());
});

describe.each(dialectNames)('%s', (dialect) => {
  test.each(describedQuirks.map((quirk) => [quirk]))('%s is found, and kept', async (quirk) => {
    const like = await holdsAsFixedPoint(dialect, [quirk]);
    const where = shownIn[quirk];
    const isShown = where === undefined || where === dialect;
    const others = usualQuirks[dialect].filter(
      (usual) => usual !== quirk && canHold([usual, quirk]) && !hidden[quirk]?.includes(usual),
    );
    expect([...like].sort()).toEqual([...(isShown ? [quirk] : []), ...others].sort());
  });

  test.each([
    ['reads-lag=2000', ['singles-lag', 'lists-lag']],
    ['lists-lag=1200', ['lists-lag']],
    ['singles-lag=700', ['singles-lag']],
  ] as const)('%s is found, and kept', async (quirk, names) => {
    const like = await holdsAsFixedPoint(dialect, [quirk]);
    const found = like.flatMap((spec) => (/lag/.test(spec) ? (spec.split('=')[0] ?? '') : []));
    expect(found).toEqual(names);
  });
});

/** A cache that answers a read again for some milliseconds, however often the record is written meanwhile. */
function cached(real: Emulator, now: () => Date, kept: number) {
  const answers = new Map<string, { readonly until: number; readonly answer: Response }>();
  return async (request: Request): Promise<Response> => {
    if (request.method !== 'GET') return real.fetch(request);
    const held = answers.get(request.url);
    if (held && now().getTime() < held.until) return held.answer.clone();
    const answer = await real.fetch(request);
    answers.set(request.url, { until: now().getTime() + kept, answer: answer.clone() });
    return answer;
  };
}

describe.each(dialectNames)('behind a cache, %s', (dialect) => {
  test.each([1500, 5000, 600_000])(
    'that keeps answers for %i ms, nothing is measured that is not so',
    async (kept) => {
      const direct = (await probed(dialect)).rows();
      const behind = await probed(dialect, {}, { fetch: (real, now) => cached(real, now, kept) });
      const differ = [...behind.rows()].filter(
        ([row, value]) => value !== direct.get(row) && value !== 'not tried',
      );
      expect(differ.map(([row]) => row)).toEqual(kept < 10_000 ? ['lag.single'] : []);
    },
  );
});

/** The metadata of the course with the questions, as a platform shows it. */
function shownAs(change: (metadata: JsonObject) => JsonObject | undefined) {
  return (real: Emulator) =>
    async (request: Request): Promise<Response> => {
      const answer = await real.fetch(request);
      const text = await answer.clone().text();
      const body = request.method === 'GET' ? objectUnder(parseJson(text), 'course') : {};
      const metadata = objectUnder(body, 'metadata');
      if (metadata['keep'] === undefined) return answer;
      const shown = change(metadata);
      return Response.json({ course: { ...body, metadata: shown } }, { status: answer.status });
    };
}

// What came back is equal by no rule, so no rule would hide that it is lost.
describe.each(dialectNames)(
  '%s: a value that was lost proposes no rule of comparing',
  (dialect) => {
    test.each([
      ['no metadata', () => undefined],
      ['what is nested as a text', (all: JsonObject) => ({ ...all, list: '["b","a","c"]' })],
      ['texts cut', (all: JsonObject) => ({ ...all, blank: ' two', signs: 'emoji' })],
      [
        'other words',
        (all: JsonObject) => ({ ...all, blank: 'x', letters: 'x', date: 'x', list: [] }),
      ],
    ] as const)('%s', async (_, change) => {
      const rows = (await probed(dialect, {}, { fetch: shownAs(change) })).rows();
      const proposed = [...rows].filter(([row]) => /^(?:compare\.|values\.dropped)/.test(row));
      const usual = (await probed(dialect)).rows();
      for (const [row, value] of proposed) expect([usual.get(row), 'refused']).toContain(value);
    });
  },
);

test('signs that come back changed are told to authors, and a date in full is one in any notation', async () => {
  const fetch = shownAs((all) => ({
    ...all,
    signs: '&lt;b&gt;',
    date: '2026-03-01T00:00:00+00:00',
  }));
  const { rows, stdout } = await probed('partner', {}, { fetch });
  expect(stdout).toContain('Signs in texts, such as & and <, come back changed here.');
  expect(rows().get('compare.dates')).toBe('measured ["metadata"]');
});

test('a platform that takes no later write is asked nothing about the content of one', async () => {
  const fetch = (real: Emulator) => async (request: Request) => {
    const { pathname } = new URL(request.url);
    const isLater = request.method === 'PUT' && made.has(pathname);
    if (isLater) return Response.json({ error: 'If-Match is missing' }, { status: 428 });
    if (request.method === 'PUT') made.add(pathname);
    return real.fetch(request);
  };
  const made = new Set<string>();
  const rows = (await probed('partner', {}, { fetch })).rows();
  for (const row of ['put.body', 'titles.length']) expect(rows.get(row)).toBe('refused');
});
