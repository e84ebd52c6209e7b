import { inReadingOrder, type Problem, type Span } from '../model/problem.ts';
import { problemCodes } from '../model/problem-codes.ts';
import { escapeFor, withoutCiCommands } from './escape.ts';
import { jsonText } from './json/read-json.ts';
import type { ReportFormat } from './look.ts';
import { annotationCommand, problemAnnotations } from './workflow.ts';

interface ReportContext {
  /**
   * The path from the root of the repository to the catalog, with a slash at the end; `''` if they are the
   * same.
   */
  readonly prefix: string;
  /** The file of the config, at which problems without a place are shown. */
  readonly config: string;
  readonly sha256: (text: string) => string;
}

/**
 * Writes problems in the formats of repository hosts: a complete text that ends with a line break, also if
 * there are none.
 */
export const checkReports: Readonly<
  Record<ReportFormat, (problems: readonly Problem[], context: ReportContext) => string>
> = {
  sarif: (problems, context) => withoutCiCommands(jsonText(sarif(problems, context))),
  codeclimate: (problems, context) => withoutCiCommands(jsonText(codeClimate(problems, context))),
  junit,
  github: (problems, { prefix }) =>
    problemAnnotations(problems)
      .map(({ span, ...one }) => {
        const there = span && { ...span, file: `${prefix}${span.file}` };
        return { ...one, ...(there && { span: there }) };
      })
      .map((one) => `${annotationCommand(one)}\n`)
      .join(''),
};

const fileOf = ({ span }: Problem, { prefix, config }: ReportContext) =>
  `${prefix}${span?.file ?? config}`;

/** The detail and hint of a problem, each on one line, escaped for screens. */
function messageOf({ detail, hint }: Problem): string {
  return [detail, ...(hint === undefined ? [] : [`Help: ${hint}`])]
    .map(escapeFor.terminal)
    .join('\n');
}

/** Problems as SARIF 2.1.0 (OASIS), as GitHub and Azure DevOps read it. Columns count UTF-16 code units. */
function sarif(problems: readonly Problem[], context: ReportContext) {
  const ordered = inReadingOrder(problems);
  const codes = [...new Set(ordered.map(({ code }) => code))].toSorted();
  const prints = fingerprints(ordered, context);
  const placeOf = (file: string, span?: Span) => ({
    physicalLocation: {
      artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
      ...(span && {
        region: {
          startLine: span.start.line,
          startColumn: span.start.column,
          ...(span.end && { endLine: span.end.line, endColumn: span.end.column }),
        },
      }),
    },
  });
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'timeback-catalog',
            rules: codes.map((code) => ({
              id: code,
              shortDescription: { text: problemCodes[code].summary },
              help: { text: problemCodes[code].help },
              defaultConfiguration: { level: problemCodes[code].severity },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: ordered.map((one, at) => ({
          ruleId: one.code,
          ruleIndex: codes.indexOf(one.code),
          level: one.severity,
          message: { text: messageOf(one) },
          locations: [placeOf(fileOf(one, context), one.span)],
          ...(one.related && {
            relatedLocations: [
              {
                ...placeOf(`${context.prefix}${one.related.span.file}`, one.related.span),
                message: { text: escapeFor.terminal(one.related.note) },
              },
            ],
          }),
          partialFingerprints: { 'timebackCatalog/v1': prints[at] ?? '' },
        })),
      },
    ],
  };
}

function uriOf(file: string): string {
  return file.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** Problems as Code Climate issues, as GitLab's code quality report reads them. */
function codeClimate(problems: readonly Problem[], context: ReportContext) {
  const ordered = inReadingOrder(problems);
  const prints = fingerprints(ordered, context);
  return ordered.map((one, at) => ({
    type: 'issue',
    check_name: one.code,
    description: messageOf(one),
    categories: ['Bug Risk'],
    severity: one.severity === 'error' ? 'major' : 'minor',
    fingerprint: prints[at] ?? '',
    location: { path: fileOf(one, context), lines: { begin: one.span?.start.line ?? 1 } },
  }));
}

/** A fingerprint for each problem, which stays the same if its line moves; each occurs once. */
function fingerprints(problems: readonly Problem[], context: ReportContext): string[] {
  const seen = new Map<string, number>();
  return problems.map((one) => {
    const about = JSON.stringify([one.code, fileOf(one, context), one.detail, one.address]);
    const times = (seen.get(about) ?? 0) + 1;
    seen.set(about, times);
    return context.sha256(`${about} ${times}`).slice(0, 32);
  });
}

/**
 * Problems as JUnit XML, as GitLab, Azure DevOps, Bitbucket and Jenkins read it: an error is a failed test, a
 * warning is a passed test with output. Without problems there is one passed test.
 */
function junit(problems: readonly Problem[], context: ReportContext): string {
  const ordered = inReadingOrder(problems);
  const failed = ordered.filter(({ severity }) => severity === 'error').length;
  const numbers = `tests="${Math.max(1, ordered.length)}" failures="${failed}" errors="0" skipped="0" time="0"`;
  const cases = ordered.map((one, at) => {
    const file = fileOf(one, context);
    const place = one.span ? `${file}:${one.span.start.line}:${one.span.start.column}` : file;
    const name = `${one.code} ${place} (${at + 1})`;
    const begin = `    <testcase name="${xml(name)}" classname="${xml(file)}" file="${xml(file)}" time="0">`;
    const text = [place, ...messageOf(one).split('\n')].map(xml).join('\n');
    const outcome =
      one.severity === 'error'
        ? `<failure message="${xml(one.summary)}" type="${xml(one.code)}">${text}</failure>`
        : `<system-out>${xml(one.summary)}\n${text}</system-out>`;
    return `${begin}\n      ${outcome}\n    </testcase>`;
  });
  const none = '    <testcase name="no errors" classname="timeback-catalog" time="0"/>';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="timeback-catalog" ${numbers}>`,
    `  <testsuite name="timeback-catalog check" ${numbers}>`,
    ...(cases.length === 0 ? [none] : cases),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Escapes XML, and also commands of CI logs that show the text. */
function xml(text: string): string {
  return escapeFor.html(text).replaceAll('##', '&#35;#').replaceAll('::', '&#58;:');
}
