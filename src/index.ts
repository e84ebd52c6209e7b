/**
 * timeback-catalog as a library: the same use cases as the command line, and the pure functions and
 * types under them. Nothing here prints, asks or exits; expected failures come back as problems.
 *
 * ```ts
 * import { nodeWorld, plan } from 'timeback-catalog';
 *
 * const result = await plan({ env: 'production' }, nodeWorld({ cwd: 'my-catalog' }));
 * if (result.ok) console.log(result.value.plan.changes.length);
 * ```
 *
 * docs/how-to/use-the-library.md shows the steps by themselves.
 */

export type { SourceLines } from './document/place.ts';
export { type CheckResult, check } from './features/check/check.ts';
export { fix } from './features/check/fix.ts';
export { doctor } from './features/doctor/doctor.ts';
export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from './features/emulator/server/emulator.ts';
export { listen } from './features/emulator/server/listen.ts';
export { type FmtResult, fmt } from './features/fmt/fmt.ts';
export {
  type ReleaseOptions,
  type ReleaseResult,
  release,
  type TakeOptions,
  type TakeResult,
  take,
} from './features/handover/handover.ts';
export { importRemote } from './features/import/import-remote.ts';
export { importCartridge, importOlx, importOutline } from './features/import/sources.ts';
export { type InitResult, init } from './features/init/init.ts';
export { type NewResult, newNode } from './features/new/new.ts';
export { type PlanAgainstGitOptions, planAgainstGit } from './features/plan/against-git.ts';
export { type RefreshOptions, type RefreshResult, refresh } from './features/plan/refresh.ts';
export { type RehearseOptions, rehearse } from './features/rehearse/rehearse.ts';
export type { Retirement } from './features/retire/nodes.ts';
export { type RetireResult, retire } from './features/retire/retire.ts';
export { type ShownNode, show } from './features/show/show.ts';
export { buildCatalog } from './manifest/build.ts';
export type { SourceFile } from './manifest/manifest.ts';
export type { Catalog, CatalogNode, NodeSource } from './model/catalog.ts';
export type {
  Cause,
  Diagnosis,
  Drift,
  FieldDrift,
  NodeDrift,
  RowFinding,
  ServerDefault,
  Since,
  Verdict,
} from './model/drift.ts';
export type {
  CorrectedRow,
  Cure,
  Difference,
  DifferenceGroup,
  Explanation,
} from './model/explanation.ts';
export type { Json, JsonObject } from './model/json.ts';
export { ExactNumber } from './model/json.ts';
export type { Address, Entity, Kind } from './model/node.ts';
export type { Change, FieldChange, Impact, Place, Plan, Tally, Tied } from './model/plan.ts';
export type { Checked, Point, Problem, Span } from './model/problem.ts';
export { type ProblemCode, type ProblemMeaning, problemCodes } from './model/problem-codes.ts';
export type { Rehearsal, Trial } from './model/rehearsal.ts';
export type { Platform, RemoteEntity, RemoteState } from './model/remote.ts';
export type {
  AppliedPlan,
  ApplyReport,
  Outcome,
  PerEnvironment,
  Settled,
  Unkept,
} from './model/report.ts';
export { buildPlan, type PlanInputs } from './plan/build.ts';
export type { CompareRules } from './plan/compare.ts';
export { type DriftInputs, findDrift } from './plan/drift.ts';
export { type AppliedNode, asApplied, type LastApplied } from './plan/last-applied.ts';
export {
  type ApplyOptions,
  type ApplyPlanOptions,
  apply,
  applyPlan,
} from './run/apply.ts';
export { type LoadedCatalog, loadCatalog } from './run/catalog/project.ts';
export { explainDrift } from './run/explain-differences.ts';
export { nodeWorld } from './run/node-world.ts';
export { type PlanResult, plan, type ReadRemote, readRemote } from './run/planning.ts';
export { readPlanFile } from './run/saved-plan.ts';
export { type ApplySeveralOptions, applySeveral, planSeveral } from './run/several.ts';
export type { Progress, World } from './run/world.ts';
export type { Format, Look } from './text/look.ts';
export type { Renderer } from './text/renderer.ts';
export { renderers } from './text/renderers.ts';
