// Every page that the tool writes, with titles as they come: longer than a screen without a blank, from
// right to left, without spaces, in pictures.
import type { Diagnosis, Drift, ExplainedRow, ProbeReport } from '../../src/model/drift.ts';
import type { EventsReport } from '../../src/model/event-check.ts';
import { type LinksReport, linkVerdicts } from '../../src/model/links.ts';
import type { Plan } from '../../src/model/plan.ts';
import { problem } from '../../src/model/problem.ts';
import type { Rehearsal } from '../../src/model/rehearsal.ts';
import type { ApplyReport, PerEnvironment } from '../../src/model/report.ts';
import type { Look } from '../../src/text/look.ts';
import { renderers } from '../../src/text/renderers.ts';
import { problemsIn } from '../../src/text/views/problems-view.ts';
import { empty, explained, mixed, plain, planOf, platform } from './examples.ts';

export const wildTitles = [
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  'How to find the main idea of a long text when it is nowhere said in one sentence, and how to tell it apart from a detail that only looks like it',
  'الفكرة الرئيسية في النص (الجزء 2)',
  'می\u200cخواهم بخوانم',
  '文章の主題を見つける：長い文章を読むときに筆者が一番言いたいことを探す方法',
  '\u{1f469}\u200d\u{1f3eb} Reading with \u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466} \u{1f1f5}\u{1f1f1}',
  'a_very_long_file_name_that_an_import_made_a_title_of_v2_final_FINAL_(copy)_2026-11-28.docx',
] as const;

const unit = 'unit/c60de279-eb33-4e7a-bf75-cf737d993416';
const elsewhere = 'unit/5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21';
const course = 'course/0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11';
const file = 'catalog/middle-school-reading/units/01-finding-the-main-idea-of-a-text.yaml';
const idAt = (at: number) => `9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d1${at}`;
const long = 'One sentence after the other about what a pupil is to do. '.repeat(12).trim();

/** Each kind of change, once with each of the titles. */
const wildPlan: Plan = planOf(
  wildTitles.flatMap((title, at): Plan['changes'][number][] => {
    const source = { file, start: { line: 12 + at, column: 7 } };
    const base = { address: `lesson/${idAt(at)}`, title, source, parent: unit } as const;
    const place = { parent: unit, position: at + 1, sortOrder: at + 1 } as const;
    switch (at % 5) {
      case 0:
        return [
          {
            ...base,
            action: 'update',
            fields: [
              { path: ['title'], kind: 'changed', before: `${title}!`, after: title },
              { path: ['metadata', 'learning.objectives'], kind: 'changed', before: 10, after: 20 },
              {
                path: ['metadata', 'description'],
                kind: 'changed',
                before: long,
                after: `${long} At last.`,
              },
            ],
          },
        ];
      case 1:
        return [
          {
            ...base,
            action: 'create',
            to: place,
            after: {
              kind: 'lesson',
              sourcedId: idAt(at),
              parent: unit,
              fields: { title, metadata: { description: long, xp: 10 } },
            },
          },
        ];
      case 2:
        return [
          {
            ...base,
            action: 'move',
            from: { parent: elsewhere, position: 3, sortOrder: 3 },
            to: place,
            fields: [],
          },
        ];
      case 3:
        return [{ ...base, action: 'retire', reason: 'merged into the unit test', fields: [] }];
      default:
        return [
          {
            ...base,
            action: 'reorder',
            makesRoom: false,
            from: { ...place, position: 9 },
            to: place,
            fields: [],
          },
        ];
    }
  }),
  {
    digest: '0123456789abcdef'.repeat(4),
    context: [
      { address: course, title: wildTitles[1] },
      { address: unit, title: wildTitles[4], parent: course },
      { address: elsewhere, title: wildTitles[2], parent: course },
    ],
    unchanged: 412,
    unmanaged: [{ address: 'course/x', title: 'Elsewhere' }],
    impact: {
      results: 412,
      classes: 2,
      enrollments: 31,
      nodes: [
        { address: `lesson/${idAt(3)}`, results: 412, classes: 2, enrollments: 31 },
        { address: `lesson/${idAt(2)}`, results: 0, classes: 0 },
      ],
    },
    guards: [
      {
        guards: 'retire',
        count: 2,
        of: 7,
        limit: 1,
        problem: problem('guard/many-retires', {
          detail: '2 of 7 nodes would be retired, more than the limit of 1.',
          hint: 'To apply it anyway:\n  timeback-catalog apply --approve-retire 2@0123456789ab',
        }),
      },
    ],
    warnings: [
      problem('yaml/hazard', {
        detail: 'The grade 08 is read as a text.',
        hint: 'Quote it.',
        span: { file, start: { line: 9, column: 3 } },
      }),
    ],
  },
);

const refused = problem('auth/refused', {
  detail: 'The client is not known there.',
  hint: 'Set the credential variables again; check for stray spaces.',
});

const several: readonly PerEnvironment<Plan>[] = [
  { environment: 'staging', result: { ok: true, value: wildPlan, problems: [] } },
  { environment: 'production', result: { ok: true, value: mixed, problems: [] } },
  {
    environment: 'europe-middle-school-partners',
    result: { ok: true, value: empty, problems: [] },
  },
  { environment: 'down', result: { ok: false, problems: [refused] } },
];

const report: ApplyReport = {
  platform,
  digest: wildPlan.digest,
  unchanged: 412,
  outcomes: wildPlan.changes.map(({ address, title, action }, at) =>
    at === 1
      ? { address, title, action, status: 'failed', problem: refused }
      : { address, title, action, status: 'applied' },
  ),
  settled: { state: 'differs', fields: [], explanation: explained },
};

const drift: Drift = {
  platform,
  since: { from: 'manifests' },
  nodes: wildTitles.map((title, at) => ({
    address: `lesson/${idAt(at)}`,
    title,
    action: 'update',
    cause: 'changed on the server',
    fields: [
      {
        of: 'field',
        path: ['title'],
        cause: 'changed on the server',
        before: title,
        after: `${title}!`,
      },
    ],
  })),
  defaults: [],
  strangers: [],
  elsewhere: 2,
  context: [],
  unchanged: 3,
  settled: 0,
  warnings: [],
};

const diagnosis: Diagnosis = {
  platform,
  access: { ms: 43, lifetime: 3600, scopes: { from: 'token', names: ['roster.readonly'] } },
  clock: { ahead: -200, within: 520 },
  collections: [
    { name: 'course', called: 'courses', total: 150, ms: 7, asked: 1000, records: 100, cap: 100 },
  ],
  rows: (['holds', 'differs', 'unknown'] as const).map((verdict, at) => ({
    row: `compare.texts.of.every.kind.${at}`,
    value: ['grades', 'subjects'],
    source: 'unverified',
    isCorrected: false,
    verdict,
    evidence: `0 of 300 lessons seen have it; ids of units stand under "parent". ${long}`,
  })),
  problems: [problem('environment/clock', { detail: 'The clock is 90 seconds ahead.' })],
};

const rehearsal: Rehearsal = {
  platform,
  org: 'partner-sandbox',
  trials: wildTitles.map((title, at) => ({
    address: `lesson/${idAt(at)}`,
    title,
    state:
      (['credited', 'not-credited', 'not-sent', 'not-published'] as const)[at % 4] ?? 'credited',
    ...(at % 4 === 0 && { afterMs: 34_000, xp: 1 }),
  })),
  omitted: 0,
  props: [{ kind: 'user', sourcedId: 'u', called: 'student', state: 'retired' }],
  receipt: '.timeback-catalog/receipts/production/2026-11-28T17-00-00Z.jsonl',
  problems: [],
};

const explainedRow = (at: number): ExplainedRow => ({
  row: `list.row-with-a-long-name-${at}`,
  state: (['measured', 'contradicted', 'refused', 'not tried'] as const)[at % 4] ?? 'measured',
  value: at % 2 === 0 ? { status: 404, body: 'nothing' } : null,
  how: `GET /rostering/1.0/courses?limit=1 was answered with 200. ${long}`,
  asks: 'Does it?',
  assumed: true,
  differs: at === 0,
  handled: 'config',
  ...(at === 1 && { authors: 'Titles lose their last blank.' }),
});

const probed: ProbeReport = {
  platform,
  facts: {
    platform,
    measured: '2026-11-28T17:00:00.000Z',
    build: '0.1.0',
    readOnly: false,
    rows: [],
  },
  rows: [0, 1, 2, 3].map(explainedRow),
  requests: 120,
  writes: 34,
  records: [],
  receipt: 'receipts/probe.jsonl',
  file: 'platform.facts.yaml',
  problems: [],
};

const unknownField = {
  ...problem('schema/unknown-field', {
    detail: 'A lesson has no field named "titel".',
    hint: 'Did you mean "title"?',
    span: { file, start: { line: 10, column: 3 } },
  }),
  frame: { firstLine: 10, lines: [`  titel: ${wildTitles[0]}`] },
};

/** Each page with its name, in a look. */
export function everyPage(look: Look = plain): readonly (readonly [string, string])[] {
  const { html } = renderers;
  return [
    ['plan', html.plan(wildPlan, look)],
    ['plan without changes', html.plan(empty, look)],
    ['plans of several environments', html.plans(several, look)],
    ['apply', html.report(report, wildPlan, look)],
    ['applies to several environments', html.reports(appliedSeveral, look)],
    ['drift', html.drift(drift, look)],
    ['explanation', html.explanation(explained, look)],
    ['doctor', html.diagnoses([diagnosis], look)],
    ['links', html.links(links, look)],
    ['events', html.events(events, look)],
    ['rehearsal', html.rehearsal(rehearsal, look)],
    ['probe', html.probe(probed, look)],
    ['check with errors', problemsIn.html([unknownField, ...wildPlan.warnings], look)],
    ['check without errors', problemsIn.html([], look, ['Checked 3 files: 1 course. No errors.'])],
  ];
}

const links: LinksReport = {
  environment: 'production',
  links: wildTitles.map((title, at) => ({
    url: `https://example.org/${'a-long-path/'.repeat(12)}${at}`,
    verdict: linkVerdicts[at % 4] ?? 'gone',
    why: '404',
    title,
    field: 'metadata.url',
    resource: `resource/${idAt(at)}` as const,
    lessons: [{ address: `lesson/${idAt(at)}` as const, title, course: wildTitles[1] }],
  })),
  asked: 7,
  nameless: [],
  problems: [],
};

const events: EventsReport = {
  file: 'events.json',
  environment: { name: 'production', baseUrl: platform.url },
  events: [],
  lessons: wildTitles.map((title, at) => ({
    sourcedId: idAt(at),
    title,
    course: wildTitles[1],
    events: { credited: at, recorded: 0, doubtful: 0, rejected: 1, dropped: 0 },
  })),
  problems: [unknownField],
};

const appliedSeveral = [
  {
    environment: 'staging',
    result: { ok: true, value: { plan: wildPlan, report }, problems: [] },
  },
  { environment: 'down', result: { ok: false, problems: [refused] } },
] as const;
