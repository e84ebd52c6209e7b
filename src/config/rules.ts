import {
  type RuleInForce,
  type RuleName,
  ruleNamed,
  ruleNames,
  ruleSets,
} from '../model/content-rules.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** The rules that a config puts in force, in the order of their table. */
export function readRules(written: JsonObject): readonly RuleInForce[] {
  const set = ruleSets[written['set'] as keyof typeof ruleSets] ?? [];
  return ruleNames.flatMap((name) => {
    const said = written[name];
    return said === undefined && !set.includes(name) ? [] : inForce(name, said ?? 'on');
  });
}

function inForce(name: RuleName, said: Json): RuleInForce[] {
  const options = isObject(said) ? said : { severity: said };
  const rule = ruleNamed(name);
  const word = options['severity'] ?? 'on';
  if (word === 'off' || word === false) return [];
  return [
    {
      name,
      severity: word === 'error' || word === 'warning' ? word : rule.severity,
      also: texts(options['also']) ?? [],
      keys: texts(options['keys']) ?? rule.keys ?? [],
      patterns: texts(options['patterns']) ?? rule.patterns ?? [],
      needs: { ...rule.needs, ...needsIn(options['needs']) },
      writes: options['write'] === true,
    },
  ];
}

function texts(value: Json | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** Each type with the keys that it needs. A list in place of a key means that one of its keys is enough. */
function needsIn(value: Json | undefined): RuleInForce['needs'] {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([type, keys]) => [
      type,
      (Array.isArray(keys) ? keys : []).map((key: Json) => texts(key) ?? [String(key)]),
    ]),
  );
}
