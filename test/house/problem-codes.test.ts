// docs/problems.md and `explain` list every code; a code that nothing reports would mislead their readers.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemCodes } from '../../src/model/problem-codes.ts';

const root = join(import.meta.dirname, '../..');

/** Whether the texts hold a code, whole or as a template such as `identity/${refused}` and its end. */
function isWrittenIn(texts: readonly string[], code: string): boolean {
  const isThere = (text: string) => texts.some((each) => each.includes(text));
  if (isThere(`'${code}'`)) return true;
  return Array.from(code, (_, at) => [code.slice(0, at), code.slice(at)]).some(
    ([begin, end]) => begin && isThere(`\`${begin}\${`) && isThere(`'${end}'`),
  );
}

test('each code is reported somewhere', () => {
  const texts = globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('problem-codes.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'));
  const codes = Object.keys(problemCodes).filter((code) => !code.startsWith('rules/'));
  expect(codes.filter((code) => !isWrittenIn(texts, code))).toEqual([]);
});
