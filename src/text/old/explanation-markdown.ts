import type { DifferenceGroup, Explanation } from '../../model/explanation.ts';
import { escapeFor } from '../escape.ts';
import { factsYaml } from '../json/facts-yaml.ts';
import type { Look } from '../look.ts';
import {
  cureText,
  exampleTexts,
  explanationLine,
  groupText,
  openText,
  pasteText,
} from '../words/explanation-wording.ts';
import { codeBlock } from './markdown-code.ts';

/** What differs and which corrections settle it, for a pull request or an issue. */
export function explanationToMarkdown(explanation: Explanation, look: Look): string {
  const { open, platform } = explanation;
  const sections = [
    [`### Differences on ${escapeFor.markdown(platform.name)}`],
    [`**${escapeFor.markdown(explanationLine(explanation))}**`],
    ...cureParagraphs(explanation, look),
    open.flatMap((group) => item(groupText(group), [group], look)),
    open.length > 0 ? [escapeFor.markdown(openText(explanation))] : [],
  ];
  const there = sections.filter((lines) => lines.length > 0);
  return `${there.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The corrections with what each settles, and the lines to paste; nothing where there are none. */
export function cureParagraphs(explanation: Explanation, look: Look): readonly string[][] {
  const { cures, platform, facts } = explanation;
  if (cures.length === 0) return [];
  return [
    cures.flatMap((cure) => item(cureText(cure), cure.settles, look)),
    [escapeFor.markdown(pasteText(explanation))],
    codeBlock(factsYaml(platform.name, facts), 'yaml'),
  ];
}

function item(text: string, groups: readonly DifferenceGroup[], look: Look): string[] {
  const examples = groups.flatMap((group) => exampleTexts(group, look));
  return [
    `- ${escapeFor.markdown(text)}`,
    ...examples.map((example) => `  - ${escapeFor.markdown(example)}`),
  ];
}
