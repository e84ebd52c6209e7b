import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { isObject, type Json } from '../../model/json.ts';
import type {
  CheckedLink,
  LinkAnswer,
  LinkedLesson,
  LinksReport,
  LinkVerdict,
} from '../../model/links.ts';
import { type Address, courseAbove } from '../../model/node.ts';
import {
  type Checked,
  checked,
  inReadingOrder,
  type Problem,
  problem,
} from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-codes.ts';
import { openNetwork } from '../../remote/http/network.ts';
import type { OpenPlatform, PlatformOptions } from '../../run/platform.ts';
import { askAbout } from '../../run/session.ts';
import type { World } from '../../run/world.ts';

/**
 * Checks whether the addresses that resources name can be reached, for the catalog as one environment should
 * hold it. Sends only HEAD and GET, and credentials only to the QTI service that the environment names.
 */
export async function checkLinks(
  options: PlatformOptions,
  world: World,
): Promise<Checked<LinksReport>> {
  return askAbout(options, world, async ({ open, written: catalog }) => {
    const named = linksOf(catalog);
    const urls = [...new Set(named.map(({ url }) => url))];
    const answers = await askAll(urls, open, options, world);
    if (!answers.ok) return answers;
    const links = named.map(({ url, ...link }): CheckedLink => {
      const unknown: LinkAnswer = { verdict: 'unknown', why: 'the run was interrupted' };
      return { url, ...link, ...(answers.value.get(url) ?? unknown) };
    });
    const report = {
      environment: open.environment.name,
      links,
      asked: urls.length,
      nameless: namelessTests(catalog),
      problems: inReadingOrder(problemsOf(links, catalog)),
    };
    return checked(report, []);
  });
}

/**
 * Asks all addresses. Hosts of this machine are asked only if the platform is there too, and hosts of private
 * networks only with `--insecure-http`.
 */
async function askAll(
  urls: readonly string[],
  { environment, remote }: OpenPlatform,
  { insecureHttp = false }: PlatformOptions,
  world: World,
): Promise<Checked<ReadonlyMap<string, LinkAnswer>>> {
  const web = urls.filter((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''));
  const network = await openNetwork(world.fetch ? {} : world.env, web);
  if (!network.ok) return network;
  const isPlatform = environment.type === 'platform';
  const host = isPlatform ? URL.parse(environment.baseUrl)?.hostname : undefined;
  const answers = await remote.links(urls, {
    mayBeHere: host !== undefined && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(host),
    mayBePrivate: insecureHttp,
    ...(network.value && { network: network.value }),
    ...(world.fetch && { fetch: world.fetch }),
    ...(isPlatform && environment.qti !== undefined && { qtiUrl: environment.qti }),
  });
  return checked(answers, []);
}

type NamedLink = Omit<CheckedLink, keyof LinkAnswer>;

function linksOf(catalog: Catalog): readonly NamedLink[] {
  const lessons = lessonsByResource(catalog);
  return resourcesIn(catalog).flatMap(([resource, { entity }]) =>
    addressesIn(entity.fields['metadata']).map(([key, url]) => ({
      ...{ url, resource, title: entity.title, field: `metadata.${key}` },
      lessons: lessons.get(entity.sourcedId) ?? [],
    })),
  );
}

function resourcesIn({ nodes }: Catalog): readonly (readonly [Address, CatalogNode])[] {
  return [...nodes].filter(([, { entity }]) => entity.kind === 'resource');
}

/** The addresses under keys that end in `url`, such as url, launchUrl, thumbnailURL. */
function addressesIn(metadata: Json | undefined): readonly (readonly [string, string])[] {
  if (!isObject(metadata)) return [];
  return Object.entries(metadata).flatMap(([key, value]) =>
    /url$/i.test(key) && typeof value === 'string' && value !== '' ? [[key, value] as const] : [],
  );
}

function namelessTests(catalog: Catalog): readonly Address[] {
  return resourcesIn(catalog).flatMap(([address, { entity }]) => {
    const { metadata } = entity.fields;
    const isTest = isObject(metadata) && metadata['type'] === 'qti';
    return isTest && addressesIn(metadata).length === 0 ? [address] : [];
  });
}

function lessonsByResource({ nodes }: Catalog): ReadonlyMap<string, readonly LinkedLesson[]> {
  const lessons = new Map<string, LinkedLesson[]>();
  for (const [address, { entity }] of nodes) {
    const { resources } = entity.fields;
    if (entity.kind !== 'lesson' || !Array.isArray(resources)) continue;
    const course = courseAbove(address, (one) => nodes.get(one)?.entity);
    const named = course && nodes.get(course)?.entity.title;
    const lesson = { address, title: entity.title, course: named ?? '' };
    for (const id of new Set(resources.map(placed))) {
      lessons.set(id, [...(lessons.get(id) ?? []), lesson]);
    }
  }
  return lessons;
}

/** The id of a placed resource: an entry is the id itself, or an object that names it. */
function placed(entry: Json): string {
  return String(isObject(entry) ? entry['resource'] : entry);
}

const codes: Readonly<Record<Exclude<LinkVerdict, 'there'>, ProblemCode>> = {
  gone: 'links/gone',
  wrong: 'links/wrong',
  unknown: 'links/unknown',
};

function problemsOf(links: readonly CheckedLink[], { nodes }: Catalog): Problem[] {
  return links.flatMap(({ url, verdict, why, resource, title, field, lessons }) => {
    if (verdict === 'there') return [];
    const [first] = lessons;
    const more = lessons.length > 1 ? ` and ${lessons.length - 1} more` : '';
    const where = first ? `, in the lesson "${first.title}"${more}` : ', in no lesson';
    const source = nodes.get(resource)?.source;
    return [
      problem(codes[verdict], {
        detail: `${field} of the resource "${title}"${where}: ${url}: ${why}.`,
        hint: hints[verdict],
        ...(source && { span: fieldSpan(source, 'metadata') }),
        address: resource,
      }),
    ];
  });
}

const hints: Readonly<Record<Exclude<LinkVerdict, 'there'>, string>> = {
  gone: 'Correct the address, or create the page, test or item.',
  wrong: 'Write the complete URL, https://…, without a user name.',
  unknown:
    'Open it in a browser. For tests and items, name the QTI service in `qti` of the environment.',
};
