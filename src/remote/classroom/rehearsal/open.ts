import type { Connection } from '../../connection.ts';
import { uncorrected } from '../facts.ts';
import type { RehearsalApi } from './api.ts';
import { onerosterRehearsal } from './oneroster.ts';
import { partnerRehearsal } from './partner.ts';

/**
 * Opens the rehearsal API of a dialect. Only `src/features/rehearse` may import this file: on a production
 * platform people belong to others.
 */
export function openRehearsalApi(connection: Connection): RehearsalApi {
  const { classroom: facts = uncorrected(connection.dialect.name) } = connection;
  return facts.dialect === 'oneroster'
    ? onerosterRehearsal(connection, facts)
    : partnerRehearsal(connection, facts);
}
