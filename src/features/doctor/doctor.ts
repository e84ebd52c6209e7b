import {
  namesSeveral,
  selectEnvironment,
  selectEnvironments,
} from '../../config/choose-environments.ts';
import type { Config } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import { hiddenFromGit } from '../../files/git-left-out.ts';
import { recordsPlacements } from '../../model/destination.ts';
import type { ClockOffset, Diagnosis, RowFinding } from '../../model/drift.ts';
import { shellWord } from '../../model/id-commands.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { retriesOfProbe } from '../../remote/http/retry.ts';
import { namesOfFiles } from '../../run/catalog/beside-ledger.ts';
import { readCatalog, readLedger } from '../../run/catalog/catalog-files.ts';
import { completionProblems, coursesWithoutCompletion } from '../../run/catalog/completion.ts';
import type { LoadedCatalog } from '../../run/catalog/project.ts';
import { fieldsFor } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import { platformOf } from '../../run/environment.ts';
import { measuredFacts } from '../../run/measured/measured-facts.ts';
import { checkAddOns, checkOrgs, requiredBy } from '../../run/plan-checks.ts';
import {
  type Opening,
  openEnvironment,
  type PlatformOptions,
  untilStopped,
} from '../../run/platform.ts';
import { broadcast } from '../../run/several.ts';
import type { World } from '../../run/world.ts';

/**
 * Checks access and API assumptions of each environment, or of the named ones, with a few reads. Writes to
 * none of them. Problems: files of the catalog that are hidden from git.
 */
export async function doctor(
  { env, ...how }: PlatformOptions,
  world: World,
): Promise<Checked<readonly Diagnosis[]>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { config } = workspace.value;
  const chosen = choose(config, env);
  if (!chosen.ok) return chosen;
  const { retryPolicy = retriesOfProbe } = world;
  const opening = { ...how, world: { ...world, retryPolicy } };
  const diagnoses: Diagnosis[] = [];
  // One after the other: a latency that is measured beside other requests says little.
  for (const environment of chosen.value) {
    if (world.stop.aborted) break;
    const diagnosis = await diagnose(environment, workspace.value, opening);
    const lacksCredentials = diagnosis.problems.some(({ code }) => code === 'auth/no-credentials');
    const isUnused =
      env === undefined && !config.described.has(environment.name) && lacksCredentials;
    diagnoses.push(isUnused ? { ...diagnosis, problems: [], unused: true } : diagnosis);
  }
  const { folder } = workspace.value;
  return checked(diagnoses, hiddenFromGit(folder, namesOfFiles(workspace.value)));
}

function choose(config: Config, env: string | undefined): Checked<readonly Environment[]> {
  if (env === undefined) return checked([...config.environments.values()], []);
  if (namesSeveral(env)) return selectEnvironments(config, env);
  const one = selectEnvironment(config, { named: env, ci: false });
  return one.ok ? checked([one.value], []) : one;
}

/**
 * Diagnoses one environment. Every failure is part of the diagnosis, so that it does not hide the other
 * environments.
 */
async function diagnose(
  environment: Environment,
  workspace: Workspace,
  opening: Omit<Opening, 'orgs'>,
): Promise<Diagnosis> {
  const [answer] = await broadcast([environment], opening.world, (one, world) =>
    examine(one, workspace, { ...opening, world }),
  );
  if (answer?.result.ok) return answer.result.value;
  const problems = answer?.result.problems ?? [];
  return { platform: platformOf(environment), collections: [], rows: [], problems };
}

async function examine(
  environment: Environment,
  workspace: Workspace,
  opening: Omit<Opening, 'orgs'>,
): Promise<Checked<Diagnosis>> {
  const opened = await openEnvironment(environment, workspace, { ...opening, orgs: [] });
  if (!opened.ok) return opened;
  const { remote, close } = opened.value;
  const answer = untilStopped(opening.world, opened.value, async () => {
    const { lacking, ...probe } = await remote.probe();
    const { platform } = remote;
    const here = readHere(workspace);
    const addOns = checkAddOns({ lacking, platform }, requiredBy(here), remote.dialect);
    const clock = clockProblems(environment, probe.clock);
    const changed = changedSince(environment, workspace, probe.rows);
    const incomplete = completion(environment, here);
    const catalog = fieldsFor(here.catalog, environment);
    // If the platform does not answer, asking for orgs would only mean one more wait.
    const isReached = !probe.problems.some(({ code }) => code === 'remote/unreachable');
    const orgs = isReached ? await checkOrgs({ catalog, environment, workspace, remote }) : [];
    const problems = [...probe.problems, ...addOns, ...clock, ...changed, ...incomplete, ...orgs];
    return checked({ ...probe, platform, problems }, []);
  });
  return answer.finally(close);
}

/** What apps on the official SDK would miss in the catalog on that environment. */
function completion(environment: Environment, { catalog, ledger }: Here): Problem[] {
  if (!recordsPlacements(environment.dialect)) return [];
  return completionProblems(coursesWithoutCompletion(catalog, ledger, [environment]), environment);
}

type Here = Pick<LoadedCatalog, 'catalog' | 'ledger'>;

/** The manifests and ledger, as far as they can be read; their problems are not reported here. */
function readHere(workspace: Workspace): Here {
  const read = readCatalog(workspace);
  const ledger = readLedger(workspace);
  return {
    catalog: read.ok ? read.value.catalog : { nodes: new Map() },
    ...(ledger.ok && ledger.value && { ledger: ledger.value.ledger }),
  };
}

/** Milliseconds that two clocks may differ: tokens and dates commonly tolerate this. */
const tolerance = 60_000;

function clockProblems({ name }: Environment, clock: ClockOffset | undefined): Problem[] {
  if (!clock || Math.abs(clock.ahead) - clock.within <= tolerance) return [];
  const seconds = Math.round(Math.abs(clock.ahead) / 1000);
  const direction = clock.ahead > 0 ? 'ahead of' : 'behind';
  return [
    problem('environment/clock', {
      detail: `The clock of ${name} is ${seconds} seconds ${direction} this machine's.`,
      hint: 'Set the clock of this machine by a time server. If it is right, contact the operator of the platform.',
    }),
  ];
}

/** Rows that a probe measured and that the platform contradicts now. */
function changedSince(
  environment: Environment,
  workspace: Workspace,
  rows: readonly RowFinding[],
): Problem[] {
  if (environment.type === 'emulator') return [];
  const facts = measuredFacts(environment, workspace);
  if (!facts.ok || !facts.value) return [];
  const { measured } = facts.value;
  const known = new Map(facts.value.rows.map((one) => [one.row, one]));
  const changed = rows.filter(({ row, verdict, value }) => {
    const before = known.get(row);
    const isSame =
      before?.state === 'measured' && JSON.stringify(before.value) === JSON.stringify(value);
    return verdict === 'differs' && isSame;
  });
  if (changed.length === 0) return [];
  const named = changed.map(
    ({ row, value, evidence }) => `${row} was ${JSON.stringify(value)}, and today ${evidence}`,
  );
  return [
    problem('facts/changed', {
      detail: `Since ${measured.slice(0, 10)}: ${named.join('; ')}.`,
      hint: `Measure it again: \`timeback-catalog probe --env ${environment.name} --facts ${shellWord(environment.measured?.file ?? '')}\`.`,
    }),
  ];
}
