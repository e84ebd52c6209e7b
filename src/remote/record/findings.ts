import type { Json, JsonObject } from '../../model/json.ts';
import type { Finding } from '../dialect.ts';
import { keysWith, namesText, own } from '../evidence.ts';
import { numberOf } from './record.ts';
import { idOf } from './references.ts';

interface Lookup {
  readonly records: readonly JsonObject[];
  readonly noun: string;
  readonly passes: (value: Json) => boolean;
  /** Where the same may stand instead; empty where nothing is known. */
  readonly others: () => string;
  /** Every such record must have it. Elsewhere, that none has it may mean nothing. */
  readonly isRequired: boolean;
}

/** Whether records have what they should under a key. */
function underKey(
  row: string,
  key: string,
  { records, noun, passes, others, isRequired }: Lookup,
): Finding | undefined {
  if (records.length === 0) return { row, verdict: 'unknown', evidence: `no ${noun} to look at` };
  const having = records.filter((record) => passes(own(record, key) ?? null)).length;
  const of = `${having} of ${records.length} ${noun} seen have it`;
  if (having > 0) return { row, verdict: 'holds', evidence: of };
  const elsewhere = others();
  const evidence = elsewhere ? `${of}; ${elsewhere}` : of;
  return { row, verdict: elsewhere || isRequired ? 'differs' : 'unknown', evidence };
}

interface ReferenceLookup {
  readonly records: readonly JsonObject[];
  readonly noun: string;
  readonly key: string;
  /** What is referred to, and how that is called. */
  readonly to?: { readonly records: readonly JsonObject[]; readonly noun: string };
  readonly isRequired?: boolean;
}

/** Whether records refer to something under a key. */
export function reference(
  row: string,
  { records, noun, key, to, isRequired = false }: ReferenceLookup,
): Finding | undefined {
  const ids = new Set((to?.records ?? []).map((record) => own(record, 'sourcedId')));
  const namesSome = (value: Json) => linksOf(value).some((id) => typeof id === 'string');
  const namesTarget = (value: Json) => linksOf(value).some((id) => ids.has(id));
  return underKey(row, key, {
    records,
    noun,
    passes: namesSome,
    isRequired,
    others: () => {
      const keys = keysWith(records, namesTarget).filter((other) => other !== 'sourcedId');
      return to && keys.length > 0 ? `ids of ${to.noun} stand under ${namesText(keys)}` : '';
    },
  });
}

/** The ids in a reference, or in a list of them. */
export function linksOf(value: Json): readonly Json[] {
  return (Array.isArray(value) ? value : [value]).map(idOf);
}

/** Whether what has an order has it under the key of the table. */
export function orderFinding(
  key: string,
  { records, noun }: Pick<Lookup, 'records' | 'noun'>,
): Finding | undefined {
  const isOrder = (value: Json) => numberOf(value) !== undefined;
  return underKey('sortOrder.key', key, {
    records,
    noun,
    passes: isOrder,
    others: () => {
      const keys = keysWith(records, isOrder);
      return keys.length > 0 ? `numbers stand under ${namesText(keys)}` : '';
    },
    isRequired: true,
  });
}

/** Which of the two words of a status were seen. */
export function statusFindings(
  records: readonly JsonObject[],
  facts: Readonly<Record<'status.active' | 'status.retired', string>>,
): readonly Finding[] {
  const words = records.map((record) => own(record, 'status'));
  const texts = [...new Set(words.filter((word) => typeof word === 'string'))];
  const known: readonly string[] = [facts['status.active'], facts['status.retired']];
  const others = texts.filter((word) => !known.includes(word));
  const alsoSeen = others.length > 0 ? `seen instead: ${namesText(others)}` : 'none was seen';
  return (['status.active', 'status.retired'] as const).map((row) => {
    if (texts.includes(facts[row])) return { row, verdict: 'holds', evidence: 'records have it' };
    // That nothing is retired says nothing; that nothing is live, where there are records, does.
    const differs = row === 'status.active' && others.length > 0;
    return { row, verdict: differs ? 'differs' : 'unknown', evidence: alsoSeen };
  });
}
