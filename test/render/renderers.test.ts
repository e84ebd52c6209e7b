import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { type Problem, problem } from '../../src/model/problem.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import type { Look } from '../../src/render/look.ts';
import { formatOfExtension, type Renderer, renderers } from '../../src/render/renderers.ts';
import { anyLook, anyProblem, anyRun } from './arbitraries.ts';
import { mixed, plain } from './examples.ts';

const anyInput = fc.record({
  run: anyRun,
  problems: fc.array(anyProblem, { minLength: 1, maxLength: 3 }),
  look: anyLook,
});

interface Input {
  readonly run: { readonly plan: Plan; readonly report: ApplyReport };
  readonly problems: readonly Problem[];
  readonly look: Look;
}

function allOf(renderer: Renderer, { run, problems, look }: Input): string[] {
  return [
    renderer.plan(run.plan, look),
    renderer.report(run.report, run.plan, look),
    renderer.problems(problems, look),
  ];
}

const coloured: Input = {
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
  problems: [problem('yaml/hazard', { detail: 'Odd.' })],
  look: { ...plain, colour: true },
};

/** Any character that a screen obeys or hides, but the line break. */
const unsafe = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function withoutOurColours(shown: string): string {
  const codes = [1, 2, 22, 31, 32, 33, 36, 39];
  return codes.reduce((text, code) => text.replaceAll(`\u001b[${code}m`, ''), shown);
}

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

test.each(['json', 'markdown'] as const)('%s is never coloured', (format) => {
  for (const shown of allOf(renderers[format], coloured)) expect(shown).not.toContain('\u001b');
});

describe('formats by the name of the output file', () => {
  test.each([
    { extension: '.txt', format: 'human' },
    { extension: '.json', format: 'json' },
    { extension: '.md', format: 'markdown' },
    { extension: '.yaml', format: undefined },
  ])('$extension → $format', ({ extension, format }) => {
    expect(formatOfExtension.get(extension)).toBe(format);
  });
});
