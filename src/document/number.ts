import { type ExactNumber, numberFromText } from '../model/exact-number.ts';

const decimal = /^([-+]?)(\d*)(?:\.(\d*))?((?:[eE][-+]?\d+)?)$/;

/**
 * The number that a plain value of YAML is, as it is written: a number of JSON keeps its text, and what
 * YAML has beyond (`+1`, `.5`, `007`, `0x1F`) the text that says the same in JSON. Undefined of what JSON
 * cannot carry: `.inf`, `.nan`.
 */
export function numberFromYaml(written: string): number | ExactNumber | undefined {
  if (/^0[xo]/.test(written)) return numberFromText(String(BigInt(written)));
  const [found, sign = '', whole = '', fraction = '', exponent = ''] = decimal.exec(written) ?? [];
  if (found === undefined || `${whole}${fraction}` === '') return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const part = fraction === '' ? '' : `.${fraction}`;
  return numberFromText(`${sign === '-' ? '-' : ''}${digits}${part}${exponent}`);
}
