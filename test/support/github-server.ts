import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type RecordKind, wholeRecord } from './github-records.ts';

// A small GitHub on a port of this machine: comments and issues with their authors and editors,
// permissions of tokens, pages, the limit of a body, and refusals for too many requests. Its records are whole.

/** What a token may do. */
export type Permission = 'pull-requests: write' | 'issues: write' | 'contents: read';

interface Post {
  readonly id: number;
  readonly node_id: string;
  readonly user: { readonly login: string };
  body: string;
  /** Who edited it last, and when; null if nobody did. */
  editor: string | null;
  lastEdit: string | null;
  readonly author_association: string;
  readonly created_at: string;
  updated_at: string;
}

/** That a comment was deleted, as the timeline of its pull request says. */
interface Deletion {
  readonly createdAt: string;
  readonly deletedCommentAuthor: { readonly login: string };
}

export interface Issue extends Post {
  readonly number: number;
  title: string;
  state: 'open' | 'closed';
  readonly pull_request?: object;
}

interface PullOfCommit {
  readonly number: number;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string;
  readonly base: { readonly ref: string };
  /** Some servers leave it out. */
  readonly head?: { readonly sha: string } | null;
}

/** What is known of a pull request by its number. */
interface PullRecord {
  readonly state?: 'open' | 'closed';
  readonly merged_at?: string | null;
  readonly merge_commit_sha?: string;
  readonly merged_by?: { readonly login: string };
  readonly user?: { readonly login: string };
  readonly head?: {
    readonly sha: string;
    readonly ref?: string;
    /** Null once a fork was deleted. */
    readonly repo?: { readonly full_name: string } | null;
  };
  readonly base?: { readonly ref: string };
}

interface GivenReview {
  readonly id: number;
  readonly user: { readonly login: string } | null;
  state: string;
  readonly submitted_at: string;
  readonly author_association: string;
}

export interface OpenPull {
  readonly number: number;
  readonly user: { readonly login: string };
  readonly head: {
    readonly ref: string;
    readonly sha: string;
    /** Null once a fork was deleted. */
    readonly repo: { readonly full_name: string } | null;
  };
}

/** Runs git in the repository that GitHub is asked about, and gives what it prints. */
type Git = (...args: readonly string[]) => string;

export interface GitHubServer {
  readonly url: string;
  readonly comments: (issue: number) => readonly Post[];
  readonly issues: readonly Issue[];
  /** `METHOD /path` of each request, in order. */
  readonly requests: readonly string[];
  /** Each request with its answer. */
  readonly exchanges: readonly Exchange[];
  /** Every body that was sent. */
  readonly bodies: readonly string[];
  /** Whoever opens the page may edit a comment. */
  readonly edit: (id: number, login: string, body: string) => void;
  readonly comment: (issue: number, login: string, body: string) => void;
  /** Somebody deletes the comments of a pull request, or of all. */
  readonly forget: (issue?: number) => void;
  /** Somebody deletes some comments. */
  readonly remove: (which: (post: Post) => boolean) => void;
  /** What `GET pulls/N` says, over what the commits say. */
  readonly pulls: Map<number, PullRecord>;
  /** Somebody reviews a pull request: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`. Gives its id. */
  readonly review: (pull: number, login: string, state?: string) => number;
  readonly dismiss: (review: number) => void;
  /** The runs of the plan workflow for a commit, by their ids, the newest first. */
  readonly runsOf: Map<string, number | readonly number[]>;
  /** Of pull requests. */
  readonly labels: Map<number, readonly string[]>;
  /** What people may do; others may read. */
  readonly permissions: Map<string, string>;
  /** Somebody lets a run into an environment. */
  readonly letIn: (run: string, login: string, environment?: string) => void;
  /** Runs that are too old to be started again. */
  readonly oldRuns: Set<number>;
  /** Runs that wait until somebody allows them; to start one again allows it. */
  readonly heldRuns: Set<number>;
  /** Says nothing yet of which pull request a commit came from, so many times. */
  readonly lag: (times: number) => void;
  readonly openIssue: (login: string, title: string, body: string) => void;
  /** What is said of a commit; a hostile test may say anything. */
  readonly pullsOf: Map<string, readonly (PullOfCommit | null | object)[]>;
  /** The open pull requests. */
  readonly openPulls: OpenPull[];
  /** Branches and commits are looked up here from now on. */
  readonly serve: (git: Git) => void;
  /** A time after everything so far, as GitHub writes it. */
  readonly now: () => string;
  /** Answers to come in place of the next matching requests. */
  readonly refuse: (refusal: Refusal) => void;
}

/** One request and what was answered. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body?: unknown;
  readonly status: number;
  readonly json: unknown;
  /** The answer is what a test gives in place of GitHub's. */
  readonly isForced?: true;
}

export interface Refusal {
  readonly matches: RegExp;
  /** What the request must say, too. */
  readonly saying?: RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** The body, in place of GitHub's own with the message. */
  readonly text?: string;
  /** The connection breaks off. */
  readonly isLost?: true;
  /** Whether it is for the request that is the so many-th, and says so. */
  readonly isFor?: (count: number, asked: string) => boolean;
  readonly times: number;
  /** The request is carried out, and the answer is lost all the same. */
  readonly isDone?: true;
}

export const token = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
export const actionsBot = 'github-actions[bot]';
const longestBody = 65_536;
/** The path of the repository by its number. */
const byNumber = '/repositories/1296269';

interface Reply {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** If the test has GitHub say what GitHub would not. */
  readonly isForced?: true;
}

export async function serveGitHub({
  repository = 'the-org/catalog',
  permissions = ['pull-requests: write', 'issues: write', 'contents: read'],
  hasGraphql = true,
  perPage = 100,
}: {
  readonly repository?: string;
  readonly permissions?: readonly Permission[];
  readonly hasGraphql?: boolean;
  /** The most that this server gives on a page. */
  readonly perPage?: number;
} = {}): Promise<GitHubServer> {
  const comments = new Map<number, Post[]>();
  const deletions = new Map<number, Deletion[]>();
  const issues: Issue[] = [];
  const requests: string[] = [];
  const exchanges: Exchange[] = [];
  const bodies: string[] = [];
  const refusals: { readonly refusal: Refusal; left: number }[] = [];
  const pullsOf: GitHubServer['pullsOf'] = new Map();
  const pulls: GitHubServer['pulls'] = new Map();
  const reviews = new Map<number, GivenReview[]>();
  const people = new Map<string, string>();
  const runsOf = new Map<string, number | readonly number[]>();
  const labels = new Map<number, readonly string[]>();
  const letInto = new Map<string, object[]>();
  const oldRuns = new Set<number>();
  const heldRuns = new Set<number>();
  let lagging = 0;
  const openPulls: OpenPull[] = [];
  let lastId = 1000;
  let url = '';
  let git: Git | undefined;
  let seconds = 0;
  const now = () => {
    seconds += 1;
    return new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().replace('.000', '');
  };
  /** What git says, or that there is nothing of the kind. */
  const asked = (args: readonly string[], reply: (text: string) => unknown): Reply => {
    if (!git || !may('contents: read')) return notFound;
    try {
      return ok(reply(git(...args)));
    } catch {
      return notFound;
    }
  };
  const tipOf = (branch: string) => [
    'rev-parse',
    '--verify',
    `refs/heads/${decodeURIComponent(branch)}`,
  ];

  const associationOf = (login: string) => (people.has(login) ? 'MEMBER' : 'NONE');
  const newPost = (login: string, body: string): Post => {
    lastId += 1;
    const time = now();
    return {
      id: lastId,
      node_id: `IC_${lastId}`,
      user: { login },
      body,
      editor: null,
      lastEdit: null,
      author_association: associationOf(login),
      created_at: time,
      updated_at: time,
    };
  };
  const edit = (post: Post, editor: string, body: string): void => {
    const time = now();
    Object.assign(post, { body, editor, lastEdit: time, updated_at: time });
  };
  const remove = (issue: number, which: (post: Post) => boolean): boolean => {
    const all = comments.get(issue) ?? [];
    const gone = all.filter(which);
    const events = gone.map(({ user: { login } }) => ({
      createdAt: now(),
      deletedCommentAuthor: short(login),
    }));
    comments.set(
      issue,
      all.filter((post) => !which(post)),
    );
    deletions.set(issue, [...(deletions.get(issue) ?? []), ...events]);
    return gone.length > 0;
  };
  const may = (...wanted: readonly Permission[]) => wanted.some((one) => permissions.includes(one));
  type Route = (found: RegExpExecArray, body: Body, query: URLSearchParams) => Reply;
  /** The kind is that of the record, or of those in the list, that is answered. */
  const routes: readonly (readonly [RegExp, Route, RecordKind?])[] = [
    [
      /^GET \/issues\/(\d+)\/comments$/,
      ([, issue]) => ok([...(comments.get(Number(issue)) ?? [])]),
      'issue-comment',
    ],
    [
      /^POST \/issues\/(\d+)\/comments$/,
      ([, issue], { body = '' }) => {
        if (!may('pull-requests: write', 'issues: write')) return forbidden;
        if (body.length > longestBody) return tooLong;
        const post = newPost(actionsBot, body);
        comments.set(Number(issue), [...(comments.get(Number(issue)) ?? []), post]);
        return { status: 201, json: post };
      },
      'issue-comment',
    ],
    [
      /^PATCH \/issues\/comments\/(\d+)$/,
      ([, id], { body = '' }) => {
        if (!may('pull-requests: write', 'issues: write')) return forbidden;
        if (body.length > longestBody) return tooLong;
        const post = [...comments.values()].flat().find((one) => one.id === Number(id));
        if (!post) return notFound;
        if (post.user.login !== actionsBot) return forbidden;
        edit(post, actionsBot, body);
        return ok(post);
      },
      'issue-comment',
    ],
    [
      /^DELETE \/issues\/comments\/(\d+)$/,
      ([, id]) => {
        if (!may('pull-requests: write', 'issues: write')) return forbidden;
        const isGone = [...comments.keys()].some((issue) =>
          remove(issue, (post) => post.id === Number(id)),
        );
        return isGone ? { status: 204, json: null } : notFound;
      },
    ],
    [/^GET \/issues$/, () => ok(issues.filter(({ state }) => state === 'open')), 'issue'],
    [
      /^POST \/issues$/,
      (_, { body = '', title = '' }) => {
        if (!may('issues: write')) return forbidden;
        if (body.length > longestBody) return tooLong;
        const number = issues.length + 1;
        issues.push({ ...newPost(actionsBot, body), number, title, state: 'open' });
        return { status: 201, json: issues.at(-1) };
      },
      'issue',
    ],
    [
      /^PATCH \/issues\/(\d+)$/,
      ([, number], { body, title, state }) => {
        if (!may('issues: write')) return forbidden;
        if (body !== undefined && body.length > longestBody) return tooLong;
        const issue = issues.find((one) => one.number === Number(number));
        if (!issue) return notFound;
        if (body !== undefined) issue.body = body;
        if (title !== undefined) issue.title = title;
        if (state === 'open' || state === 'closed') issue.state = state;
        return ok(issue);
      },
      'issue',
    ],
    [
      /^GET \/commits\/(\w+)\/pulls$/,
      ([, sha = '']) => {
        if (!may('contents: read')) return notFound;
        if (lagging > 0) {
          lagging -= 1;
          return ok([]);
        }
        return ok([...(pullsOf.get(sha) ?? [])]);
      },
      'pull-request-simple',
    ],
    [
      /^GET \/pulls\/(\d+)$/,
      ([, number]) => {
        const pull = [...pullsOf.values()]
          .flat()
          .find((one) => one && 'number' in one && one.number === Number(number));
        const known = pulls.get(Number(number));
        if (!pull && !known) return notFound;
        const said: object = { base: { ref: 'main' }, ...pull, ...known };
        const merged = 'merged_at' in said && typeof said.merged_at === 'string';
        return ok({ number: Number(number), state: merged ? 'closed' : 'open', merged, ...said });
      },
      'pull-request',
    ],
    [
      /^GET \/pulls$/,
      (_, __, query) =>
        ok(
          [...openPulls, ...[...pulls].map(([number, pull]) => ({ number, ...pull }))].filter(
            (pull) => isAskedFor(pull, query, repository),
          ),
        ),
      'pull-request-simple',
    ],
    [
      /^GET \/actions\/workflows\/[^/]+\/runs$/,
      (_, __, query) => {
        const sha = query.get('head_sha') ?? '';
        // Each run lists all open pull requests with its head, whichever of them started it.
        const heads = [...pulls].filter(([, { head }]) => head?.sha === sha);
        const runs = [runsOf.get(sha) ?? []].flat().map((id) => {
          const conclusion = heldRuns.has(id) ? 'action_required' : 'success';
          const pull_requests = heads.map(([number, pull]) => pullOfRun(number, pull));
          return whole('workflow-run', { id, status: 'completed', conclusion, pull_requests });
        });
        return ok({ total_count: runs.length, workflow_runs: runs });
      },
    ],
    [
      /^POST \/actions\/runs\/(\d+)\/rerun$/,
      ([, run]) => (oldRuns.has(Number(run)) ? tooOld : { status: 201, json: {} }),
    ],
    [/^GET \/issues\/(\d+)\/labels$/, ([, issue]) => ok(labelsOn(issue)), 'label'],
    [
      /^POST \/issues\/(\d+)\/labels$/,
      ([, issue], { labels: added = [] }) => {
        const isThere = (name: string) => [...labels.values()].flat().includes(name);
        if (!may('issues: write') && !added.every(isThere)) return noLabels;
        labels.set(Number(issue), [...(labels.get(Number(issue)) ?? []), ...added]);
        return ok(labelsOn(issue));
      },
      'label',
    ],
    [
      /^DELETE \/issues\/(\d+)\/labels\/(.+)$/,
      ([, issue, name = '']) => {
        const all = labels.get(Number(issue)) ?? [];
        const kept = all.filter((one) => one !== decodeURIComponent(name));
        if (kept.length === all.length) return refused(404, 'Label does not exist');
        labels.set(Number(issue), kept);
        return ok(labelsOn(issue));
      },
      'label',
    ],
    [
      /^GET \/pulls\/(\d+)\/reviews$/,
      ([, number]) => ok(reviews.get(Number(number)) ?? []),
      'pull-request-review',
    ],
    [
      /^GET \/collaborators\/([^/]+)\/permission$/,
      ([, name = '']) => {
        const login = decodeURIComponent(name);
        return ok({ permission: people.get(login) ?? 'read', user: { login } });
      },
      'repository-collaborator-permission',
    ],
    [
      /^GET \/actions\/runs\/(\d+)\/approvals$/,
      ([, run = '']) => ok([...(letInto.get(run) ?? [])]),
      'environment-approvals',
    ],
    [
      /^GET \/git\/ref\/heads\/(.+)$/,
      ([, branch = '']) =>
        asked(tipOf(branch), (sha) => ({ ref: `refs/heads/${branch}`, object: { sha } })),
      'git-ref',
    ],
    [
      /^GET \/branches\/(.+)$/,
      ([, branch = '']) => asked(tipOf(branch), (sha) => ({ name: branch, commit: { sha } })),
      'branch-with-protection',
    ],
    [
      /^GET \/git\/commits\/(\w+)$/,
      ([, sha = '']) =>
        asked(['show', '-s', '--format=%P', sha], (parents) => ({
          sha,
          parents: parents
            .split(' ')
            .flatMap((parent) => (parent === '' ? [] : [parentOf(parent)])),
        })),
      'git-commit',
    ],
    [
      /^GET \/compare\/(\w+)\.\.\.(.+)$/,
      ([, base = '', branch = '']) =>
        asked(['diff', '--name-only', `${base}...${decodeURIComponent(branch)}`], (names) => ({
          files: names
            .split('\n')
            .flatMap((filename) => (filename === '' ? [] : [whole('diff-entry', { filename })])),
        })),
      'commit-comparison',
    ],
    [
      /^GET \/commits\/(\w+)$/,
      ([, sha = '']) =>
        asked(['show', '--first-parent', '-m', '--format=', '--name-only', sha], (names) => ({
          sha,
          files: names
            .split('\n')
            .flatMap((filename) => (filename === '' ? [] : [whole('diff-entry', { filename })])),
        })),
      'commit',
    ],
  ];

  const answer = (method: string, path: string, body: Body, query: URLSearchParams): Reply => {
    if (path === '/graphql') return hasGraphql ? graphql(body) : notFound;
    const prefix = `/repos/${repository}`;
    const wanted = `${method} ${path.slice(prefix.length)}`;
    if (!path.startsWith(`${prefix}/`)) return notFound;
    for (const [pattern, reply, kind] of routes) {
      const found = pattern.exec(wanted);
      if (!found) continue;
      const { json, ...rest } = paged(reply(found, body, query), path.slice(prefix.length), query);
      if (!kind || rest.status >= 300) return { ...rest, json };
      const record: Json = JSON.parse(asSaid(json));
      return {
        ...rest,
        json: completed(kind, record),
        ...(isStrange(record) && { isForced: true }),
      };
    }
    return notFound;
  };
  /** GitHub writes addresses by the number of the repository, too. */
  const canonical = (path: string) => path.replace(byNumber, `/repos/${repository}`);
  const whole = (kind: RecordKind, known: Json) => wholeRecord(kind, known, { url, repository });
  const completed = (kind: RecordKind, json: Json): Json => {
    if (Array.isArray(json)) return json.map((one) => completed(kind, one));
    // What a hostile test says stays as it is.
    return isStrange(json) ? json : whole(kind, json);
  };
  const parentOf = (sha: string) => {
    const page = `${url}/repos/${repository}/commits/${sha}`;
    return { sha, url: page, html_url: page };
  };
  const labelsOn = (issue = '') => (labels.get(Number(issue)) ?? []).map((name) => ({ name }));

  const graphql = ({ variables }: Body): Reply => {
    const post = [...comments.values()].flat().find(({ node_id }) => node_id === variables?.id);
    const node = post && {
      author: short(post.user.login),
      editor: post.editor === null ? null : short(post.editor),
      createdAt: post.created_at,
      lastEditedAt: post.lastEdit,
    };
    const nodes = deletions.get(variables?.number ?? 0) ?? [];
    const isHere = `${variables?.owner}/${variables?.name}` === repository;
    return ok({
      data: {
        viewer: { login: actionsBot },
        node: node ?? null,
        repository: isHere ? { pullRequest: { timelineItems: { nodes } } } : null,
      },
    });
  };

  const paged = (reply: Reply, path: string, query: URLSearchParams): Reply => {
    if (!Array.isArray(reply.json)) return reply;
    const size = Math.min(Number(query.get('per_page') ?? 30), perPage);
    const page = Number(query.get('page') ?? 1);
    const part = reply.json.slice((page - 1) * size, page * size);
    const isLast = page * size >= reply.json.length;
    const next = new URLSearchParams({ ...Object.fromEntries(query), page: String(page + 1) });
    const link = isLast ? {} : { link: `<${url}${byNumber}${path}?${next}>; rel="next"` };
    return { ...reply, json: part, headers: link };
  };

  const server = createServer(async (incoming, outgoing) => {
    const text = await textOf(incoming);
    const { pathname: path, searchParams } = new URL(incoming.url ?? '/', 'http://here');
    const pathname = canonical(path);
    const asked = `${incoming.method} ${pathname}`;
    requests.push(asked);
    if (text !== '') bodies.push(text);
    const isKnown = incoming.headers.authorization === `Bearer ${token}`;
    const unwilling = refusals.find(
      ({ refusal: { matches, saying, isFor }, left }) =>
        left > 0 &&
        matches.test(asked) &&
        (saying?.test(text) ?? true) &&
        (isFor?.(requests.length, `${asked} ${text}`) ?? true),
    );
    if (unwilling) unwilling.left -= 1;
    const carry = () =>
      answer(incoming.method ?? '', pathname, text === '' ? {} : JSON.parse(text), searchParams);
    if (unwilling?.refusal.isDone) carry();
    if (unwilling?.refusal.isLost) {
      incoming.destroy();
      return;
    }
    const reply: Reply = unwilling
      ? {
          ...refused(unwilling.refusal.status, unwilling.refusal.message ?? 'refused'),
          headers: unwilling.refusal.headers ?? {},
        }
      : isKnown
        ? carry()
        : refused(401, 'Bad credentials');
    outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    if (unwilling?.refusal.text !== undefined) {
      outgoing.end(unwilling.refusal.text);
      return;
    }
    const said = asSaid(reply.json);
    exchanges.push({
      method: incoming.method ?? '',
      path: pathname,
      query: searchParams,
      ...(text !== '' && { body: JSON.parse(text) }),
      status: reply.status,
      json: JSON.parse(said),
      ...((unwilling || reply.isForced) && { isForced: true }),
    });
    outgoing.end(reply.status === 204 ? undefined : said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    const file = process.env['TIMEBACK_GITHUB_EXCHANGES'];
    if (file) appendFileSync(file, exchanges.map(asLine).join(''));
  });

  return {
    url,
    comments: (issue) => comments.get(issue) ?? [],
    issues,
    requests,
    exchanges,
    bodies,
    pullsOf,
    openPulls,
    now,
    serve: (from) => {
      git = from;
    },
    edit: (id, login, body) => {
      const post = [...comments.values()].flat().find((one) => one.id === id);
      if (post) edit(post, login, body);
    },
    comment: (issue, login, body) => {
      comments.set(issue, [...(comments.get(issue) ?? []), newPost(login, body)]);
    },
    remove: (which) => {
      for (const issue of comments.keys()) remove(issue, which);
    },
    forget: (issue) => {
      for (const one of issue === undefined ? comments.keys() : [issue]) remove(one, () => true);
    },
    pulls,
    permissions: people,
    runsOf,
    labels,
    review: (pull, login, state = 'APPROVED') => {
      lastId += 1;
      const review: GivenReview = {
        id: lastId,
        user: { login },
        state,
        submitted_at: now(),
        author_association: associationOf(login),
      };
      reviews.set(pull, [...(reviews.get(pull) ?? []), review]);
      return lastId;
    },
    dismiss: (id) => {
      const review = [...reviews.values()].flat().find((one) => one.id === id);
      if (review) review.state = 'DISMISSED';
    },
    oldRuns,
    heldRuns,
    letIn: (run, login, name = 'production') => {
      const approval = { state: 'approved', user: { login }, environments: [{ name }] };
      letInto.set(run, [...(letInto.get(run) ?? []), approval]);
    },
    lag: (times) => {
      lagging = times;
    },
    openIssue: (login, title, body) => {
      issues.push({ ...newPost(login, body), number: issues.length + 1, title, state: 'open' });
    },
    refuse: (refusal) => void refusals.push({ refusal, left: refusal.times }),
  };
}

interface Body {
  readonly body?: string;
  readonly title?: string;
  readonly state?: string;
  readonly labels?: readonly string[];
  readonly variables?: {
    readonly id?: string;
    readonly owner?: string;
    readonly name?: string;
    readonly number?: number;
  };
}

/** As `exchangesIn` reads them. */
function asLine({ query, ...exchange }: Exchange): string {
  return `${JSON.stringify({ ...exchange, query: `${query}` })}\n`;
}

/** What the servers of a whole run of tests were asked and answered, if the variable names a file for it. */
export function exchangesIn(file: string): readonly Exchange[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const exchange = JSON.parse(line);
    return { ...exchange, query: new URLSearchParams(exchange.query) };
  });
}

const asSaid = (json: unknown) => JSON.stringify(json, withoutOurOwn);

/** GitHub's REST does not say who edited a post, nor when. */
function withoutOurOwn(this: unknown, key: string, value: unknown): unknown {
  const isOfPost = typeof this === 'object' && this !== null && 'node_id' in this;
  return (key === 'editor' || key === 'lastEdit') && isOfPost ? undefined : value;
}

/** In GraphQL the names of bots have no suffix, but the viewer's has. */
const short = (login: string) => ({ login: login.replace('[bot]', '') });

const ok = (json: unknown): Reply => ({ status: 200, json });
/** As GitHub says no. */
function refused(status: number, message: string, errors?: readonly object[]): Reply {
  const documentation_url = 'https://docs.github.com/rest';
  return {
    status,
    json: { message, documentation_url, status: String(status), ...(errors && { errors }) },
  };
}
const forbidden = refused(403, 'Resource not accessible by integration');
const notFound = refused(404, 'Not Found');
const tooOld = refused(
  403,
  'Unable to re-run this workflow run because it was created over a month ago',
);
const noLabels = refused(403, 'You do not have permission to create labels on this repository.', [
  { resource: 'Repository', field: 'label', code: 'unauthorized' },
]);
const tooLong = refused(422, 'Validation Failed', [
  {
    resource: 'IssueComment',
    code: 'unprocessable',
    field: 'data',
    message: 'Body is too long (maximum is 65536 characters)',
  },
]);

/** A pull request as a run lists it. */
function pullOfRun(number: number, { head, base }: PullRecord): JsonObject {
  const repo = { id: 1, url: 'https://api.example.org/repos/1', name: 'catalog' };
  const url = `https://api.example.org/pulls/${number}`;
  const sha = head?.sha ?? '';
  return {
    ...{ id: number, number, url },
    head: { ref: head?.ref ?? '', sha, repo },
    base: { ref: base?.ref ?? 'main', sha, repo },
  };
}

/** The filters of a list of pull requests. */
function isAskedFor(pull: PullRecord, query: URLSearchParams, repository: string): boolean {
  const { state = 'open', base, head } = pull;
  const [owner] = (head?.repo?.full_name ?? (head?.repo === null ? '' : repository)).split('/');
  const asked = {
    state: query.get('state') ?? 'open',
    base: query.get('base'),
    head: query.get('head'),
  };
  return (
    (asked.state === 'all' || asked.state === state) &&
    (asked.base === null || asked.base === (base?.ref ?? 'main')) &&
    (asked.head === null || asked.head === `${owner}:${head?.ref}`)
  );
}

/** What a hostile test has GitHub say: no record, one without a number, or with no branch. */
function isStrange(json: Json): boolean {
  if (Array.isArray(json)) return json.some(isStrange);
  if (!isObject(json) || Object.keys(json).length === 0) return true;
  const { number, base, head } = json;
  return (number !== undefined && typeof number !== 'number') || base === null || head === null;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  return text;
}
