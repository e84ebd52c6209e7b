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
export { type ApplyOptions, apply } from './commands/apply.ts';
export { type ApplyPlanOptions, applyPlan } from './commands/apply-plan.ts';
export { type ApplySeveralOptions, applySeveral } from './commands/apply-several.ts';
export { type CheckResult, check } from './commands/check.ts';
export { doctor } from './commands/doctor.ts';
export { explainDrift } from './commands/explain-drift.ts';
export { fix } from './commands/fix.ts';
export { type FmtResult, fmt } from './commands/fmt.ts';
export { importCartridge, importOlx } from './commands/import-export.ts';
export { importOutline } from './commands/import-outline.ts';
export { importRemote } from './commands/import-remote.ts';
export { type InitResult, init } from './commands/init.ts';
export { type LoadedCatalog, loadCatalog } from './commands/load-catalog.ts';
export { type NewResult, newNode } from './commands/new.ts';
export { nodeWorld } from './commands/node-world.ts';
export { type PlanResult, plan } from './commands/plan.ts';
export { type PlanAgainstGitOptions, planAgainstGit } from './commands/plan-against-git.ts';
export { readPlanFile } from './commands/plan-file.ts';
export { planSeveral } from './commands/plan-several.ts';
export { type ReadRemote, readRemote } from './commands/read-remote.ts';
export { type RefreshOptions, type RefreshResult, refresh } from './commands/refresh.ts';
export { type RehearseOptions, rehearse } from './commands/rehearse/rehearse.ts';
export { type ReleaseOptions, type ReleaseResult, release } from './commands/release.ts';
export { type Retirement, type RetireResult, retire } from './commands/retire.ts';
export { type ShownNode, show } from './commands/show.ts';
export { type TakeOptions, type TakeResult, take } from './commands/take.ts';
export type { Progress, World } from './commands/world.ts';
export type { SourceLines } from './document/frame.ts';
export { createEmulator, type Emulator, type EmulatorOptions } from './emulator/emulator.ts';
export { listen } from './emulator/listen.ts';
export { buildCatalog } from './manifest/build.ts';
export type { SourceFile } from './manifest/source-file.ts';
export type { Address } from './model/address.ts';
export type { Catalog, CatalogNode, NodeSource } from './model/catalog.ts';
export type { Diagnosis, RowFinding, Verdict } from './model/diagnosis.ts';
export type { Cause, Drift, FieldDrift, NodeDrift, ServerDefault, Since } from './model/drift.ts';
export type { Entity } from './model/entity.ts';
export { ExactNumber } from './model/exact-number.ts';
export type {
  Cure,
  Difference,
  DifferenceGroup,
  Explanation,
  Row,
} from './model/explanation.ts';
export type { Impact, Tied } from './model/impact.ts';
export type { Json, JsonObject } from './model/json.ts';
export type { Kind } from './model/kind.ts';
export type { Change, FieldChange, Place, Plan, Tally } from './model/plan.ts';
export type { Checked, Problem } from './model/problem.ts';
export { type ProblemCode, problemCodes } from './model/problem-codes.ts';
export type { Rehearsal, Trial } from './model/rehearsal.ts';
export type { Platform, RemoteEntity, RemoteState } from './model/remote.ts';
export type { ApplyReport, Outcome, Settled, Unkept } from './model/report.ts';
export type { AppliedPlan, PerEnvironment } from './model/several.ts';
export type { Point, Span } from './model/span.ts';
export { buildPlan, type PlanInputs } from './plan/build.ts';
export { type DriftInputs, findDrift } from './plan/drift.ts';
export { type AppliedNode, asApplied, type LastApplied } from './plan/last-applied.ts';
export type { CompareRules } from './plan/rules.ts';
export type { Format, Look } from './text/look.ts';
export type { Renderer } from './text/renderer.ts';
export { renderers } from './text/renderers.ts';
