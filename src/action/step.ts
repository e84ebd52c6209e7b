import { type ExitCode, exitOfProblems } from '../commands/exit-code.ts';
import type { World } from '../commands/world.ts';
import { noSources } from '../document/frame.ts';
import type { Problem } from '../model/problem.ts';
import type { Look } from '../text/look.ts';
import { renderers } from '../text/renderers.ts';
import { type Annotation, problemAnnotations } from '../text/workflow.ts';
import type { GitHub } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import type { Run } from './run.ts';

/** How texts look in logs and on pages if no file of the catalog was read. */
export const look: Look = {
  colour: false,
  width: 120,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};

/** Everything that one step of a job works with. */
export interface Step {
  readonly inputs: Inputs;
  readonly run: Run;
  readonly world: World;
  /** Absent without a token. */
  readonly github?: GitHub;
  readonly look: Look;
  /** Takes secrets out of a text. */
  readonly scrub: (text: string) => string;
  /** What is checked out; the commit of the event where that cannot be told. */
  readonly commit: string;
  /** From the workspace to the folder of the catalog, with a slash at the end; `''` is the same. */
  readonly prefix: string;
}

/** What a step came to. Nothing of it is written yet. */
export interface StepResult {
  readonly code: ExitCode;
  /** What is wrong; warnings of a plan are in its text. */
  readonly problems: readonly Problem[];
  readonly outputs: Outputs;
  /** For the log. */
  readonly text: string;
  /** Markdown for the page of the run. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Posts what belongs on the pull request or in an issue, and says what could not be. */
  readonly tell?: () => Promise<readonly Problem[]>;
}

/** What a step came to that could do nothing. */
export function withoutResult(problems: readonly Problem[]): StepResult {
  return {
    code: exitOfProblems(problems),
    problems,
    outputs: {},
    text: '',
    summary: renderers.markdown.problems(problems, look),
    annotations: problemAnnotations(problems),
  };
}

/** What the inputs ask of a platform, as the commands take it. */
export function platformOptions({ inputs: { env, parallelism } }: Pick<Step, 'inputs'>) {
  return {
    ...(env !== undefined && { env }),
    ...(parallelism !== undefined && { parallelism }),
  };
}

/** Names folder and environment, as comments and issues are told apart. */
export function keyOf({ inputs: { folder, env = '' } }: Pick<Step, 'inputs'>): string {
  return `${folder}@${env}`;
}
