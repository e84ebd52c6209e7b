import { selectEnvironment } from '../../config/choose-environments.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { nodeKey } from '../../model/node.ts';
import type { Guard } from '../../model/plan.ts';
import { type Checked, checked, hasErrors, type Problem } from '../../model/problem.ts';
import { buildPlan } from '../../plan/build.ts';
import { sealPlan } from '../../plan/digest.ts';
import { asPublished } from '../../plan/last-applied.ts';
import { readBase } from '../../run/catalog/base.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { allProblemsOf, requireIdentity } from '../../run/catalog/identity.ts';
import { reviewedConfig } from '../../run/catalog/redirections.ts';
import { desiredFor } from '../../run/catalog/target.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import { dialectOf } from '../../run/environment.ts';
import { nameNodes } from '../../run/naming.ts';
import type { PlanResult } from '../../run/planning.ts';
import type { World } from '../../run/world.ts';

/** The commit to compare with, and the environment whose settings are used. */
export interface PlanAgainstGitOptions {
  /** A commit. The manifests are compared with those of the commit where the branch left it. */
  readonly againstGit: string;
  /**
   * The environment whose org and dialect are used; absent: the default outside of CI. Nothing is sent to it.
   */
  readonly env?: string;
  readonly target?: readonly string[];
  readonly exclude?: readonly string[];
  /** Warnings to show before the plan; absent: those about where the config sends credentials. */
  readonly notices?: readonly Problem[];
}

/** Codes of identity warnings that reviewers of a change must see. */
const toReview: readonly string[] = ['identity/confirmed', 'identity/course-name'];

/**
 * The changes of the manifests since a commit, as a plan for a platform with exactly the content of that
 * commit. Needs no network and no credentials, so it is safe for changes of strangers. It cannot be applied,
 * because no platform was read.
 */
export function planAgainstGit(
  options: PlanAgainstGitOptions,
  world: Pick<World, 'cwd' | 'sources' | 'sha256'>,
): Checked<PlanResult> {
  const { againstGit: ref, env } = options;
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const selection = { ...(env !== undefined && { named: env }), ci: false };
  const selected = selectEnvironment(workspace.value.config, selection);
  const read = readCatalog(workspace.value, new WeakMap());
  if (!selected.ok || !read.ok) {
    const problems = read.ok ? read.problems : allProblemsOf(workspace.value, read.problems, ref);
    return { ok: false, problems: [...selected.problems, ...problems] };
  }
  const identity = requireIdentity(workspace.value, read.value, ref);
  if (!identity.ok) return { ok: false, problems: [...identity.problems, ...read.problems] };
  const base = readBase(workspace.value, ref, read.value);
  const environment = selected.value;
  const dialect = dialectOf(environment, workspace.value);
  if (!base.ok || !dialect.ok) {
    return { ok: false, problems: [...base.problems, ...dialect.problems] };
  }
  const target = { dialect: dialect.value, configFile: workspace.value.configFile };
  const desired = desiredFor(read.value.catalog, { environment, ...target });
  const { catalog } = desired;
  const { ledger } = identity.value;
  const named = nameNodes(options, { catalog, ledger }, 'part');
  const undoable = [...desired.problems, ...named.problems];
  if (hasErrors(undoable)) {
    const problems = [...undoable, ...read.problems];
    return { ok: false, problems };
  }
  const notices = options.notices ?? reviewedConfig({ ref, called: 'branch' }, world).notices;
  const meant = identity.problems.filter(({ code }) => toReview.includes(code));
  const { commit, environments } = base.value;
  const then = environments?.get(environment.name) ?? environment;
  // Problems of that earlier catalog do not matter now.
  const before = desiredFor(base.value.catalog, { environment: then, ...target }).catalog;
  const { rules, name: dialectName } = dialect.value;
  // No platform has such an address, so this plan hash fits no plan for a platform.
  const platform = { name: environment.name, url: `git:${commit}`, dialect: dialectName };
  const plan = buildPlan({
    catalog,
    remote: asPublished(withTaken(before, catalog, ledger), { platform, rules }),
    rules,
    sha256: world.sha256,
    scope: named,
    against: { ref, commit },
    warnings: [...notices, ...meant, ...read.problems, ...undoable, ...base.problems],
    ...(ledger && { ledger }),
  });
  if (!plan.ok) return plan;
  const shown = { ...plan.value, guards: plan.value.guards.map(withoutApproval) };
  return checked({ plan: sealPlan(shown, world), environment }, []);
}

/**
 * The earlier catalog with the nodes that came from another catalog since. They were published there; only
 * their present state is known.
 */
function withTaken(before: Catalog, after: Catalog, ledger: Ledger | undefined): Catalog {
  const taken = [...after.nodes].filter(
    ([address, { entity }]) =>
      ledger?.entries.get(nodeKey(entity))?.from !== undefined && !before.nodes.has(address),
  );
  return { nodes: new Map([...before.nodes, ...taken]) };
}

/**
 * A guard with another hint: its number is useful, but its approval belongs to a plan that cannot be applied.
 */
function withoutApproval(guard: Guard): Guard {
  const hint = 'A plan of the platform shows the approval that `apply` needs.';
  return { ...guard, problem: { ...guard.problem, hint } };
}
