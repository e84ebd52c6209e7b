import { noSources } from '../document/place.ts';
import { type Guard, guardText } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import {
  type Advice,
  type Block,
  type Document,
  type Facts,
  type Fields,
  type Item,
  inOrder,
  type OutlineItem,
  type Part,
  type Role,
  type Section,
  type Style,
  type Text,
} from './document.ts';
import { escapeFor, isolated, withoutCiCommands } from './escape.ts';
import { frameLines } from './frame.ts';
import { ellipsis, type Look, paint, severities, sign } from './look.ts';
import { otherLines, type ProblemGroup, problemGroups } from './problem-groups.ts';
import { fits, keptWhole, screenLines, shortenedPath, wrap } from './screen.ts';
import { tableLines } from './table.ts';
import { fieldLines, newFieldLines } from './terminal-fields.ts';
import { nameOf, pointText, shorten } from './words/names.ts';

/** A whole document for a terminal, ending with a line break; empty if the document is empty. */
export function writeTerminal(document: Document, look: Look): string {
  const lines = documentLines(document, look);
  return lines.length === 0 ? '' : finished(`${lines.join('\n')}\n`, look);
}

/** A line for a terminal without a line break at its end; on a screen it is wrapped. */
export function terminalLine(
  text: Text,
  look: Pick<Look, 'colour' | 'isScreen' | 'width'> = plain,
): string {
  return finished(screenLines(lineOf(text, { ...plain, ...look }), look).join('\n'), look);
}

/** Lines of text from outside, such as an error message, escaped for a log or a screen of any width. */
export function terminalLines(text: string): string {
  return finished(text.split('\n').map(escapeFor.terminal).join('\n'), plain);
}

/**
 * Makes a complete text safe for logs and screens. Wrapping may put any text at the beginning of a line, so
 * this comes last.
 */
function finished(text: string, look: Pick<Look, 'isScreen'>): string {
  return isolated(withoutCiCommands(text), look);
}

const plain: Look = {
  colour: false,
  width: 80,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};

/**
 * The order of roles on a terminal, the most important last; roles of one group have no blank lines between
 * them.
 */
const groups: readonly (readonly Role[])[] = [
  ['notice'],
  ['caveat'],
  ['body'],
  ['warning'],
  ['part'],
  ['remark', 'note', 'tally', 'finding', 'ending'],
  ['guard'],
];

function documentLines(document: Document, look: Look): string[] {
  const chunks = groups.flatMap((roles) => {
    const sections = inOrder(document.sections, roles);
    const texts = sections.map((section) => sectionLines(section, document, look));
    if (roles[0] === 'caveat') return titled(document, texts, look);
    return roles.length > 1 ? chunksOf(sections, texts) : texts;
  });
  const gap = document.isDense ? [] : [''];
  return chunks.flatMap((lines, at) => (at === 0 ? lines : [...gap, ...lines]));
}

function titled({ headline }: Document, caveats: readonly string[][], look: Look): string[][] {
  const lines = [...headLines(headline, look), ...caveats.flat()];
  return lines.length === 0 ? [] : [lines];
}

/** The headline, in bold unless it has a style of its own. */
function headLines(headline: Text | undefined, look: Look): string[] {
  if (headline === undefined) return [];
  const line = lineOf(headline, look);
  return screenLines(typeof headline === 'string' ? paint('bold', line, look) : line, look);
}

/** The sections of one group without blank lines, except before sections that are apart. */
function chunksOf(sections: readonly Section[], texts: readonly string[][]): string[][] {
  const chunks: string[][] = [];
  for (const [at, lines] of texts.entries()) {
    const last = chunks.at(-1);
    if (last && !sections[at]?.isApart) last.push(...lines);
    else chunks.push([...lines]);
  }
  return chunks;
}

function sectionLines({ blocks }: Section, { isDense = false }: Document, look: Look): string[] {
  return blocks.flatMap((block) =>
    block.block === 'problems' && !isDense
      ? spaced(problemGroups(block.problems).flatMap((group) => groupTexts(group, look)))
      : blockLines(block, look),
  );
}

function spaced(texts: readonly string[][]): string[] {
  return texts.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

/** The lines of one block, without blank lines around it. */
function blockLines(block: Block, look: Look): string[] {
  switch (block.block) {
    case 'paragraph':
      return screenLines(lineOf(block.text, look), look);
    case 'prose': {
      const style = block.style ?? (block.isStrong ? 'bold' : undefined);
      return wrap(escapeFor.terminal(block.text), look.width, look).map((line) =>
        paint(style, line, look),
      );
    }
    case 'tally':
      return screenLines(
        paint(
          block.isPlain ? undefined : block.isBad ? 'red' : 'bold',
          escapeFor.terminal(block.text),
          look,
        ),
        look,
      );
    case 'list':
      return indented(block.isBelow ? 2 : 0, look, (narrower) =>
        block.items.flatMap((item) => itemLines(item, narrower)),
      );
    case 'outline':
      return block.items.flatMap((item) => nodeLines(item, 0, look));
    case 'table':
      return tableLines(block, look, {
        // CI commands are escaped before the columns are measured.
        lineOf: (text, within) => withoutCiCommands(lineOf(text, within)),
        adviceBelow: (advice, within) =>
          indented(4, within, (narrower) => adviceLines(advice, narrower)),
        blocksBelow: (below, within) => below.flatMap((one) => blockLines(one, within)),
      });
    case 'code':
      return block.lines.map((line) => `    ${escapeFor.terminal(line)}`);
    case 'facts':
      return factLines(block, look);
    case 'fields':
      return fieldsLines(block, look);
    case 'folded': {
      const below = indented(2, look, (narrower) =>
        block.blocks.flatMap((one) => blockLines(one, narrower)),
      );
      const heading = screenLines(`${escapeFor.terminal(block.summary)}:`, look);
      return below.length === 0 ? [] : [...heading, ...below];
    }
    case 'problems':
      return problemGroups(block.problems).flatMap((group) => groupTexts(group, look).flat());
    case 'guard':
      return guardLines(block.guard, look);
    case 'part':
      return partLines(block, look);
  }
}

/** Lines indented by `by` columns; their content gets less width. */
function indented(by: number, look: Look, lines: (narrower: Look) => readonly string[]): string[] {
  if (by === 0) return [...lines(look)];
  const blanks = ' '.repeat(by);
  return lines({ ...look, width: look.width - by }).map((line) =>
    line === '' ? '' : blanks + line,
  );
}

/** The pieces of a line, each escaped and coloured. `screenLines` keeps code in it whole. */
function lineOf(text: Text, look: Look): string {
  if (typeof text === 'string') return escapeFor.terminal(text);
  return text
    .map((inline) => {
      if (typeof inline === 'string') return escapeFor.terminal(inline);
      if ('sign' in inline) return sign(inline.sign, look);
      const style = inline.style ?? (inline.isStrong ? 'bold' : undefined);
      const shown = paint(style, lineOf(inline.text, look), look);
      return inline.isCode ? keptWhole(shown) : shown;
    })
    .join('');
}

function itemLines(item: Item, look: Look): string[] {
  const { command, code, items = [] } = item;
  return [
    ...itemText(item, look),
    ...(command === undefined ? [] : [`  ${escapeFor.terminal(command)}`]),
    ...(code ? blockLines(code, look) : []),
    ...indented(2, look, (narrower) => items.flatMap((each) => itemLines(each, narrower))),
  ];
}

function itemText({ text, prose, sign: of }: Item, look: Look): string[] {
  const mark = of ? `${sign(of, look)} ` : '';
  const line = lineOf(text, look);
  if (prose === undefined) return screenLines(mark + line, look);
  const hang = prose === 'hanging' ? 4 : 0;
  const [first = '', ...others] = wrap(line, look.width - hang, look);
  return [mark + first, ...others.map((other) => ' '.repeat(hang) + other)];
}

function nodeLines(item: OutlineItem, depth: number, look: Look): string[] {
  const { tied, advice, fields, items = [] } = item;
  const indent = '  '.repeat(depth);
  const below = (by: number, lines: (narrower: Look) => readonly string[]) =>
    indented(indent.length + by, look, lines);
  return [
    ...indented(indent.length, look, (narrower) => nodeLine(item, narrower)),
    ...(advice ? below(4, (narrower) => adviceLines(advice, narrower)) : []),
    ...(tied === undefined
      ? []
      : below(6, (narrower) =>
          screenLines(
            paint(tied.isHarmless ? 'dim' : 'yellow', escapeFor.terminal(tied.text), look),
            narrower,
          ),
        )),
    ...(fields && look.detail === 'fields'
      ? below(6, (narrower) => fieldsLines(fields, narrower))
      : []),
    ...items.flatMap((each) => nodeLines(each, depth + 1, look)),
  ];
}

/**
 * The line of a node. If a screen is too narrow, the id is left out first, and the place goes to the next
 * line.
 */
function nodeLine(
  { sign: of, foldOf, node, text, style, place, id }: OutlineItem,
  look: Look,
): string[] {
  const name = node ? [escapeFor.terminal(nameOf(node.address, node.title))] : [];
  const words = [...name, ...(text === undefined ? [] : [lineOf(text, look)])].join(' ');
  if (foldOf) return screenLines(paint(foldOf === 'move' ? 'cyan' : 'green', words, look), look);
  const line = `${of ? sign(of, look) : ' '} ${paint(style, words, look)}`;
  const shownId = look.detail === 'fields' ? id : undefined;
  const whole = [place, shownId].flatMap((one) =>
    one === undefined ? [] : escapeFor.terminal(one),
  );
  const dim = (parts: readonly string[]) => paint('dim', parts.join('  '), look);
  if (whole.length === 0) return screenLines(line, look);
  const room = look.isScreen ? look.width : Number.POSITIVE_INFINITY;
  const candidates = [whole, ...(place === undefined ? [] : [whole.slice(0, 1)])];
  const fitting = candidates.find((parts) => fits(`${line}  ${parts.join('  ')}`, room));
  if (fitting) return screenLines(`${line}  ${dim(fitting)}`, { width: room });
  const [first = ''] = whole;
  const below = place === undefined ? first : shortenedPath(first, room - 4, ellipsis(look));
  return [...screenLines(line, look), `    ${dim([below])}`];
}

function fieldsLines({ created, groups = [], notes = [] }: Fields, look: Look): string[] {
  const fitted = (texts: readonly string[], within: Look) =>
    texts.flatMap((line) => screenLines(line, within));
  const below = notes.flatMap((note) =>
    wrap(escapeFor.terminal(note), look.width, look).map((line) => paint('dim', line, look)),
  );
  if (created) return [...newFieldLines(created, look.width, look), ...below];
  const lines = groups.flatMap(({ heading, style, changes }) => {
    const lines = (within: Look) =>
      changes.flatMap((change) =>
        'line' in change
          ? fitted([escapeFor.terminal(change.line)], within)
          : fitted(fieldLines(change, within.width, within), within),
      );
    if (heading === undefined) return lines(look);
    return [
      ...fitted([paint(style, escapeFor.terminal(heading), look)], look),
      ...indented(2, look, lines),
    ];
  });
  return [...lines, ...below];
}

/** The width of the column with the names of facts. */
const nameColumn = 12;

function factLines({ facts, isBelow = false }: Facts, look: Look): string[] {
  const rest = ' '.repeat(nameColumn);
  return indented(isBelow ? 2 : 0, look, (narrower) =>
    facts.flatMap(({ name, text }) => {
      const room = narrower.width - nameColumn;
      const [first = '', ...others] = wrap(escapeFor.terminal(text), room, look);
      return [
        `${escapeFor.terminal(name).padEnd(nameColumn)}${first}`,
        ...others.map((line) => rest + line),
      ];
    }),
  );
}

/** A part under its own headline, with its content indented. */
function partLines({ document }: Part, look: Look): string[] {
  const { headline, ...rest } = document;
  return [
    ...headLines(headline, look),
    ...indented(2, look, (narrower) => documentLines(rest, narrower)),
  ];
}

/** The problems of a group, then the lines for those that differ only in place and detail. */
function groupTexts({ whole, others }: ProblemGroup, look: Look): string[][] {
  const [first] = others;
  const texts = whole.map((one) => problemLines(one, look));
  if (!first) return texts;
  const { word, colour } = severities[first.severity];
  const head = paint(colour, paint('bold', `${word}[${first.code}]`, look), look);
  const lines = otherLines(others, ({ span, address, detail }) =>
    [span ? pointText(span) : address, shorten(detail)].filter((text) => text).join(' '),
  ).flatMap((line) => screenLines(`  ${escapeFor.terminal(line)}`, look));
  return [...texts, [`${head}: The same ${others.length} times more`, ...lines]];
}

/** One problem: what, where with its source lines, why, and what to do. */
function problemLines(problem: Problem, look: Look): string[] {
  const { severity, code, summary, span, address, related } = problem;
  const { word, colour } = severities[severity];
  const head = paint(colour, paint('bold', `${word}[${code}]`, look), look);
  const mark = paint('cyan', ' -->', look);
  const where = span ? pointText(span) : address;
  return [
    ...screenLines(`${head}: ${paint('bold', escapeFor.terminal(summary), look)}`, look),
    ...(where === undefined ? [] : [`${mark} ${escapeFor.terminal(where)}`]),
    ...frameLines(problem, look).map((line) => paintCaret(line, colour, look)),
    ...(related
      ? screenLines(
          `${mark} ${escapeFor.terminal(`${pointText(related.span)} ${related.note}`)}`,
          look,
        )
      : []),
    ...indented(2, look, (narrower) => adviceLines(problem, narrower)),
  ];
}

function paintCaret(line: string, colour: Style, look: Look): string {
  const caret = /^( *\| *)(\^+)$/.exec(line);
  return caret ? `${caret[1]}${paint(colour, caret[2] ?? '', look)}` : line;
}

/** A guard that would stop an apply. Its sentence comes first, since nothing has failed yet. */
function guardLines(guard: Guard, look: Look): string[] {
  const { word, colour } = severities.warning;
  const { code, hint } = guard.problem;
  const narrower = { ...look, width: look.width - 2 };
  const text = escapeFor.terminal(shorten(guardText(guard)));
  const [first = '', ...others] = wrap(`${word}: ${text} [${code}]`, narrower.width, look);
  const marked = paint(colour, paint('bold', word, look), look) + first.slice(word.length);
  const help = hint === undefined ? [] : adviceLines({ detail: `help: ${hint}` }, narrower);
  return [marked, ...[...others, ...help].map((line) => `  ${line}`)];
}

/** The sentences of a problem: what is wrong, and the help. */
function adviceLines({ detail, hint }: Advice, look: Look): string[] {
  const prose = hint === undefined ? [detail] : [detail, `help: ${hint}`];
  return prose
    .map((text) => shorten(text).split('\n').map(escapeFor.terminal).join('\n'))
    .flatMap((text) => wrap(text, look.width, look));
}
