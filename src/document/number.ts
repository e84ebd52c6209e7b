import { type ExactNumber, numberFromText } from '../model/exact-number.ts';

const decimal = /^([-+]?)(\d*)(?:\.(\d*))?((?:[eE][-+]?\d+)?)$/;

/**
 * The number of a plain YAML scalar with its exact text. Notations beyond JSON (`+1`, `.5`, `007`,
 * `0x1F`) become the equal JSON text; undefined for `.inf` and `.nan`, which JSON lacks.
 */
export function numberFromYaml(written: string): number | ExactNumber | undefined {
  if (/^0[xo]/.test(written)) return numberFromText(String(BigInt(written)));
  const [found, sign = '', whole = '', fraction = '', exponent = ''] = decimal.exec(written) ?? [];
  if (found === undefined || `${whole}${fraction}` === '') return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const part = fraction === '' ? '' : `.${fraction}`;
  return numberFromText(`${sign === '-' ? '-' : ''}${digits}${part}${exponent}`);
}
