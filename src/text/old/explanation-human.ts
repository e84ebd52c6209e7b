import type { DifferenceGroup, Explanation } from '../../model/explanation.ts';
import { wrap } from '../fit.ts';
import { factsYaml } from '../json/facts-yaml.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import {
  cureText,
  exampleTexts,
  explanationLine,
  groupText,
  openText,
  pasteText,
} from '../words/explanation-wording.ts';

/** What differs and which corrections settle it, for a terminal. */
export function explanationToHuman(explanation: Explanation, look: Look): string {
  const sections = [
    wrap(explanationLine(explanation), look.width).map((line) => paint('bold', line, look)),
    ...cureSections(explanation, look),
    ...openSections(explanation, look),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The corrections with what each settles, and the lines to paste; nothing where there are none. */
export function cureSections(explanation: Explanation, look: Look): readonly string[][] {
  const { cures, platform, facts } = explanation;
  if (cures.length === 0) return [];
  const yaml = factsYaml(platform.name, facts).map((line) => `    ${line}`);
  return [
    cures.flatMap((cure) => [cureText(cure), ...exampleLines(cure.settles, look)]),
    [...wrap(pasteText(explanation), look.width), '', ...yaml],
  ];
}

function openSections(explanation: Explanation, look: Look): readonly string[][] {
  const { open } = explanation;
  if (open.length === 0) return [];
  const groups = open.flatMap((group) => [groupText(group), ...exampleLines([group], look)]);
  return [groups, wrap(openText(explanation), look.width)];
}

function exampleLines(groups: readonly DifferenceGroup[], look: Look): string[] {
  return groups.flatMap((group) => exampleTexts(group, look)).map((text) => `  ${text}`);
}
