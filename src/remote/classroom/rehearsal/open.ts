import type { Connection } from '../../connection.ts';
import { uncorrected } from '../facts.ts';
import type { RehearsalApi } from './api.ts';
import { onerosterRehearsal } from './oneroster.ts';
import { partnerRehearsal } from './partner.ts';

/** Only `src/features/rehearse` may import this file: in production people belong to others. */
export function openRehearsalApi(connection: Connection): RehearsalApi {
  const { classroom: facts = uncorrected(connection.dialect.name) } = connection;
  return facts.dialect === 'oneroster'
    ? onerosterRehearsal(connection, facts)
    : partnerRehearsal(connection, facts);
}
