import { type Catalog, fieldSpan, type StandardsAnswer } from '../../model/catalog.ts';
import {
  type Checked,
  checked,
  inReadingOrder,
  type Problem,
  problem,
} from '../../model/problem.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { askAbout } from '../../run/session.ts';
import type { World } from '../../run/world.ts';

/** How many standards of the manifests an environment knows, and about how many it does not say. */
export interface StandardsOn {
  readonly environment: string;
  readonly listed: number;
  readonly known: number;
  readonly untold: number;
}

/**
 * Asks a platform about the standards that manifests list. An unknown standard is a warning, and so is a
 * platform that does not answer, since no public document describes the service.
 */
export async function checkStandardsOn(
  options: PlatformOptions,
  world: World,
): Promise<Checked<StandardsOn>> {
  return askAbout(options, world, async ({ open, written }) => {
    const { environment, remote } = open;
    const { name } = environment;
    const listed = listings(written);
    if (listed.size === 0)
      return checked({ environment: name, listed: 0, known: 0, untold: 0 }, []);
    const token = await remote.authenticate();
    if (!token.ok) return token;
    const answer = await remote.standards([...listed.keys()]);
    if (world.stop.aborted) return { ok: false, problems: [interrupted(name)] };
    const { path } = remote.dialect.standardsService;
    const problems = problemsOf(answer, listed, { name, path });
    const known = answer.known.size;
    const counts = { listed: listed.size, known, untold: listed.size - known - answer.absent.size };
    return checked({ environment: name, ...counts }, inReadingOrder(problems));
  });
}

function interrupted(name: string): Problem {
  return problem('run/interrupted', { detail: `Asking ${name} for standards: interrupted.` });
}

/** The places where each identifier is listed, the first one first. */
type Listings = ReadonlyMap<string, readonly Pick<Problem, 'span' | 'address'>[]>;

function listings({ nodes }: Catalog): Listings {
  const listed = new Map<string, Pick<Problem, 'span' | 'address'>[]>();
  for (const [address, { entity, source }] of nodes) {
    const standards = entity.fields['standards'];
    for (const id of Array.isArray(standards) ? standards : []) {
      if (typeof id !== 'string') continue;
      const place = { span: fieldSpan(source, 'standards'), address };
      const places = listed.get(id);
      if (places) places.push(place);
      else listed.set(id, [place]);
    }
  }
  return listed;
}

function problemsOf(
  { known, absent, why }: StandardsAnswer,
  listed: Listings,
  { name, path }: { readonly name: string; readonly path: string },
): Problem[] {
  // If none is known, the framework is missing or the identifiers are of another kind: one warning for all.
  const hasNone = absent.size > 1 && absent.size === listed.size;
  if (hasNone) return [noneThere(listed, { name, path })];
  const missing = [...absent].map((id) => {
    const [first, ...others] = listed.get(id) ?? [];
    const more =
      others.length === 0
        ? ''
        : ` ${others.length} more ${others.length === 1 ? 'node lists' : 'nodes list'} it.`;
    return problem('standards/not-there', {
      detail: `${name} has no standard "${id}" at ${path}.${more}`,
      hint: 'Compare it with the identifier in the CFPackage of its framework, or ask the platform for the framework.',
      ...first,
    });
  });
  const untold = listed.size - known.size - absent.size;
  if (untold === 0) return missing;
  const hint =
    'The client needs a scope for standards, which the Partner API calls `standards.read`. If the service is elsewhere or of another form, correct the rows `standard.…` under `facts` of the environment.';
  const number = `${untold} of the ${listed.size} standards of the manifests`;
  const detail = `It is unknown whether ${name} knows ${number}. ${why ?? ''}`.trim();
  return [...missing, problem('standards/not-told', { detail, hint })];
}

function noneThere(
  listed: Listings,
  { name, path }: { readonly name: string; readonly path: string },
): Problem {
  const [[id, [first]] = ['', []]] = listed;
  return problem('standards/not-there', {
    detail: `${name} has none of the ${listed.size} standards of the manifests at ${path}; the first is "${id}".`,
    hint: 'Ask the platform for the framework. If it knows standards by other identifiers, list those.',
    ...first,
  });
}
