// Made from schemas/ by `npm run generate`.
import type { ErrorObject } from 'ajv';
import type { Documents } from './types.ts';

/** Leaves what it found in `errors` until it is called again. */
interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

export declare const validators: { readonly [Kind in keyof Documents]: Validator };
