import type { Catalog } from '../../model/catalog.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { openStage, type Stage } from '../../remote/classroom/rehearsal.ts';
import type { Connection } from '../../remote/connection.ts';
import { openRemote } from '../../remote/remote.ts';
import { chooseEnvironment, connect, type PlatformOptions } from '../platform.ts';
import type { Opened } from '../session.ts';
import { readSources } from '../sources.ts';
import { desiredIn, orgsFor } from '../target.ts';
import { openWorkspace } from '../workspace.ts';
import type { World } from '../world.ts';

/** A platform on which people can be made, and the manifests that are rehearsed. */
export interface Theatre extends Opened {
  readonly catalog: Catalog;
  readonly connection: Connection;
  readonly stage: Stage;
  readonly close: () => void;
}

export async function openTheatre(
  options: PlatformOptions,
  world: World,
): Promise<Checked<Theatre>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const chosen = chooseEnvironment(workspace.value, options, world);
  const sources = readSources(workspace.value);
  if (!chosen.ok || !sources.ok) {
    return { ok: false, problems: [...chosen.problems, ...sources.problems] };
  }
  const environment = chosen.value;
  if (environment.dialect !== 'partner') {
    return {
      ok: false,
      problems: [
        problem('rehearse/unsupported', {
          detail: `The environment "${environment.name}" speaks the dialect ${environment.dialect}, and the events of a rehearsal are those of the Partner API.`,
          hint: 'Rehearse on an environment with `dialect: partner`.',
        }),
      ],
    };
  }
  const written = sources.value.catalog;
  const desired = desiredIn({ catalog: written, environment }, workspace.value);
  if (!desired.ok) return desired;
  const { catalog } = desired.value;
  const orgs = orgsFor(written, environment);
  const connected = await connect(environment, workspace.value, { ...options, world, orgs });
  if (!connected.ok) return connected;
  const { connection, close } = connected.value;
  const { settle } = environment;
  const open = { environment, remote: openRemote(connection), settle, close };
  const stage = openStage(connection);
  return checked(
    { world, workspace: workspace.value, open, catalog, connection, stage, close },
    [],
  );
}
