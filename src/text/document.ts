import type { JsonObject } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { Action, FieldChange, Guard } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';

/**
 * The content of a result, independent of format. Views make documents from results; a writer for each medium
 * makes text from documents. Every string of a document is shown literally, whatever it holds: only writers
 * escape.
 */
export interface Document {
  /** The heading of a page. */
  readonly title: Text;
  /** Whether only an HTML page shows the heading, and Markdown leaves it out. */
  readonly isUntitled?: boolean;
  /** The first line on a terminal, which also names the subject; absent: the terminal shows no heading. */
  readonly headline?: Text;
  /** Whether a terminal puts no blank lines between sections. */
  readonly isDense?: boolean;
  /** The sections in any order: each writer orders them by role. Sections of one role keep their order. */
  readonly sections: readonly Section[];
}

/** The media that documents are written for. */
export type Medium = 'terminal' | 'markdown' | 'html';

/**
 * The purpose of a section, which decides its position: pages begin with the most important sections, and
 * terminals end with them.
 */
export type Role =
  /** Something to read before everything else. */
  | 'notice'
  /** The full name of the subject; on terminals the headline has it. */
  | 'subject'
  /** A reservation that a reader must know to trust the rest. */
  | 'caveat'
  | 'body'
  /** Content that pages fold below the body. */
  | 'detail'
  | 'warning'
  /** A document inside this one. */
  | 'part'
  /** What made a run partial, and where it is sent. */
  | 'remark'
  /** What a run leaves alone. */
  | 'note'
  /** The numbers in one line. */
  | 'tally'
  /** Findings that the numbers do not show. */
  | 'finding'
  /** What the reader should do next. */
  | 'ending'
  /** A guard that would stop an apply. */
  | 'guard';

/** Blocks that belong together: a terminal puts no blank line between them. */
export interface Section {
  readonly role: Role;
  readonly blocks: readonly Block[];
  /** Whether a terminal puts a blank line before the section although its role needs none. */
  readonly isApart?: boolean;
}

/** Colours and weights on a terminal. HTML has them as classes, Markdown ignores them. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** The meaning of a sign before a line. */
export type SignName = Action | 'refused' | 'released';

/** Text on one line. A line break in it is shown as `\n`. */
export type Text = string | readonly Inline[];

/** A piece of a line. */
export type Inline = string | Words | Sign;

/** Words with a style or a link. */
export interface Words {
  readonly text: Text;
  readonly style?: Style;
  /** Whether the words are bold, in Markdown and HTML too. On terminals `style` comes first. */
  readonly isStrong?: boolean;
  /** Whether the words are text to copy: an id, a file, a command. */
  readonly isCode?: boolean;
  /** A web address that the words link to. */
  readonly href?: string;
  /**
   * The node's line in an outline of the same HTML page that the words link to; `from`: the place before it
   * moved.
   */
  readonly leadsTo?: { readonly address: Address; readonly end: 'from' | 'to' };
}

/** A sign such as `+` or `~`, in its colour. */
export interface Sign {
  readonly sign: SignName;
}

/** A block of a section. */
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

/** One line, which terminals do not wrap. */
export interface Paragraph {
  readonly block: 'paragraph';
  readonly text: Text;
}

/** Sentences, which terminals wrap. */
export interface Prose {
  readonly block: 'prose';
  readonly text: string;
  readonly style?: Style;
  readonly isStrong?: boolean;
}

/** A list. Terminals show it without bullets and indent nested entries. */
export interface List {
  readonly block: 'list';
  readonly items: readonly Item[];
  /** Whether the list belongs to the line above, so that terminals indent it. */
  readonly isBelow?: boolean;
}

/** An entry of a list. */
export interface Item {
  readonly text: Text;
  /** Whether terminals wrap the text; `hanging`: with continued lines indented. */
  readonly prose?: 'plain' | 'hanging';
  readonly sign?: SignName;
  /** A command to copy, which terminals never break. */
  readonly command?: string;
  readonly code?: Code;
  readonly items?: readonly Item[];
}

/** Nodes under their parents, each with its change. */
export interface Outline {
  readonly block: 'outline';
  readonly items: readonly OutlineItem[];
  /** The numbers of changes; with them, HTML can show one group alone and has anchors for links. */
  readonly tally?: Numbers;
}

/** The results and classes of a node that retires or moves; harmless if there are none. */
export interface ShownImpact {
  readonly text: string;
  readonly isHarmless: boolean;
}

/** A line of an outline. */
export interface OutlineItem {
  /** The change of the node; absent: the line only shows where other nodes are. */
  readonly sign?: SignName;
  /** For a line that counts nodes without lines of their own: their group of changes. */
  readonly foldOf?: Group;
  /** The node by kind and title: `lesson "Finding the main idea"`. */
  readonly node?: { readonly address: Address; readonly kind: string; readonly title: string };
  /** Text after the node, or the whole text of a line without a node. */
  readonly text?: Text;
  readonly style?: Style;
  /** The place in the manifests: `catalog/a.yaml:12`. */
  readonly place?: string;
  /** The sourcedId, which terminals show in full detail, and HTML always. */
  readonly id?: string;
  /** Results and classes on the platform that belong to the node. */
  readonly tied?: ShownImpact;
  readonly advice?: Advice;
  readonly fields?: Fields;
  readonly items?: readonly OutlineItem[];
  /** Nodes that moved away from here, which only HTML shows. */
  readonly departed?: readonly OutlineItem[];
}

/** The sentences of a problem: each line is a paragraph, and an indented line is a command to copy. */
export type Advice = Pick<Problem, 'detail' | 'hint'>;

/** Splits a line of a hint at its code: every second part is a command or text to write. */
export const codeInHint = /`([^`]+)`/;

/** The fields of a node, before and after. */
export interface Fields {
  readonly block: 'fields';
  /** The node for the caption of a table: `lesson "A"`. */
  readonly of: string;
  /** The fields of a new node. */
  readonly created?: JsonObject;
  readonly groups?: readonly FieldGroup[];
  /** Lines below the fields. */
  readonly notes?: readonly string[];
  /** Where the old values are; for HTML only. */
  readonly before?: string;
  /** Where the new values are; for HTML only. */
  readonly after?: string;
}

/** Field changes of one cause. */
export interface FieldGroup {
  readonly heading?: string;
  readonly style?: Style;
  readonly changes: readonly (FieldChange | { readonly line: string })[];
}

export interface Table {
  readonly block: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Whether terminals show no heads. */
  readonly isHeadless?: boolean;
}

export interface Column {
  readonly head: Text;
  /** Whether the column holds numbers, which are aligned to the right. */
  readonly isNumber?: boolean;
  /**
   * Whether terminals may cut this column on a narrow screen. If it becomes too narrow, each row becomes a
   * block.
   */
  readonly mayBeCut?: boolean;
}

export interface Row {
  /** The cells; undefined for an empty one. A row with only a first cell shows where other rows are. */
  readonly cells: readonly (Text | undefined)[];
  /** By how many levels the first cell is indented. */
  readonly depth?: number;
  /** The style of the whole row. */
  readonly style?: Style;
  readonly advice?: readonly Advice[];
  /** Blocks that terminals show below the row. */
  readonly below?: readonly Block[];
}

/** Lines to copy or to read character by character. */
export interface Code {
  readonly block: 'code';
  readonly lines: readonly string[];
  readonly language: 'diff' | 'text' | 'yaml';
}

/** Facts about one thing, each under its name. */
export interface Facts {
  readonly block: 'facts';
  readonly facts: readonly LabelledFact[];
  /** Whether the facts belong to those above. */
  readonly isBelow?: boolean;
}

export interface LabelledFact {
  readonly name: string;
  readonly text: string;
}

/** Blocks that a reader can unfold; terminals show them at once, under their summary. */
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
  /** Whether the result has errors or failures. */
  readonly isBad?: boolean;
  /** Whether the tally belongs to a part of a document with a tally of its own. */
  readonly isPlain?: boolean;
  /** The numbers, which HTML shows as tiles. */
  readonly numbers?: Numbers;
}

/** The number of nodes in each group of changes. */
export type Numbers = Readonly<Record<Group, number>>;

/** The groups by which changes are counted, coloured and filtered. */
export type Group = 'create' | 'update' | 'move' | 'retire';

/** Problems, each with its place, source lines, reason and help. */
export interface Problems {
  readonly block: 'problems';
  readonly problems: readonly Problem[];
}

export interface GuardBlock {
  readonly block: 'guard';
  readonly guard: Guard;
}

/** A document inside another one. */
export interface Part {
  readonly block: 'part';
  /** The level of its heading on pages. */
  readonly level: 2 | 3;
  readonly document: Document;
}

/** Makes a section from blocks. */
export function section(role: Role, ...blocks: readonly Block[]): Section {
  return { role, blocks };
}

/** A section of lines; empty if there are none. */
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

/** The text without styles, for measuring and for page titles. */
export function plainText(text: Text): string {
  if (typeof text === 'string') return text;
  return text
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      return 'sign' in inline ? '' : plainText(inline.text);
    })
    .join('');
}

/** The sections that are not empty, in the order of roles of a medium. */
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
