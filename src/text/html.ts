import { type Guard, guardText } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import {
  type Advice,
  type Block,
  codeInHint,
  type Document,
  type Item,
  inOrder,
  plainText,
  type Role,
  type Table,
  type TallyBlock,
  type Text,
} from './document.ts';
import { withoutCiCommands } from './escape.ts';
import { frameLines } from './frame.ts';
import {
  fieldsTable,
  labelled,
  outlineMarks,
  outlineMarkup,
  type PageContext,
} from './html-outline.ts';
import { type Look, type PageOrigin, severities, signs } from './look.ts';
import { html, joined, type Markup, nothing, page, prose } from './page.ts';
import { type ProblemGroup, problemGroups } from './problem-groups.ts';
import { longestTitle, pointText, shorten } from './words/names.ts';
import { groupWords } from './words/wording.ts';

/** A whole HTML page that needs no network and no script; empty if the document is empty. */
export function writeHtml(document: Document, look: Look): string {
  if (document.sections.length === 0) return '';
  const context: PageContext = {
    look: { ...look, colour: false, unicode: true, width: 100 },
    lineOf: (text) => lineOf(text),
    prefix: '',
  };
  const title = plainText(document.title);
  const isPlan = hasChoice(document);
  const skip = isPlan ? html`<a class="skip" href="#outline">Skip to the changes</a>\n` : nothing;
  const content = html`${skip}<main${isPlan ? html` class="plan"` : nothing}>
<h1>${title}</h1>
${sectionsOf(document, context)}${look.origin ? footOf(look.origin) : nothing}
</main>`;
  return withoutCiCommands(page(title, content));
}

function footOf({ at, version, commit }: PageOrigin): Markup {
  const checkedOut = commit
    ? html` Checked out: commit <code>${commit.id.slice(0, 12)}</code> by <bdi>${shorten(commit.author, longestTitle)}</bdi>, ${minuteOf(commit.date)}${commit.isEdited ? '; the catalog has further edits, which are not committed' : ''}.`
    : nothing;
  return html`
<p class="origin">Made by timeback-catalog ${version}, ${minuteOf(at)}.${checkedOut}</p>`;
}

/** A time to the minute: `2026-11-28 17:04 UTC`. */
function minuteOf(date: string): string {
  return `${date.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Whether the changes of a document can be filtered by what happens to them. */
function hasChoice({ sections }: Document): boolean {
  return sections.some(({ blocks }) =>
    blocks.some((block) => block.block === 'outline' && block.tally && block.items.length > 0),
  );
}

/**
 * The order of roles on a page: the numbers come first, warnings last. The tiles have the marks of the
 * outline.
 */
const order: readonly Role[] = [
  ...(['notice', 'subject', 'caveat', 'tally', 'note', 'remark', 'guard', 'finding'] as const),
  ...(['body', 'detail', 'part', 'warning', 'ending'] as const),
];

function sectionsOf(document: Document, context: PageContext): Markup {
  let parts = 0;
  const sections = inOrder(document.sections, order).map(({ role, blocks }) => {
    const each = blocks.map((block) => {
      if (block.block !== 'part') return blockOf(block, role, context);
      parts += 1;
      return partOf(block.document, { ...context, prefix: `e${parts}-` });
    });
    return joined(each, '\n');
  });
  return joined(sections, '\n');
}

function partOf(document: Document, context: PageContext): Markup {
  const start = hasChoice(document) ? html`<section class="plan">` : html`<section>`;
  return html`${start}<h2>${plainText(document.title)}</h2>
${sectionsOf(document, context)}
</section>`;
}

function blockOf(block: Block, role: Role, context: PageContext): Markup {
  switch (block.block) {
    case 'paragraph':
      return role === 'subject'
        ? html`<p class="soft">${lineOf(block.text)}</p>`
        : html`<p>${lineOf(block.text)}</p>`;
    case 'prose':
      return block.isStrong
        ? html`<p><strong>${block.text}</strong></p>`
        : html`<p>${block.text}</p>`;
    case 'tally':
      return tallyOf(block);
    case 'list':
      return listOf(block.items);
    case 'outline':
      return outlineMarkup(block, context, adviceOf);
    case 'table':
      return tableOf(block);
    case 'code':
      return preformatted(block.lines);
    case 'facts':
      return html`<dl class="facts">${block.facts.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
    case 'fields':
      return fieldsTable(block, context.look) ?? nothing;
    case 'folded':
      return html`<details${block.isOpen ? html` open` : nothing}><summary>${block.summary}</summary>
${joined(
  block.blocks.map((one) => blockOf(one, 'detail', context)),
  '\n',
)}
</details>`;
    case 'problems':
      return joined(
        problemGroups(block.problems).map((group) => groupBoxes(group, context.look)),
        '\n',
      );
    case 'guard':
      return guardBox(block.guard);
    case 'part':
      return partOf(block.document, context);
  }
}

/** The pieces of a line. Only lines of the outline have links inside the page. */
function lineOf(text: Text): Markup {
  if (typeof text === 'string') return prose(text);
  return joined(
    text.map((inline) => {
      if (typeof inline === 'string') return prose(inline);
      if ('sign' in inline) {
        const { unicode, colour } = signs[inline.sign];
        return html`<span class="${colour}">${unicode}</span>`;
      }
      const { text: words, isCode, isStrong, style } = inline;
      if (isCode) return html`<code>${lineOf(words)}</code>`;
      if (isStrong) return html`<strong>${lineOf(words)}</strong>`;
      return style ? html`<span class="${style}">${lineOf(words)}</span>` : lineOf(words);
    }),
  );
}

function tallyOf({ text, isBad, isPlain, numbers }: TallyBlock): Markup {
  if (numbers) {
    const each = groupWords.map(([group, words]) => {
      const look = numbers[group] === 0 ? 'none' : group;
      return html`<div class="${look}"><dt><span aria-hidden="true">${outlineMarks[group].mark} </span>${words}</dt><dd>${numbers[group]}</dd></div>`;
    });
    return html`<dl class="tally">${each}</dl>`;
  }
  if (isPlain) return html`<p>${text}</p>`;
  return html`<p><strong${isBad ? html` class="red"` : nothing}>${text}</strong></p>`;
}

function listOf(items: readonly Item[]): Markup {
  const each = items.map(({ text, sign, command, code, items: below = [] }) => {
    const copied = command === undefined ? nothing : html` <code>${command}</code>`;
    const lines = code ? preformatted(code.lines) : nothing;
    const mark = sign ? html`${lineOf([{ sign }])} ` : nothing;
    return html`<li>${mark}${lineOf(text)}${copied}${lines}${below.length > 0 ? listOf(below) : nothing}</li>`;
  });
  return html`<ul>${each}</ul>`;
}

/** The deepest level of indentation of rows. */
const deepest = 4;

function tableOf({ columns, rows }: Table): Markup {
  const heads = columns.map(({ head }) =>
    head === '' ? html`<td></td>` : html`<th scope="col">${lineOf(head)}</th>`,
  );
  const body = rows.map(({ cells, depth = 0, advice = [] }) => {
    const [first, ...others] = columns.map(({ head }, at) => {
      const text = cells[at];
      if (at === 0) return html`${text === undefined ? nothing : lineOf(text)}`;
      if (text !== undefined) return html`<td${labelled(plainText(head))}>${lineOf(text)}</td>`;
      return html`<td class="none">${cells.length === 1 ? '' : '·'}</td>`;
    });
    const indent = depth === 0 ? nothing : html` class="d${Math.min(depth, deepest)}"`;
    const why = advice.map((one) => adviceOf(one));
    const row = html`<tr><th scope="row"${indent}>${first}</th>${others}</tr>`;
    return why.length === 0
      ? row
      : html`${row}\n<tr><td colspan="${columns.length}" class="why">${why}</td></tr>`;
  });
  return html`<div class="wide" tabindex="0" role="group" aria-label="Table"><table class="grid"><thead><tr>${heads}</tr></thead><tbody>
${joined(body, '\n')}
</tbody></table></div>`;
}

function preformatted(lines: readonly string[]): Markup {
  return html`<pre>${joined(
    lines.map((line) => html`${line}`),
    '\n',
  )}</pre>`;
}

/** The problems of a group; those that differ only in place and detail are folded. */
function groupBoxes({ whole, others }: ProblemGroup, look: Look): Markup {
  const boxes = whole.map((one) => problemBox(one, look));
  const [first] = others;
  if (!first) return joined(boxes, '\n');
  const folded = others.map((one) => problemBox(one, look));
  return html`${joined(boxes, '\n')}
<details><summary>${severities[first.severity].word} <code>${first.code}</code>: the same ${others.length} times more</summary>
${joined(folded, '\n')}
</details>`;
}

/** One problem as a box: what, where, why, and what to do. */
function problemBox(problem: Problem, look: Look): Markup {
  const { severity, code, summary, span, address, related, all } = problem;
  const where = span ? pointText(span) : address;
  const frame = frameLines(problem, look);
  const second = related && html`<p><code>${pointText(related.span)}</code> ${related.note}</p>`;
  return html`<section class="problem ${severity}">
<p><strong>${severities[severity].word}: ${summary}</strong> <code>${code}</code>${where === undefined ? nothing : html` <code class="soft">${where}</code>`}</p>
${frame.length > 0 ? preformatted(frame) : nothing}${second}${adviceOf(problem)}${all ? everyOne(all) : nothing}
</section>`;
}

/** All nodes that the sentences of the problem only count, folded. */
function everyOne(all: NonNullable<Problem['all']>): Markup {
  const lines = all.map((one) => `${one.address} ${pointText(one.span)}`);
  return html`<details><summary>All ${all.length}</summary>${preformatted(lines)}</details>`;
}

/** A guard that would stop an apply, as a box. */
function guardBox(guard: Guard): Markup {
  const { code, hint } = guard.problem;
  return html`<section class="problem warning">
<p><strong>${severities.warning.word}: ${shorten(guardText(guard))}</strong> <code>${code}</code></p>
${hint === undefined ? nothing : linesOf(`What to do: ${hint}`, proseWithCode)}
</section>`;
}

/** The sentences of a problem, a paragraph for each line; an indented line is a command to copy. */
function adviceOf({ detail, hint }: Advice): Markup {
  const help = hint === undefined ? nothing : linesOf(`What to do: ${hint}`, proseWithCode);
  return joined([linesOf(detail, prose), help]);
}

function proseWithCode(line: string): Markup {
  const parts = line.split(codeInHint);
  return joined(parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : prose(part))));
}

function linesOf(text: string, ofLine: (line: string) => Markup): Markup {
  const lines = shorten(text).split('\n');
  return joined(
    lines.map((line) =>
      line.startsWith(' ') ? html`<pre>${line.trim()}</pre>` : html`<p>${ofLine(line)}</p>`,
    ),
  );
}
