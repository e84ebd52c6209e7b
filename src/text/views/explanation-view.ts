import type { DifferenceGroup, Explanation } from '../../model/explanation.ts';
import { type Block, type Document, type Item, list, type Section, section } from '../document.ts';
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

/** What differs and which corrections settle it. */
export function explanationDocument(explanation: Explanation, look: Look): Document {
  const { open, platform } = explanation;
  const openItems = open.map((group) => itemOf(groupText(group), [group], look));
  const sections: Section[] = [
    section('caveat', { block: 'prose', text: explanationLine(explanation), isStrong: true }),
    ...cureBlocks(explanation, look).map((blocks) => section('body', ...blocks)),
    section('body', list(openItems)),
    ...(open.length > 0 ? [section('body', { block: 'prose', text: openText(explanation) })] : []),
  ];
  return { title: `Differences on ${platform.name}`, sections };
}

/** The corrections with what each settles, and the lines to paste; nothing if there are none. */
export function cureBlocks(explanation: Explanation, look: Look): Block[][] {
  const { cures, platform, facts } = explanation;
  if (cures.length === 0) return [];
  return [
    [list(cures.map((cure) => itemOf(cureText(cure), cure.settles, look)))],
    [{ block: 'prose', text: pasteText(explanation) }],
    [{ block: 'code', lines: factsYaml(platform.name, facts), language: 'yaml' }],
  ];
}

function itemOf(text: string, groups: readonly DifferenceGroup[], look: Look): Item {
  const examples = groups.flatMap((group) => exampleTexts(group, look));
  return { text, items: examples.map((example) => ({ text: example })) };
}
