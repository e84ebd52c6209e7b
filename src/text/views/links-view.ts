import type { CheckedLink, LinksReport, LinkVerdict } from '../../model/links.ts';
import { linkVerdicts } from '../../model/links.ts';
import {
  code,
  type Document,
  type Medium,
  paragraph,
  type Row,
  type Style,
  section,
  styled,
  type Table,
} from '../document.ts';
import { count } from '../words/wording.ts';

/** The document of checked links, lesson by lesson; links that work are only counted. */
export function linksDocument(report: LinksReport, medium: Medium): Document {
  const { environment, links, nameless } = report;
  const open = links.filter(({ verdict }) => verdict !== 'there');
  const shown = open.slice(0, mostListed);
  const more = open.length - shown.length;
  return {
    title: ['Links of ', code(environment)],
    headline: `Links of ${environment}`,
    sections: [
      section(
        'body',
        linkTable(shown, medium),
        ...(more > 0
          ? [paragraph(`${count(more, 'more')} not listed; --format json lists all.`)]
          : []),
      ),
      ...(nameless.length > 0
        ? [
            section(
              'note',
              paragraph(`${count(nameless.length, 'resource')} of the type qti have no address.`),
            ),
          ]
        : []),
      section('tally', { block: 'tally', text: tally(report) }),
    ],
  };
}

const mostListed = 500;

const colours: Readonly<Record<LinkVerdict, Style>> = {
  there: 'green',
  gone: 'red',
  wrong: 'red',
  unknown: 'yellow',
};

function linkTable(links: readonly CheckedLink[], medium: Medium): Table {
  return {
    block: 'table',
    columns: [
      { head: 'lesson or resource' },
      { head: 'verdict' },
      { head: 'address' },
      { head: 'why' },
    ],
    isHeadless: true,
    rows: byLesson(links).flatMap(([heading, group]): Row[] => [
      { cells: [heading], style: 'bold' },
      ...group.map(({ title, field, verdict, url, why }) => ({
        cells: [
          `${JSON.stringify(title)} ${field}`,
          styled(colours[verdict], verdict),
          medium === 'terminal' ? url : [code(url)],
          why,
        ],
        depth: 1,
      })),
    ]),
  };
}

/** Links by lesson. A resource that several lessons place is listed with each of them. */
function byLesson(links: readonly CheckedLink[]): readonly (readonly [string, CheckedLink[]])[] {
  const placed = links.flatMap((link) => [
    ...link.lessons.map(({ address, title, course }) => {
      const heading = `lesson ${JSON.stringify(title)} in ${JSON.stringify(course)}`;
      return { key: `${address}`, heading, link };
    }),
    ...(link.lessons.length === 0 ? [{ key: '', heading: 'in no lesson', link }] : []),
  ]);
  return [...Map.groupBy(placed, ({ key }) => key).values()].map((group) => [
    group[0]?.heading ?? '',
    group.map(({ link }) => link),
  ]);
}

/** The numbers: `3 addresses of 4 resources asked for: 2 there, 1 gone`. */
function tally({ links, asked }: LinksReport): string {
  if (links.length === 0) return 'No resource has an address.';
  const parts = linkVerdicts.flatMap((verdict) => {
    const urls = links.filter((link) => link.verdict === verdict).map(({ url }) => url);
    const { size } = new Set(urls);
    return size === 0 ? [] : [`${size} ${verdict}`];
  });
  return `${asked} ${asked === 1 ? 'address' : 'addresses'}: ${parts.join(', ')}.`;
}
