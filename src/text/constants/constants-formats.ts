import type { CatalogConstants } from '../../model/catalog-constants.ts';
import { constantsToCsv, constantsToJson } from './constants-data.ts';
import { constantsToPython } from './constants-python.ts';
import { constantsToTypescript } from './constants-typescript.ts';

/** The formats of exported constants, by the name that options take. */
export const constantsFormats = {
  typescript: constantsToTypescript,
  python: constantsToPython,
  json: constantsToJson,
  csv: constantsToCsv,
} as const satisfies Record<string, (constants: CatalogConstants) => string>;

export type ConstantsFormat = keyof typeof constantsFormats;

/** The format that the name of an output file asks for. */
export const constantsFormatOfExtension: ReadonlyMap<string, ConstantsFormat> = new Map([
  ['.ts', 'typescript'],
  ['.mts', 'typescript'],
  ['.py', 'python'],
  ['.json', 'json'],
  ['.csv', 'csv'],
]);
