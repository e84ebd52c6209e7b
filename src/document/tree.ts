import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar } from 'yaml';
import type { Json } from '../model/json.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { hazardOf } from './hazard.ts';
import { numberFromYaml } from './number.ts';
import type { Place } from './place.ts';
import { quoted } from './wording.ts';

/** A fault in the tree, located by offset. */
export interface TreeFault {
  readonly code: ProblemCode;
  readonly offset: number;
  readonly detail: string;
  readonly hint?: string;
  /** Offset of the first of two clashing places. */
  readonly first?: number;
}

export type Report = (fault: TreeFault) => void;

interface Located {
  readonly value: Json;
  readonly place: Place;
}

/** Keys that a JavaScript program could mistake for built-in ones. */
const forbiddenKeys: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether documents may not have this key. */
export function isForbiddenKey(key: string): boolean {
  return key === '<<' || forbiddenKeys.has(key);
}

/**
 * Turns YAML nodes into plain JSON with positions, and reports YAML features that manifests do not
 * use.
 */
export function readTree(node: ParsedNode | null, report: Report, key?: number): Located {
  const value = node?.range[0] ?? key ?? 0;
  const at = { key: key ?? value, value };
  if (!node) return { value: null, place: at };
  refuseProps(node, report);
  if (isScalar(node)) return readScalar(node, report, at);
  if (isMap(node)) return readMap(node.items, report, at);
  if (isSeq(node)) return readList(node.items, report, at);
  return { value: null, place: at };
}

function refuseProps(node: ParsedNode, report: Report): void {
  const offset = node.range[0];
  if (isAlias(node)) {
    const detail = `The alias ${quoted(`*${node.source}`)} stands here.`;
    report({ code: 'yaml/alias', offset, detail, hint: 'Write the value out.' });
    return;
  }
  if (node.anchor !== undefined) {
    const detail = `The anchor ${quoted(`&${node.anchor}`)} stands here.`;
    report({ code: 'yaml/alias', offset, detail, hint: 'Remove it.' });
  }
  if (node.tag !== undefined) {
    const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
    report({
      code: 'yaml/tag',
      offset,
      detail: `The tag ${quoted(tag)} stands here.`,
      hint: 'Remove it.',
    });
  }
}

function readScalar(node: Scalar, report: Report, at: Place): Located {
  const { value, source, type } = node;
  const written = type === 'PLAIN' && source ? source : undefined;
  const hazard = written && hazardOf(written);
  if (hazard) {
    const hint = `Put it in quotes if it is a text: "${written}".`;
    report({ code: 'yaml/hazard', offset: at.value, detail: hazard, hint });
  }
  if (typeof value === 'string') {
    refuseHalfCharacter(value, report, at.value);
    return { value, place: at };
  }
  const place = written === undefined ? at : { ...at, written };
  if (typeof value === 'boolean') return { value, place };
  if (typeof value === 'number') {
    return { value: readNumber(source ?? String(value), report, at.value), place };
  }
  return { value: null, place };
}

function readNumber(written: string, report: Report, offset: number): Json {
  const number = numberFromYaml(written);
  if (number !== undefined) return number;
  const detail = `JSON, which the platform speaks, cannot carry the number ${written}.`;
  report({ code: 'schema/wrong-value', offset, detail });
  return 0;
}

function refuseHalfCharacter(text: string, report: Report, offset: number): void {
  if (text.isWellFormed()) return;
  const detail = 'An escape of the text makes half of a character (a lone surrogate).';
  report({ code: 'schema/wrong-value', offset, detail, hint: 'Write the character itself.' });
}

function readList(items: readonly ParsedNode[], report: Report, at: Place): Located {
  const value: Json[] = [];
  const inner = new Map<number, Place>();
  for (const item of items) {
    const read = readTree(item, report);
    inner.set(value.length, read.place);
    value.push(read.value);
  }
  return { value, place: { ...at, inner } };
}

type Entry = Pair<ParsedNode, ParsedNode | null>;

function readMap(items: readonly Entry[], report: Report, at: Place): Located {
  const value: { [key: string]: Json } = {};
  const inner = new Map<string, Place>();
  for (const pair of items) {
    const key = readKey(pair.key, report);
    if (key === undefined) continue;
    const offset = pair.key.range[0];
    const read = readTree(pair.value, report, offset);
    const first = inner.get(key)?.key;
    if (first !== undefined) {
      const detail = `${quoted(key)} is written twice.`;
      report({ code: 'yaml/duplicate-key', offset, first, detail, hint: 'Remove one of the two.' });
      continue;
    }
    inner.set(key, read.place);
    value[key] = read.value;
  }
  return { value, place: { ...at, inner } };
}

/** The text of a key, unless it is forbidden. */
function readKey(node: ParsedNode, report: Report): string | undefined {
  const offset = node.range[0];
  if (!isScalar(node) || typeof node.value !== 'string') {
    const detail = 'A key must be a plain text, not a list or a map.';
    report({ code: 'yaml/key', offset, detail });
    return undefined;
  }
  const key = node.value;
  refuseProps(node, report);
  refuseHalfCharacter(key, report, offset);
  if (key === '<<') {
    const detail = 'The merge key << stands here.';
    report({ code: 'yaml/merge-key', offset, detail, hint: 'Write the fields out.' });
    return undefined;
  }
  if (!forbiddenKeys.has(key)) return key;
  report({ code: 'yaml/key', offset, detail: `"${key}" cannot be a key.` });
  return undefined;
}
