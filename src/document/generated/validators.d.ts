// Made from schemas/ by `npm run generate`.
import type { Validator } from '../validate.ts';

export declare const validators: Readonly<Record<'config' | 'course' | 'facts' | 'lesson' | 'resource' | 'unit', Validator>>;
