import type { Json } from '../../model/json.ts';
import { jsonText } from './read-json.ts';

/** The facts of an environment as lines of the config, from its top, ready to be pasted. */
export function factsYaml(
  environment: string,
  facts: Readonly<Record<string, Json>>,
): readonly string[] {
  const rows = Object.entries(facts).map(
    ([row, value]) => `      ${scalarText(row)}: ${valueYaml(value)}`,
  );
  return ['environments:', `  ${scalarText(environment)}:`, '    facts:', ...rows];
}

function valueYaml(value: Json): string {
  return Array.isArray(value) ? `[${value.map(scalarText).join(', ')}]` : scalarText(value);
}

/** Plain where YAML can take it for nothing else; as JSON, which is YAML too, everywhere else. */
function scalarText(value: Json): string {
  const isPlain =
    typeof value === 'string' &&
    /^[A-Za-z][\w./-]*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : jsonText(value).trimEnd();
}
