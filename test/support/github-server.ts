import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

// A small GitHub on a port of this machine: comments and issues with their authors and editors,
// permissions of tokens, pages, the limit of a body, and refusals for too many requests.

/** What a token may do. */
export type Permission = 'pull-requests: write' | 'issues: write' | 'contents: read';

interface Post {
  readonly id: number;
  readonly node_id: string;
  readonly user: { readonly login: string };
  body: string;
  /** Who edited it last; the author where nobody did. */
  editor: string | null;
  updated_at: string;
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
  readonly head?: { readonly sha: string; readonly ref?: string };
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
  /** Every body that was sent. */
  readonly bodies: readonly string[];
  /** Whoever opens the page may edit a comment. */
  readonly edit: (id: number, login: string, body: string) => void;
  readonly comment: (issue: number, login: string, body: string) => void;
  /** Every comment is gone. */
  readonly forget: () => void;
  /** What `GET pulls/N` says, over what the commits say. */
  readonly pulls: Map<number, PullRecord>;
  /** Somebody reviews a pull request: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`. Gives its id. */
  readonly review: (pull: number, login: string, state?: string) => number;
  readonly dismiss: (review: number) => void;
  /** The run of the plan workflow for a commit, by its id. */
  readonly runsOf: Map<string, number>;
  /** Of pull requests. */
  readonly labels: Map<number, readonly string[]>;
  /** What people may do; others may read. */
  readonly permissions: Map<string, string>;
  /** Who let a run into its environment. */
  readonly letIn: (run: string, login: string) => void;
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

interface Refusal {
  readonly matches: RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly times: number;
  /** The request is carried out, and the answer is lost all the same. */
  readonly isDone?: true;
}

export const token = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
export const actionsBot = 'github-actions[bot]';
const longestBody = 65_536;

interface Reply {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
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
  const issues: Issue[] = [];
  const requests: string[] = [];
  const bodies: string[] = [];
  const refusals: { readonly refusal: Refusal; left: number }[] = [];
  const pullsOf: GitHubServer['pullsOf'] = new Map();
  const pulls: GitHubServer['pulls'] = new Map();
  const reviews = new Map<number, GivenReview[]>();
  const people = new Map<string, string>();
  const runsOf = new Map<string, number>();
  const labels = new Map<number, readonly string[]>();
  const letInto = new Map<string, string[]>();
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

  const newPost = (login: string, body: string): Post => {
    lastId += 1;
    return {
      id: lastId,
      node_id: `IC_${lastId}`,
      user: { login },
      body,
      editor: null,
      updated_at: now(),
    };
  };
  const may = (...wanted: readonly Permission[]) => wanted.some((one) => permissions.includes(one));
  type Route = (found: RegExpExecArray, body: Body, query: URLSearchParams) => Reply;
  const routes: readonly (readonly [RegExp, Route])[] = [
    [
      /^GET \/issues\/(\d+)\/comments$/,
      ([, issue]) => ok([...(comments.get(Number(issue)) ?? [])]),
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
    ],
    [
      /^PATCH \/issues\/comments\/(\d+)$/,
      ([, id], { body = '' }) => {
        if (!may('pull-requests: write', 'issues: write')) return forbidden;
        if (body.length > longestBody) return tooLong;
        const post = [...comments.values()].flat().find((one) => one.id === Number(id));
        if (!post) return notFound;
        if (post.user.login !== actionsBot) return forbidden;
        Object.assign(post, { body, editor: actionsBot, updated_at: now() });
        return ok(post);
      },
    ],
    [/^GET \/issues$/, () => ok(issues.filter(({ state }) => state === 'open'))],
    [
      /^POST \/issues$/,
      (_, { body = '', title = '' }) => {
        if (!may('issues: write')) return forbidden;
        if (body.length > longestBody) return tooLong;
        const number = issues.length + 1;
        issues.push({ ...newPost(actionsBot, body), number, title, state: 'open' });
        return { status: 201, json: issues.at(-1) };
      },
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
    ],
    [
      /^GET \/pulls\/(\d+)$/,
      ([, number]) => {
        const pull = [...pullsOf.values()]
          .flat()
          .find((one) => one && 'number' in one && one.number === Number(number));
        const known = pulls.get(Number(number));
        return ok({ number: Number(number), merged_at: null, ...pull, ...known });
      },
    ],
    [
      /^GET \/pulls$/,
      (_, __, query) =>
        ok([
          ...openPulls,
          ...[...pulls]
            .filter(([, { state, base }]) => state === 'open' && base?.ref === query.get('base'))
            .map(([number, pull]) => ({ number, ...pull })),
        ]),
    ],
    [
      /^GET \/actions\/workflows\/[^/]+\/runs$/,
      (_, __, query) => {
        const id = runsOf.get(query.get('head_sha') ?? '');
        const runs = id === undefined ? [] : [{ id, status: 'completed' }];
        return ok({ total_count: runs.length, workflow_runs: runs });
      },
    ],
    [/^POST \/actions\/runs\/(\d+)\/rerun$/, () => ({ status: 201, json: {} })],
    [
      /^GET \/issues\/(\d+)\/labels$/,
      ([, issue]) => ok((labels.get(Number(issue)) ?? []).map((name) => ({ name }))),
    ],
    [
      /^POST \/issues\/(\d+)\/labels$/,
      ([, issue], { labels: added = [] }) => {
        labels.set(Number(issue), [...(labels.get(Number(issue)) ?? []), ...added]);
        return ok([]);
      },
    ],
    [
      /^DELETE \/issues\/(\d+)\/labels\/(.+)$/,
      ([, issue, name = '']) => {
        const kept = labels.get(Number(issue)) ?? [];
        labels.set(
          Number(issue),
          kept.filter((one) => one !== decodeURIComponent(name)),
        );
        return ok([]);
      },
    ],
    [/^GET \/pulls\/(\d+)\/reviews$/, ([, number]) => ok(reviews.get(Number(number)) ?? [])],
    [
      /^GET \/collaborators\/([^/]+)\/permission$/,
      ([, login = '']) => ok({ permission: people.get(decodeURIComponent(login)) ?? 'read' }),
    ],
    [
      /^GET \/actions\/runs\/(\d+)\/approvals$/,
      ([, run = '']) =>
        ok((letInto.get(run) ?? []).map((login) => ({ state: 'approved', user: { login } }))),
    ],
    [
      /^GET \/git\/ref\/heads\/(.+)$/,
      ([, branch = '']) =>
        asked(tipOf(branch), (sha) => ({ ref: `refs/heads/${branch}`, object: { sha } })),
    ],
    [
      /^GET \/branches\/(.+)$/,
      ([, branch = '']) => asked(tipOf(branch), (sha) => ({ name: branch, commit: { sha } })),
    ],
    [
      /^GET \/git\/commits\/(\w+)$/,
      ([, sha = '']) =>
        asked(['show', '-s', '--format=%P', sha], (parents) => ({
          sha,
          parents: parents.split(' ').flatMap((parent) => (parent === '' ? [] : [{ sha: parent }])),
        })),
    ],
    [
      /^GET \/commits\/(\w+)$/,
      ([, sha = '']) =>
        asked(['show', '--first-parent', '-m', '--format=', '--name-only', sha], (names) => ({
          sha,
          files: names.split('\n').flatMap((filename) => (filename === '' ? [] : [{ filename }])),
        })),
    ],
  ];

  const answer = (method: string, path: string, body: Body, query: URLSearchParams): Reply => {
    if (path === '/graphql') return hasGraphql ? graphql(body) : notFound;
    const prefix = `/repos/${repository}`;
    const wanted = `${method} ${path.slice(prefix.length)}`;
    if (!path.startsWith(`${prefix}/`)) return notFound;
    for (const [pattern, reply] of routes) {
      const found = pattern.exec(wanted);
      if (found) return paged(reply(found, body, query), `${url}${path}`, query);
    }
    return notFound;
  };

  const graphql = ({ variables }: Body): Reply => {
    const post = [...comments.values()].flat().find(({ node_id }) => node_id === variables?.id);
    // Here the names of bots have no suffix, but the viewer's has.
    const short = (login: string) => ({ login: login.replace('[bot]', '') });
    const node = post && {
      author: short(post.user.login),
      editor: post.editor === null ? null : short(post.editor),
    };
    return ok({ data: { viewer: { login: actionsBot }, node: node ?? null } });
  };

  const paged = (reply: Reply, here: string, query: URLSearchParams): Reply => {
    if (!Array.isArray(reply.json)) return reply;
    const size = Math.min(Number(query.get('per_page') ?? 30), perPage);
    const page = Number(query.get('page') ?? 1);
    const part = reply.json.slice((page - 1) * size, page * size);
    const isLast = page * size >= reply.json.length;
    const next = new URLSearchParams({ ...Object.fromEntries(query), page: String(page + 1) });
    const link = isLast ? {} : { link: `<${here}?${next}>; rel="next"` };
    return { ...reply, json: part, headers: link };
  };

  const server = createServer(async (incoming, outgoing) => {
    const text = await textOf(incoming);
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://here');
    const asked = `${incoming.method} ${pathname}`;
    requests.push(asked);
    if (text !== '') bodies.push(text);
    const isKnown = incoming.headers.authorization === `Bearer ${token}`;
    const refused = refusals.find(({ refusal, left }) => left > 0 && refusal.matches.test(asked));
    if (refused) refused.left -= 1;
    const carry = () =>
      answer(incoming.method ?? '', pathname, text === '' ? {} : JSON.parse(text), searchParams);
    if (refused?.refusal.isDone) carry();
    const reply: Reply = refused
      ? { ...refused.refusal, json: { message: refused.refusal.message ?? 'refused' } }
      : isKnown
        ? carry()
        : { status: 401, json: { message: 'Bad credentials' } };
    outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    outgoing.end(JSON.stringify(reply.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });

  return {
    url,
    comments: (issue) => comments.get(issue) ?? [],
    issues,
    requests,
    bodies,
    pullsOf,
    openPulls,
    now,
    serve: (from) => {
      git = from;
    },
    edit: (id, login, body) => {
      const post = [...comments.values()].flat().find((one) => one.id === id);
      if (post) Object.assign(post, { body, editor: login, updated_at: now() });
    },
    comment: (issue, login, body) => {
      comments.set(issue, [...(comments.get(issue) ?? []), newPost(login, body)]);
    },
    forget: () => comments.clear(),
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
        author_association: people.has(login) ? 'MEMBER' : 'NONE',
      };
      reviews.set(pull, [...(reviews.get(pull) ?? []), review]);
      return lastId;
    },
    dismiss: (id) => {
      const review = [...reviews.values()].flat().find((one) => one.id === id);
      if (review) review.state = 'DISMISSED';
    },
    letIn: (run, login) => void letInto.set(run, [...(letInto.get(run) ?? []), login]),
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
  readonly variables?: { readonly id?: string };
}

const ok = (json: unknown): Reply => ({ status: 200, json });
const forbidden: Reply = {
  status: 403,
  json: { message: 'Resource not accessible by integration' },
};
const notFound: Reply = { status: 404, json: { message: 'Not Found' } };
const tooLong: Reply = {
  status: 422,
  json: { message: 'Validation Failed: body is too long (maximum is 65536 characters)' },
};

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  return text;
}
