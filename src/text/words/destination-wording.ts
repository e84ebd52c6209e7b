import { type Destination, pairsText, valueText } from '../../model/destination.ts';
import type { Plan } from '../../model/plan.ts';
import { count } from './wording.ts';

/** More corrected rows than these are only counted. */
const mostRows = 20;

/**
 * What an environment does otherwise than a platform of the documents, one sentence a line: where
 * its tokens come from, whose credentials are sent, which rows are corrected. Most say nothing here.
 */
export function destinationLines({ platform: { destination } }: Pick<Plan, 'platform'>): string[] {
  if (!destination) return [];
  return [...tokenLine(destination), ...credentialsLine(destination), ...rowsLine(destination)];
}

function tokenLine({ tokenUrl, baseUrl }: Destination): string[] {
  const [token, base] = [URL.parse(tokenUrl), URL.parse(baseUrl)];
  if (!token || !base) return [];
  const isElsewhere = token.origin !== base.origin;
  return isElsewhere ? [`Credentials are sent to another host for a token: ${tokenUrl}.`] : [];
}

/** Only a config that names some has one pair alone. */
function credentialsLine({ credentials }: Destination): string[] {
  return credentials.length === 1 ? [`Credentials come from ${pairsText(credentials)}.`] : [];
}

function rowsLine({ corrected, rows }: Destination): string[] {
  if (corrected.length === 0) return [];
  const shown = corrected.slice(0, mostRows).map((row) => `${row} = ${valueText(rows[row])}`);
  const more = corrected.length - shown.length;
  const rest = more > 0 ? `, and ${more} more` : '';
  return [`${count(corrected.length, 'row')} corrected: ${shown.join(', ')}${rest}.`];
}
