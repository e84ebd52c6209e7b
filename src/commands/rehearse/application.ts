import { type Checked, checked, problem } from '../../model/problem.ts';
import type { Theatre } from './theatre.ts';

/** Where the id of the application is looked for, unless `--app` names it. */
const appVariable = 'TIMEBACK_APP_ID';

/**
 * The address that events name as their application: the `edApp.id` of the provisioning bundle, or what
 * its last part makes of it. On an emulator any will do.
 */
export function applicationOf(
  named: string | undefined,
  { world, open, connection }: Pick<Theatre, 'world' | 'open' | 'connection'>,
): Checked<string> {
  const given = named ?? world.env[appVariable]?.trim();
  const isEmulator = open.environment.type === 'emulator';
  const app = given || (isEmulator ? 'rehearsal' : undefined);
  if (app === undefined) {
    return {
      ok: false,
      problems: [
        problem('usage/wrong', {
          detail: 'Every event names the application that sends it, and this one is not known.',
          hint: `Give the \`edApp.id\` of the provisioning bundle, or its last part: \`--app ID\`, or the variable ${appVariable}.`,
        }),
      ],
    };
  }
  const isAddress = /^https?:\/\//.test(app);
  return checked(
    isAddress ? app : `${connection.baseUrl}/applications/1.0/${encodeURIComponent(app)}`,
    [],
  );
}
