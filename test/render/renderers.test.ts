import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Diagnosis, Drift } from '../../src/model/drift.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { LinksReport } from '../../src/model/links.ts';
import { addressOf } from '../../src/model/node.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type Problem, problem } from '../../src/model/problem.ts';
import type { AppliedPlan, ApplyReport, PerEnvironment } from '../../src/model/report.ts';
import { formatOfExtension, type Look } from '../../src/text/look.ts';
import type { Renderer } from '../../src/text/renderer.ts';
import { renderers } from '../../src/text/renderers.ts';
import { fc, runs } from '../support/laws.ts';
import { expectNoWider } from '../support/screens.ts';
import { anyLook, anyProblem, anyRun } from './arbitraries.ts';
import { anyDiagnoses } from './arbitraries-of-diagnoses.ts';
import { anyDrift, anyExplanation } from './arbitraries-of-drift.ts';
import { anySeveral, plansOf } from './arbitraries-of-several.ts';
import { explained, mixed, plain } from './examples.ts';
import { ciCommand, markdownStructure, runningText, unsafe, withoutOurColours } from './hostile.ts';

const anyInput = fc.record({
  run: anyRun,
  drift: anyDrift,
  explanation: anyExplanation,
  diagnoses: anyDiagnoses,
  several: anySeveral,
  problems: fc.array(anyProblem, { minLength: 1, maxLength: 3 }),
  look: anyLook,
});

interface Input {
  readonly drift: Drift;
  readonly explanation: Explanation;
  readonly diagnoses: readonly Diagnosis[];
  readonly run: { readonly plan: Plan; readonly report: ApplyReport };
  readonly several: readonly PerEnvironment<AppliedPlan>[];
  readonly problems: readonly Problem[];
  readonly look: Look;
}

function allOf(renderer: Renderer, input: Input): string[] {
  const { run, drift, explanation, diagnoses, several, problems, look } = input;
  return [
    renderer.plans(plansOf(several), look),
    renderer.reports(several, look),
    renderer.drift(drift, look),
    renderer.explanation(explanation, look),
    renderer.diagnoses(diagnoses, look),
    renderer.plan(run.plan, look),
    renderer.report(run.report, run.plan, look),
    renderer.problems(problems, look),
    renderer.links(linksOf(problems), look),
  ];
}

function linksOf(problems: Input['problems']): LinksReport {
  const links = problems.map(({ detail }) => ({
    ...({ url: detail, verdict: 'gone', why: detail, title: detail, field: detail } as const),
    resource: addressOf('resource', detail),
    lessons: [{ address: addressOf('lesson', detail), title: detail, course: detail }],
  }));
  return { environment: 'test', links, asked: links.length, nameless: [], problems };
}

const coloured: Input = {
  drift: {
    platform: mixed.platform,
    since: { from: 'manifests' },
    nodes: [],
    defaults: [],
    strangers: [],
    elsewhere: 0,
    context: [],
    unchanged: 0,
    settled: 0,
    warnings: [],
  },
  explanation: explained,
  diagnoses: [{ platform: mixed.platform, collections: [], rows: [], problems: [] }],
  run: {
    plan: mixed,
    report: {
      platform: mixed.platform,
      digest: mixed.digest,
      outcomes: [],
      unchanged: 0,
      settled: { state: 'converged' },
    },
  },
  several: [],
  problems: [problem('yaml/hazard', { detail: 'Odd.' })],
  look: { ...plain, colour: true },
};

describe.each(Object.entries(renderers))('%s', (_, renderer) => {
  test('law: whatever the texts hold, nothing reaches the screen but our own colours', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const shown of allOf(renderer, input)) {
          expect(withoutOurColours(shown)).not.toMatch(unsafe);
        }
      }),
    );
  });

  test('law: nothing in it is a command to a log of CI', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const shown of allOf(renderer, input)) {
          expect(withoutOurColours(shown)).not.toMatch(ciCommand);
        }
      }),
    );
  });

  test('law: without colour there is none, and colour changes nothing else', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const bare = allOf(renderer, { ...input, look: { ...input.look, colour: false } });
        const coloured = allOf(renderer, { ...input, look: { ...input.look, colour: true } });
        expect(bare.join('')).not.toContain('\u001b');
        expect(coloured.map(withoutOurColours)).toEqual(bare);
      }),
    );
  });

  test('law: every text ends with a line break', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const shown of allOf(renderer, input)) expect(shown).toMatch(/\n$/);
      }),
    );
  });
});

test('law: nothing from outside is structure, a link or a mention in Markdown', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      for (const page of allOf(renderers.markdown, input)) {
        expect(runningText(page)).not.toMatch(markdownStructure);
      }
    }),
  );
});

/** Elements as pages write them: lower-case names, attributes in double quotes. */
const element = /<\/?[a-z][a-z0-9]*(?: [a-z-]+(?:="[^"<>]*")?)*>/g;

test('law: nothing from outside is structure on an HTML page, and nothing leads away from it', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      for (const text of allOf(renderers.html, input)) {
        const page = text.replace(/<style>[\s\S]*?<\/style>/, '').replace('<!doctype html>', '');
        expect(page.replace(element, '')).not.toMatch(/[<>]/);
        expect(page).not.toMatch(
          / (?:on\w+|src|srcset|action|style)="| href="(?!#)|<(?:script|img)/,
        );
      }
    }),
  );
});

test('law: JSON can be read, and means what it is made of', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      for (const text of allOf(renderers.json, input)) {
        expect(JSON.stringify(JSON.parse(text), undefined, 2).length).toBeGreaterThan(1);
      }
      const { digest } = JSON.parse(renderers.json.plan(input.run.plan, input.look));
      expect(digest).toBe(input.run.plan.digest);
    }),
  );
});

test.each(['json', 'markdown', 'html'] as const)('%s is never coloured', (format) => {
  for (const shown of allOf(renderers[format], coloured)) expect(shown).not.toContain('\u001b');
});

describe('formats by the name of the output file', () => {
  test.each([
    { extension: '.txt', format: 'human' },
    { extension: '.json', format: 'json' },
    { extension: '.md', format: 'markdown' },
    { extension: '.html', format: 'html' },
    { extension: '.yaml', format: undefined },
  ])('$extension → $format', ({ extension, format }) => {
    expect(formatOfExtension.get(extension)).toBe(format);
  });
});

test('law: on a screen no line is wider than it but for a word or a command, and isolates end on their line', () => {
  fc.assert(
    fc.property(anyInput, fc.integer({ min: 40, max: 120 }), (input, width) => {
      const look = { ...input.look, colour: true, width, isScreen: true };
      for (const text of allOf(renderers.human, { ...input, look })) {
        // A place or an id on a line of its own is one word, whatever it holds.
        const lines = text
          .split('\n')
          .filter((line) => !/^ *\p{Cc}\[2m[^\p{Cc}]*\p{Cc}\[22m$/u.test(line));
        const shown = stripVTControlCharacters(lines.join('\n'));
        // Lines of a file to be copied are never broken.
        if (/^ *environments:$/m.test(shown)) continue;
        // Commands of CI systems are spelled out once lines are broken.
        const asBroken = shown.replaceAll('\\u0023#', '##').replaceAll('\\u003a:', '::');
        expectNoWider(asBroken, width);
        for (const line of shown.split('\n')) {
          const rest = line.replaceAll(/[\u2066\u2068][^\u2066\u2068\u2069]*\u2069/g, '');
          expect(rest).not.toMatch(/[\u2066\u2068\u2069]/);
        }
      }
    }),
    runs(100),
  );
});
