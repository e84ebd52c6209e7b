import type { Area } from './area.ts';
import { configs } from './configs.ts';
import { ledger } from './ledger.ts';
import { manifests } from './manifests.ts';
import { plans } from './plans.ts';
import { lists, records, tokens, writes } from './platform.ts';
import { receipts } from './receipts.ts';

/** Every boundary at which input from outside enters. */
export const areas: readonly Area[] = [
  ...[manifests, ledger, configs, plans, receipts],
  ...[tokens, lists, records, writes],
];
