import type { JsonObject } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { Action, FieldChange, Guard } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';

/**
 * What a result says, laid out once. Views make documents of results; writers make text of documents,
 * one for each medium. Every string of a document is shown as it is, whatever it holds: escaping is the
 * writers' business and nobody else's.
 */
export interface Document {
  /** The heading of a page. */
  readonly title: Text;
  /** The heading is that of an HTML page only: Markdown goes without one. */
  readonly isUntitled?: boolean;
  /** A terminal's first line, which names the subject too; absent: the terminal has no heading. */
  readonly headline?: Text;
  /** A terminal puts no blank lines between sections. */
  readonly isDense?: boolean;
  /** In any order of roles: each writer has its own. Sections of one role keep their order. */
  readonly sections: readonly Section[];
}

/** The media that documents are written for. */
export type Medium = 'terminal' | 'markdown' | 'html';

/**
 * What a section is for, which decides where it stands: pages begin with what counts, and terminals end
 * with it.
 */
export type Role =
  /** Must be read before everything else. */
  | 'notice'
  /** Names the subject in full; terminals have it in their headline. */
  | 'subject'
  /** What a reader must know to trust the rest. */
  | 'caveat'
  | 'body'
  /** What pages fold away below the body. */
  | 'detail'
  | 'warning'
  /** A document within this one. */
  | 'part'
  /** What narrowed a run, and where it goes. */
  | 'remark'
  /** What was left alone. */
  | 'note'
  /** The numbers, in one line. */
  | 'tally'
  /** What the numbers leave to say. */
  | 'finding'
  /** What follows from it for the reader. */
  | 'ending'
  /** A refusal that is still to come. */
  | 'guard';

/** Blocks that belong together: a terminal puts no blank line between them. */
export interface Section {
  readonly role: Role;
  readonly blocks: readonly Block[];
  /** A terminal puts a blank line before it, although its role stands close to the one before. */
  readonly isApart?: boolean;
}

/** Colours and weights of a terminal. HTML has them as classes, Markdown has none. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** What a sign before a line stands for. */
export type SignName = Action | 'refused' | 'released';

/** Text on one line. A line break in it is shown as `\n`. */
export type Text = string | readonly Inline[];

/** A piece of a line. */
export type Inline = string | Words | Sign;

/** Words that look or lead elsewhere. */
export interface Words {
  readonly text: Text;
  readonly style?: Style;
  /** Bold, in Markdown and HTML too. A style of its own wins on terminals. */
  readonly isStrong?: boolean;
  /** Text to be copied: an id, a file, a command. */
  readonly isCode?: boolean;
  /** An address on the web. */
  readonly href?: string;
  /** The line of a node in an outline of the same HTML page; `from`: where it was before it moved. */
  readonly leadsTo?: { readonly address: Address; readonly end: 'from' | 'to' };
}

/** `+`, `~` and the like, in its colour. */
export interface Sign {
  readonly sign: SignName;
}

/** Whatever stands between two others. */
export type Block =
  | Paragraph
  | Prose
  | List
  | Outline
  | Table
  | Code
  | Facts
  | Fields
  | Folded
  | TallyBlock
  | Problems
  | GuardBlock
  | Part;

/** A line of its own; terminals do not wrap it. */
export interface Paragraph {
  readonly block: 'paragraph';
  readonly text: Text;
}

/** Sentences; terminals wrap them. */
export interface Prose {
  readonly block: 'prose';
  readonly text: string;
  readonly style?: Style;
  readonly isStrong?: boolean;
}

/** A list. Terminals have no bullets, and indent what hangs below. */
export interface List {
  readonly block: 'list';
  readonly items: readonly Item[];
  /** Belongs to the line above: terminals indent it. */
  readonly isBelow?: boolean;
}

/** An entry of a list. */
export interface Item {
  readonly text: Text;
  /** Terminals wrap the text; `hanging`: they indent its further lines. */
  readonly prose?: 'plain' | 'hanging';
  readonly sign?: SignName;
  /** To be copied; terminals never break it. */
  readonly command?: string;
  readonly code?: Code;
  readonly items?: readonly Item[];
}

/** Nodes under their parents, each with what happens to it. */
export interface Outline {
  readonly block: 'outline';
  readonly items: readonly OutlineItem[];
  /** HTML offers to show one group alone, and anchors that other lines lead to. */
  readonly tally?: Numbers;
}

/** Results and classes of a node that goes; harmless if there are none. */
export interface ShownImpact {
  readonly text: string;
  readonly isHarmless: boolean;
}

/** A line of an outline. */
export interface OutlineItem {
  /** What happens to the node; absent: it only shows where the others are. */
  readonly sign?: SignName;
  /** The line counts nodes that have none of their own. */
  readonly foldOf?: Group;
  /** A node by its kind and title: `lesson "Finding the main idea"`. */
  readonly node?: { readonly address: Address; readonly kind: string; readonly title: string };
  /** What is said about the node, or all that the line says. */
  readonly text?: Text;
  readonly style?: Style;
  /** `catalog/a.yaml:12` */
  readonly place?: string;
  /** The sourcedId, shown by terminals in full detail and by HTML. */
  readonly id?: string;
  /** What hangs on the node outside of the catalog. */
  readonly tied?: ShownImpact;
  readonly advice?: Advice;
  readonly fields?: Fields;
  readonly items?: readonly OutlineItem[];
  /** Nodes that moved away from here; HTML alone shows them. */
  readonly departed?: readonly OutlineItem[];
}

/** Sentences of a problem: each line of them is a paragraph, and an indented one a command to copy. */
export type Advice = Pick<Problem, 'detail' | 'hint'>;

/** What a hint says to run or to write: every second part of its line, split by this. */
export const codeInHint = /`([^`]+)`/;

/** Fields of a node, before and after. */
export interface Fields {
  readonly block: 'fields';
  /** `lesson "A"`; for the caption of a table. */
  readonly of: string;
  /** Fields of a new node, which has no before. */
  readonly created?: JsonObject;
  readonly groups?: readonly FieldGroup[];
  /** Lines below the fields. */
  readonly notes?: readonly string[];
  /** Where the values of before stand; HTML only. */
  readonly before?: string;
  /** Where those of after stand; HTML only. */
  readonly after?: string;
}

/** Changes of fields that have one cause. */
export interface FieldGroup {
  readonly heading?: string;
  readonly style?: Style;
  readonly changes: readonly (FieldChange | { readonly line: string })[];
}

export interface Table {
  readonly block: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Terminals show no heads. */
  readonly isHeadless?: boolean;
}

export interface Column {
  readonly head: Text;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  /** The column that terminals cut if the screen is narrow. If none is left, each row becomes a block. */
  readonly mayBeCut?: boolean;
}

export interface Row {
  /** Undefined if there is nothing; a row without any cell but the first only shows where others are. */
  readonly cells: readonly (Text | undefined)[];
  /** How far the first cell is indented. */
  readonly depth?: number;
  /** Of the whole row. */
  readonly style?: Style;
  readonly advice?: readonly Advice[];
  /** Shown by terminals below the row. */
  readonly below?: readonly Block[];
}

/** Lines to copy, or to look at letter by letter. */
export interface Code {
  readonly block: 'code';
  readonly lines: readonly string[];
  readonly language: 'diff' | 'text' | 'yaml';
}

/** What is known of a thing, each under its name. */
export interface Facts {
  readonly block: 'facts';
  readonly facts: readonly LabelledFact[];
  /** Belongs to the facts above. */
  readonly isBelow?: boolean;
}

export interface LabelledFact {
  readonly name: string;
  readonly text: string;
}

/** Opened by readers who want it; terminals show it at once, under its summary. */
export interface Folded {
  readonly block: 'folded';
  readonly summary: string;
  readonly blocks: readonly Block[];
  readonly isOpen?: boolean;
}

/** The result in one line. */
export interface TallyBlock {
  readonly block: 'tally';
  readonly text: string;
  /** Not all is well. */
  readonly isBad?: boolean;
  /** Of a part; the whole has a tally of its own. */
  readonly isPlain?: boolean;
  /** HTML shows them as tiles. */
  readonly numbers?: Numbers;
}

/** How many nodes there are of each group of changes. */
export type Numbers = Readonly<Record<Group, number>>;

/** What changes are counted, coloured and chosen by. */
export type Group = 'create' | 'update' | 'move' | 'retire';

/** Each with its place, its source, the reason and the help. */
export interface Problems {
  readonly block: 'problems';
  readonly problems: readonly Problem[];
}

export interface GuardBlock {
  readonly block: 'guard';
  readonly guard: Guard;
}

/** A document within another one. */
export interface Part {
  readonly block: 'part';
  /** Of its heading on pages. */
  readonly level: 2 | 3;
  readonly document: Document;
}

/** What does not belong to a role of its own. */
export function section(role: Role, ...blocks: readonly Block[]): Section {
  return { role, blocks };
}

/** A section if there is something to say. */
export function lineSection(role: Role, lines: readonly string[], style?: Style): Section {
  return section(role, list(lines.map((text) => styled(style, text))));
}

export function styled(style: Style | undefined, text: Text): Text {
  return style === undefined ? text : [{ text, style }];
}

export function strong(text: Text, style?: Style): Words {
  return { text, isStrong: true, ...(style && { style }) };
}

export function code(text: string): Words {
  return { text, isCode: true };
}

export function paragraph(text: Text): Paragraph {
  return { block: 'paragraph', text };
}

export function list(items: readonly (Text | Item)[], more: Pick<List, 'isBelow'> = {}): List {
  return {
    block: 'list',
    items: items.map((item) => (isItem(item) ? item : { text: item })),
    ...more,
  };
}

function isItem(item: Text | Item): item is Item {
  return typeof item === 'object' && 'text' in item;
}

export function problems(of: readonly Problem[]): Problems {
  return { block: 'problems', problems: of };
}

/** The text without looks, for whoever counts letters or names a page. */
export function plainText(text: Text): string {
  if (typeof text === 'string') return text;
  return text
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      return 'sign' in inline ? '' : plainText(inline.text);
    })
    .join('');
}

/** Sections that say something, in the order of roles that a medium has. */
export function inOrder(sections: readonly Section[], roles: readonly Role[]): readonly Section[] {
  return roles.flatMap((role) =>
    sections
      .filter((one) => one.role === role)
      .map((one) => ({ ...one, blocks: one.blocks.filter((block) => !isEmpty(block)) }))
      .filter(({ blocks }) => blocks.length > 0),
  );
}

function isEmpty(block: Block): boolean {
  switch (block.block) {
    case 'list':
    case 'outline':
      return block.items.length === 0;
    case 'table':
      return block.rows.length === 0;
    case 'facts':
      return block.facts.length === 0;
    case 'problems':
      return block.problems.length === 0;
    case 'folded':
      return block.blocks.every(isEmpty);
    case 'code':
      return block.lines.length === 0;
    default:
      return false;
  }
}
