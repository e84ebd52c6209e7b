import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import { displayWidth } from '../../src/text/fold.ts';

/** What a terminal shows: the text, and below it what stands in colours, line by line. */
export function readable(screen: string): string {
  const lines = steady(screen).split('\n');
  const coloured = lines.flatMap((line, at) => {
    const runs = runsOf(line).map(({ styles, text }) => `${styles} ${JSON.stringify(text)}`);
    return runs.length === 0 ? [] : [`${at + 1}: ${runs.join(', ')}`];
  });
  const plain = lines.map((line) => stripVTControlCharacters(line)).join('\n');
  return coloured.length === 0 ? plain : `${plain}\n--- in colours ---\n${coloured.join('\n')}\n`;
}

/** What differs from run to run, with as many letters. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{8}T\d{9}Z-[\da-f]{8}/g, 'YYYYMMDDThhmmssmmmZ-00000000')
    .replaceAll(/(?<=127\.0\.0\.1:)\d+/g, '00000')
    .replaceAll(/(?<=[Pp]lan )[\da-f]{12}(?=[ :\n])/g, '000000000000')
    .replaceAll(/(?<=commit(?:\s|\p{Cc}\[\d+m)+)[\da-f]{12}/gu, '000000000000')
    .replaceAll(/(?<=@)[\da-f]{12}/g, '000000000000')
    .replaceAll(/\b\d+(?= ms\b)/g, '0')
    .replaceAll(/\d+(?=\s+(?:assumptions|confirmed|not\s+testable))/g, '99');
}

const names: Readonly<Record<string, string>> = {
  ...{ 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' },
};

interface Run {
  readonly styles: string;
  readonly text: string;
}

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let open: string[] = [];
  const [, ...styled] = line.split('\u001b[');
  for (const part of styled) {
    const [, code = '', text = ''] = /^(\d+)m([\s\S]*)$/.exec(part) ?? [];
    if (code === '39') open = open.filter((one) => one.length < 2);
    else if (code === '22') open = open.filter((one) => one.length > 1);
    else open.push(code);
    if (open.length > 0 && text !== '') {
      runs.push({ styles: open.map((one) => names[one] ?? one).join(' '), text });
    }
  }
  return runs;
}

const turning = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Holds of a screen that no line is wider than it, except for one word or a command that cannot be broken,
 * that no word is torn, and that every text from right to left is shown by itself.
 *
 * @param whole All that may be shown, on lines that are never broken: what a pipe gets, and the manifests.
 */
export function expectFitting(screen: string, columns: number, whole: string): void {
  const text = stripVTControlCharacters(steady(screen));
  expectNoWider(text, columns);
  for (const line of text.split('\n')) {
    const rest = line.replaceAll(/[\u2066\u2068][^\u2066\u2068\u2069]*\u2069/g, '');
    expect(rest, line).not.toMatch(/[\u2066-\u2069]/);
    expect(turning.test(rest), line).toBe(false);
  }
  const known = bare(steady(whole));
  const words = bare(text).split(/\s+/);
  const torn = words.filter((word) => !word.includes('…') && !known.includes(word));
  expect(torn).toEqual([]);
}

/** Holds that no line is wider than a screen, except for one word or a command. */
export function expectNoWider(text: string, columns: number): void {
  for (const line of text.split('\n')) {
    if (displayWidth(line) > columns) expect(withoutCommand(line), line).not.toMatch(/\S\s+\S/);
  }
}

/** What may be broken of a line: not the sign before a node, a command to copy, nor a place in a file. */
function withoutCommand(line: string): string {
  return line
    .trim()
    .replace(/^(?:[-+~↕>→!|]|help:)\s+/, '')
    .replace(/^--> .*$|^.*:\d+(?::\d+)?$/, '')
    .replace(/\S*timeback-catalog .*$/, '')
    .trim();
}

/** Without quotes, isolates, and what marks a difference within a text. */
function bare(text: string): string {
  return text.replaceAll(/[\u2066\u2068\u2069"]/g, '').replaceAll(/\[-|-\]|\{\+|\+\}/g, ' ');
}
