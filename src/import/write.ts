import { reshape, writeText } from '../document/reshape.ts';
import { shapeOf } from '../manifest/shape.ts';
import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';

/** A manifest as it is to be, and as it was where there was one. */
export interface ToWrite {
  readonly file: string;
  readonly kind: Kind;
  readonly value: JsonObject;
  /** Its present text. */
  readonly text?: string;
  /** Whether the catalog keeps the schemas that editors complete from. */
  readonly hasSchemas: boolean;
}

/** The text of a manifest; what stays of it keeps its comments and its line ends. */
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
