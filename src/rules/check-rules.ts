import { quoteShort } from '../document/place.ts';
import { nearest } from '../document/validate.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { type RuleInForce, type RuleName, ruleNamed } from '../model/content-rules.ts';
import { isNumber, type JsonObject } from '../model/json.ts';
import { type Address, addressOf } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import {
  anyTextsIn,
  factsOf,
  type PlacedResource,
  type RuleFacts,
  totalsOf,
  valueIn,
} from './facts.ts';

/** One place at which a rule is broken. */
interface Broken {
  readonly address: Address;
  /** The field of the node that the problem is about. */
  readonly field?: string;
  readonly detail: string;
  readonly hint?: string;
}

type Check = (facts: RuleFacts, rule: RuleInForce) => readonly Broken[];

/** The most problems that one rule gives. The last one says how many more there are. */
const mostShown = 50;

/** Checks a catalog, with its defaults, against the rules in force. */
export function checkRules(catalog: Catalog, rules: readonly RuleInForce[]): readonly Problem[] {
  if (rules.length === 0) return [];
  const facts = factsOf(catalog);
  return rules.flatMap((rule) => {
    const broken = checks[rule.name](facts, rule);
    const shown = broken.slice(0, mostShown).map((one) => problemOf(one, rule, facts));
    const rest = broken.length - shown.length;
    const last = shown.at(-1);
    if (!last || rest === 0) return shown;
    const detail = `${last.detail} The rule is broken in ${rest} more places, which are not listed.`;
    return [...shown.slice(0, -1), { ...last, detail }];
  });
}

function problemOf(
  { address, field, detail, hint }: Broken,
  { name, severity }: RuleInForce,
  { nodes }: RuleFacts,
): Problem {
  const source = nodes.get(address)?.source;
  const made = problem(`rules/${name}`, {
    detail: `${detail} ${ruleNamed(name).help}`,
    ...(hint !== undefined && { hint }),
    ...(source && { span: fieldSpan(source, field) }),
    address,
  });
  return { ...made, severity };
}

const checks: Readonly<Record<RuleName, Check>> = {
  subjects: checkValues,
  grades: checkValues,
  'lesson-types': checkValues,
  'resource-types': checkValues,
  'publish-status': checkValues,
  'course-types': checkValues,
  'same-lesson-type': checkSameType,
  'required-metadata': checkRequired,
  'resource-references': checkReferences,
  'absolute-addresses': checkAddresses,
  totals: checkTotals,
  titles: checkTitles,
  'one-primary': checkOnePrimary,
};

/** What rules look at: a node, or a placement with the fields said about it. */
interface Subject {
  readonly address: Address;
  readonly fields: JsonObject;
  readonly name: string;
  readonly placement?: PlacedResource;
}

function subjectsOf(kind: string, { nodes, placed }: RuleFacts): readonly Subject[] {
  if (kind !== 'placement') {
    return [...nodes].flatMap(([address, node]) =>
      node.entity.kind === kind
        ? [{ address, fields: node.entity.fields, name: nameOf(node) }]
        : [],
    );
  }
  return placed.map((placement) => ({
    address: placement.place,
    fields: placement.said,
    name: `The placement of ${quoteShort(placement.id)}`,
    placement,
  }));
}

function nameOf({ entity: { kind, title } }: CatalogNode): string {
  return `The ${kind} ${quoteShort(title)}`;
}

function fieldIn({ placement }: Subject, path: readonly string[]): string {
  return placement ? 'resources' : (path[0] ?? '');
}

function checkValues(facts: RuleFacts, { name, also }: RuleInForce): Broken[] {
  const { at, known } = ruleNamed(name).values ?? { at: [], known: [] };
  const allowed = [...known, ...also];
  return at.flatMap(({ of, path }) =>
    subjectsOf(of, facts).flatMap((subject) =>
      anyTextsIn(valueIn(subject.fields, path))
        .filter((value) => !allowed.includes(value))
        .map((value) => {
          const near = nearest(value, allowed);
          return {
            address: subject.address,
            field: fieldIn(subject, path),
            detail: `${subject.name} has ${quoteShort(value)} under ${path.join('.')}, which is none of ${allowed.join(', ')}.`,
            hint:
              near === undefined
                ? `Write one of them. If your platform accepts it: \`rules: {${name}: {also: [${JSON.stringify(value)}]}}\` in the config.`
                : `Did you mean "${near}"?`,
          };
        }),
    ),
  );
}

function typeIn(fields: JsonObject): string | undefined {
  return (
    anyTextsIn(valueIn(fields, ['lessonType']))[0] ??
    anyTextsIn(valueIn(fields, ['metadata', 'lessonType']))[0]
  );
}

function checkSameType({ placed }: RuleFacts): Broken[] {
  return placed.flatMap(({ place, id, said, resource }) => {
    const here = typeIn(said);
    const there =
      resource && anyTextsIn(valueIn(resource.entity.fields, ['metadata', 'lessonType']))[0];
    if (here === undefined || there === undefined || here === there) return [];
    return [
      {
        address: place,
        field: 'resources',
        detail: `The placement of ${quoteShort(id)} has the lessonType ${quoteShort(here)}, and its resource ${quoteShort(there)}.`,
        hint: 'Write the same in both places.',
      },
    ];
  });
}

function checkRequired(facts: RuleFacts, { needs }: RuleInForce): Broken[] {
  const lacking = (types: readonly string[], held: readonly JsonObject[]) =>
    types.flatMap((type) =>
      (Object.hasOwn(needs, type) ? (needs[type] ?? []) : [])
        .filter((keys) => !keys.some((key) => held.some((map) => isSaid(map, key))))
        .map((keys) => ({ type, keys })),
    );
  const detailOf = (name: string, type: string, keys: readonly string[]) =>
    `${name} is of the type ${quoteShort(type)} and has no metadata.${keys.join(' or metadata.')}.`;
  const ofResources = subjectsOf('resource', facts).flatMap(({ address, fields, name }) => {
    const types = ['type', 'lessonType'].flatMap((key) =>
      anyTextsIn(valueIn(fields, ['metadata', key])),
    );
    return lacking(types, [fields]).map(({ type, keys }) => ({
      address,
      field: 'metadata',
      detail: detailOf(name, type, keys),
      hint: `Write it, or give it to all resources of the course: \`defaults: {resource: {metadata: {${keys[0]}: …}}}\`.`,
    }));
  });
  const ofPlacements = subjectsOf('placement', facts).flatMap((subject) => {
    const type = typeIn(subject.fields);
    const resource = subject.placement?.resource?.entity.fields ?? {};
    // A type that the resource has itself was checked above.
    if (type === undefined || typeIn(resource) === type) return [];
    return lacking([type], [subject.fields, resource]).map((one) => ({
      address: subject.address,
      field: 'resources',
      detail: detailOf(subject.name, one.type, one.keys),
      hint: 'Write it into the metadata of the placement, or of its resource.',
    }));
  });
  return [...ofResources, ...ofPlacements];
}

function isSaid(fields: JsonObject, key: string): boolean {
  return valueIn(fields, ['metadata', ...key.split('.')]) !== undefined;
}

function checkReferences(facts: RuleFacts, { keys }: RuleInForce): Broken[] {
  const ids = [...facts.nodes.values()].flatMap(({ entity }) =>
    entity.kind === 'resource' ? [entity.sourcedId] : [],
  );
  let guesses = 0;
  return subjectsOf('resource', facts).flatMap(({ address, fields, name }) =>
    keys.flatMap((key) =>
      anyTextsIn(valueIn(fields, ['metadata', ...key.split('.')]))
        .filter((id) => !facts.nodes.has(addressOf('resource', id)))
        .map((id) => {
          guesses += 1;
          const near = guesses > mostShown ? undefined : nearest(id, ids);
          return {
            address,
            field: 'metadata',
            detail: `${name} names ${quoteShort(id)} under metadata.${key}, but no resource of the catalog has that sourcedId.`,
            hint:
              near === undefined
                ? 'Add that resource, or remove the id.'
                : `Did you mean "${near}"?`,
          };
        }),
    ),
  );
}

function checkAddresses(facts: RuleFacts, { keys }: RuleInForce): Broken[] {
  return subjectsOf('resource', facts).flatMap(({ address, fields, name }) =>
    keys.flatMap((key) =>
      anyTextsIn(valueIn(fields, ['metadata', ...key.split('.')]))
        .filter((text) => !isWhole(text))
        .map((text) => ({
          address,
          field: 'metadata',
          detail: `${name} has ${quoteShort(text)} under metadata.${key}, which is not a complete URL.`,
          hint: 'Begin with https:// and the host.',
        })),
    ),
  );
}

function isWhole(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && /^https?:\/\/[^/]/i.test(text);
}

function checkTotals(facts: RuleFacts, { writes }: RuleInForce): Broken[] {
  return [...totalsOf(facts)].flatMap(([address, totals]) => {
    const node = facts.nodes.get(address);
    if (!node) return [];
    return (['totalLessons', 'totalXp'] as const).flatMap((key) => {
      const said = valueIn(node.entity.fields, ['metadata', 'metrics', key]);
      const found = totals[key];
      // Without `write`, a course that says no totals is left alone.
      if (found === undefined || (said === undefined && !writes)) return [];
      if (isNumber(said) && Number(said) === found) return [];
      const has = said === undefined ? 'no number' : `${JSON.stringify(said)}`;
      return [
        {
          address,
          field: 'metadata',
          detail: `${nameOf(node)} has ${has} under metadata.metrics.${key}, but the nodes below it add up to ${found}.`,
          hint: writes
            ? 'Run `timeback-catalog fmt`: it writes the number.'
            : `Write ${found}, or let \`fmt\` write it: \`rules: {totals: {write: true}}\` in the config.`,
        },
      ];
    });
  });
}

function checkTitles({ nodes, placed }: RuleFacts, { patterns }: RuleInForce): Broken[] {
  const broken = (address: Address, title: string, field: string, what: string): Broken[] => {
    const like = patterns.find((pattern) => isLike(title, pattern));
    if (like === undefined) return [];
    return [
      { address, field, detail: `The title ${quoteShort(title)} of ${what} is like "${like}".` },
    ];
  };
  return [
    ...[...nodes].flatMap(([address, { entity }]) =>
      broken(address, entity.title, 'title', `the ${entity.kind}`),
    ),
    ...placed.flatMap(({ place, id, said: { title } }) =>
      typeof title === 'string'
        ? broken(place, title, 'resources', `the placement of ${quoteShort(id)}`)
        : [],
    ),
  ];
}

function checkOnePrimary({ nodes, placed }: RuleFacts): Broken[] {
  const byPlace = new Map<Address, string[]>();
  for (const { place, resource } of placed) {
    const said = resource?.entity.fields['importance'];
    if (typeof said === 'string') byPlace.set(place, [...(byPlace.get(place) ?? []), said]);
  }
  return [...byPlace].flatMap(([address, said]) => {
    const count = said.filter((one) => one === 'primary').length;
    const node = nodes.get(address);
    if (count === 1 || !node) return [];
    return [
      {
        address,
        field: 'resources',
        detail: `${nameOf(node)} places ${count === 0 ? 'no' : count} primary resources.`,
        hint: 'Write `importance: primary` at one of its resources, and `secondary` at the others.',
      },
    ];
  });
}

/** Longer texts are compared by their first characters: a title with a mark has it near the start. */
const longest = 2000;

/**
 * Whether a text matches a pattern in which `*` stands for any text. Upper and lower case are equal. A
 * pattern comes from a config that a stranger may propose, so it is no regular expression: each piece
 * between stars is searched once, behind the one before.
 */
export function isLike(text: string, pattern: string): boolean {
  const shown = folded(text.slice(0, longest));
  const pieces = folded(pattern).split('*');
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return shown === first;
  if (!shown.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = shown.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return shown.length - last.length >= at && shown.endsWith(last);
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
