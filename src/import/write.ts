import { reshape, writeText } from '../document/reshape.ts';
import { shapeOf } from '../manifest/shape.ts';
import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';

/** A manifest to be written, with its present text if it exists. */
export interface ToWrite {
  readonly file: string;
  readonly kind: Kind;
  readonly value: JsonObject;
  /** The present text. */
  readonly text?: string;
  /** Whether the catalog has the schemas that editors use for completion. */
  readonly hasSchemas: boolean;
}

/** The text of a manifest. Unchanged parts keep their comments and line ends. */
export function manifestText({ file, kind, value, text, hasSchemas }: ToWrite): string {
  const shape = shapeOf(kind);
  if (text === undefined) return writeText(value, shape, hasSchemas ? schemaLine(file, kind) : '');
  const reshaped = reshape(text.replaceAll('\r\n', '\n'), value, shape);
  return text.includes('\r\n') ? reshaped.replaceAll('\n', '\r\n') : reshaped;
}

function schemaLine(file: string, kind: Kind): string {
  const up = '../'.repeat(file.split('/').length - 1) || './';
  return `# yaml-language-server: $schema=${up}schemas/${kind}.schema.json\n`;
}
