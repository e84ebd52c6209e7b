// What hosts of repositories read of a check: whole documents, whatever is in the problems.
import { createHash } from 'node:crypto';
import { parser as saxParser } from 'sax';
import { describe, expect, test } from 'vitest';
import { checkReports } from '../../src/text/check-reports.ts';
import { reportFormats } from '../../src/text/look.ts';
import { planWithin } from '../../src/text/plan-comment.ts';
import { fc } from '../support/laws.ts';
import { anyProblem, anyRun } from './arbitraries.ts';
import { created, mixed, plain, planOf } from './examples.ts';
import { ciCommand, unsafe } from './hostile.ts';

const context = {
  prefix: 'courses/',
  config: 'timeback-catalog.yaml',
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
};
const anyProblems = fc.array(anyProblem, { maxLength: 4 });

/** Elements with their attributes, and the texts in them. */
function elementsOf(xml: string) {
  const elements: { readonly name: string; readonly attributes: Record<string, string> }[] = [];
  const parser = saxParser(true);
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    elements.push({ name, attributes: { ...attributes } as Record<string, string> });
  };
  parser.write(xml).close();
  return elements;
}

test('law: SARIF has one result for each problem, each with a place and a rule that is there', () => {
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const [run] = JSON.parse(checkReports.sarif(problems, context)).runs;
      expect(run.results).toHaveLength(problems.length);
      for (const { ruleId, ruleIndex, locations } of run.results) {
        expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
        const { uri } = locations[0].physicalLocation.artifactLocation;
        expect(decodeURI(uri)).toMatch(/^courses\//);
        expect(uri).not.toMatch(/[ "<>]/);
      }
    }),
  );
});

test('law: JUnit is XML whose numbers are those of its tests; an error fails, a warning does not', () => {
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const elements = elementsOf(checkReports.junit(problems, context));
      const named = (name: string) => elements.filter((one) => one.name === name);
      const cases = named('testcase');
      expect(cases).toHaveLength(Math.max(1, problems.length));
      expect(named('failure')).toHaveLength(
        problems.filter(({ severity }) => severity === 'error').length,
      );
      expect(new Set(cases.map(({ attributes }) => attributes['name'])).size).toBe(cases.length);
      expect(named('testsuite')[0]?.attributes).toMatchObject({
        tests: String(cases.length),
        failures: String(named('failure').length),
      });
    }),
  );
});

test('JUnit holds no character that XML has not, whatever is in the problems', () => {
  const strange = String.fromCharCode(...Array.from({ length: 33 }, (_, at) => at), 0xfffe, 0xffff);
  const named = { code: 'schema/unknown-field', severity: 'error', summary: strange } as const;
  const xml = checkReports.junit([{ ...named, detail: strange, hint: strange }], context);
  expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
});

test('law: Code Climate has what GitLab asks for, and no fingerprint twice', () => {
  fc.assert(
    fc.property(anyProblems, (problems) => {
      const issues = JSON.parse(checkReports.codeclimate([...problems, ...problems], context));
      expect(issues).toHaveLength(problems.length * 2);
      for (const { description, check_name, severity, location } of issues) {
        expect([typeof description, typeof check_name]).toEqual(['string', 'string']);
        expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
        expect(location.path).toMatch(/^courses\//);
        expect(location.lines.begin).toBeGreaterThan(0);
      }
      const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
      expect(new Set(prints).size).toBe(prints.length);
    }),
  );
});

test('a fingerprint stays while the line moves', () => {
  const printsAt = (line: number) => {
    const start = { line, column: 1 };
    const one = { ...problemAt, span: { file: 'catalog/a.yaml', start } };
    return JSON.parse(checkReports.codeclimate([one], context))[0].fingerprint;
  };
  expect(printsAt(3)).toBe(printsAt(30));
});

const problemAt = {
  code: 'id/missing',
  severity: 'error',
  summary: 'Node has no sourcedId',
  detail: 'The unit "A" has no sourcedId.',
} as const;

describe.each(reportFormats)('%s', (format) => {
  test('law: nothing in it is obeyed by a screen or by a log of CI', () => {
    fc.assert(
      fc.property(anyProblems, (problems) => {
        const text = checkReports[format](problems, context);
        expect(text).not.toMatch(unsafe);
        if (format !== 'github') expect(text).not.toMatch(ciCommand);
        else {
          const lines = text.split('\n').filter((line) => line !== '');
          expect(lines).toHaveLength(problems.length);
          for (const line of lines) expect(line).toMatch(/^::(?:error|warning) /);
        }
      }),
    );
  });
});

describe('a plan within a size', () => {
  test.each([2000, 5000, 32_768])('law: has no more than %i characters', (most) => {
    fc.assert(
      fc.property(anyRun, ({ plan }) => {
        expect(planWithin(plan, plain, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('is whole if it fits, and else names what is left out, never the tally', () => {
    expect(planWithin(mixed, plain, 100_000)).not.toContain('Left out');
    const many = Array.from({ length: 1500 }, (_, at) => created('resource', `n${at}`));
    const text = planWithin(planOf(many), plain, 32_768);
    expect(text.length).toBeGreaterThan(25_000);
    expect(text.length).toBeLessThanOrEqual(32_768);
    expect(text).toContain('**Plan: 1500 to add');
    expect(text).toMatch(/Omitted for lack of space: the lines of \d+ changes/);
  });
});
