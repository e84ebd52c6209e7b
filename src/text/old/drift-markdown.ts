import type { Drift, NodeDrift } from '../../model/drift.ts';
import { inReadingOrder } from '../../model/problem.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { placeText, stepsOf } from '../words/drift-steps.ts';
import {
  atMost,
  defaultLines,
  driftTally,
  driftText,
  type NameOf,
  namesInDrift,
  newText,
  quietLine,
  sinceNote,
  sinceText,
  strangerLines,
} from '../words/drift-wording.ts';
import { nameOf, partsOf, placeOf } from '../words/names.ts';
import { sign } from '../words/signs.ts';
import { count } from '../words/wording.ts';
import { signOf } from './drift-human.ts';
import { fieldDiff } from './field-markdown.ts';
import { codeBlock, codeSpan, folded } from './markdown-code.ts';
import { problemItem } from './problems-markdown.ts';

/** The drift for an issue or a pull request: nodes in sight, fields and defaults folded below. */
export function driftToMarkdown(drift: Drift, coloured: Look): string {
  const look = { ...coloured, colour: false };
  const name = namesInDrift(drift);
  const { platform, since, nodes } = drift;
  const isSummary = look.detail === 'summary';
  const theirs = nodes.filter(({ cause }) => cause !== 'edited in git');
  const ours = nodes.filter(({ cause }) => cause === 'edited in git');
  const edited = atMost(
    ours.filter(({ action }) => action !== 'create').map((node) => nodeItem(node, name, look)),
    (more) => `- and ${more} more nodes`,
  );
  const fresh = ours.filter(({ action }) => action === 'create');
  const created = fresh.length > 0 ? [`- \`+\` ${newText(fresh)}`] : [];
  const sections = [
    [`### Drift on ${escapeFor.markdown(platform.name)}`],
    [
      `${codeSpan(platform.url)}, dialect ${codeSpan(platform.dialect)}, ${escapeFor.markdown(sinceText(since))}`,
    ],
    sinceNote(since),
    [`**${driftTally(drift)}**`],
    ...(isSummary
      ? []
      : [
          theirs.map((node) => nodeItem(node, name, look)),
          listed('Edited in git, not applied yet', [...edited, ...created]),
          look.detail === 'fields' ? fieldsOf(theirs, name, look) : [],
          listed(
            'Server defaults, written by no manifest and left alone',
            items(defaultLines(drift)),
          ),
          listed(
            'On the server, in no manifest, and left alone',
            items(strangerLines(drift, name)),
          ),
        ]),
    [quietLine(drift)],
    inReadingOrder(drift.warnings).flatMap((warning) => problemItem(warning, look)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function nodeItem(node: NodeDrift, name: NameOf, look: Look): string {
  const place = node.source ? ` ${codeSpan(placeOf(node.source))}` : '';
  const mark = codeSpan(sign(signOf[node.action], look));
  return `- ${mark} ${escapeFor.markdown(driftText(node, name, { detail: 'tree' }))}${place}`;
}

function items(lines: readonly string[]): string[] {
  return lines.map((line) => `- ${escapeFor.markdown(line)}`);
}

function listed(summary: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : folded(summary, lines);
}

function fieldsOf(nodes: readonly NodeDrift[], name: NameOf, look: Look): string[] {
  const detailed = nodes.filter(({ fields }) => fields.length > 0);
  const lines = detailed.flatMap(({ address, title, fields }) => {
    const id = codeSpan(partsOf(address).sourcedId);
    const diff = stepsOf(fields).flatMap(({ heading, steps }) => [
      `@@ ${heading} @@`,
      ...steps.flatMap(({ of, change }) =>
        of === 'place' ? [`  ${placeText(change, name, look)}`] : fieldDiff(change),
      ),
    ]);
    const block = codeBlock(diff, 'diff', '  ');
    return [`- ${escapeFor.markdown(nameOf(address, title))} ${id}`, '', ...block];
  });
  return listed(`Fields of ${count(detailed.length, 'node')}`, lines);
}
