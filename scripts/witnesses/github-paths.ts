/** The paths of GitHub's REST API that the Action asks for, as its OpenAPI document spells them. */
export const usedPaths = [
  '/repos/{owner}/{repo}/issues',
  '/repos/{owner}/{repo}/issues/{issue_number}',
  '/repos/{owner}/{repo}/issues/{issue_number}/comments',
  '/repos/{owner}/{repo}/issues/{issue_number}/labels',
  '/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
  '/repos/{owner}/{repo}/issues/comments/{comment_id}',
  '/repos/{owner}/{repo}/commits/{ref}',
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  '/repos/{owner}/{repo}/compare/{basehead}',
  '/repos/{owner}/{repo}/pulls',
  '/repos/{owner}/{repo}/pulls/{pull_number}',
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  '/repos/{owner}/{repo}/pulls/{pull_number}/commits',
  '/repos/{owner}/{repo}/collaborators/{username}/permission',
  '/repos/{owner}/{repo}/branches/{branch}',
  '/repos/{owner}/{repo}/git/ref/{ref}',
  '/repos/{owner}/{repo}/git/commits/{commit_sha}',
  '/repos/{owner}/{repo}/labels',
  '/repos/{owner}/{repo}/actions/runs',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
  '/repos/{owner}/{repo}/actions/runs/{run_id}',
  '/repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  '/repos/{owner}/{repo}/actions/runs/{run_id}/rerun',
];

interface OpenApi {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * The document with these paths and what they refer to; `nullable` of OpenAPI 3.0 as JSON Schema expresses
 * it.
 */
export function keepUsedPaths({ paths, components }: OpenApi): object {
  const kept: Record<string, Record<string, unknown>> = {};
  const take = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(take);
    if (typeof json !== 'object' || json === null) return json;
    if ('$ref' in json && typeof json.$ref === 'string') reach(json.$ref);
    const { nullable, example: _, examples: __, ...rest } = json as Record<string, unknown>;
    const entries = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, take(value)]),
    );
    // A property may have that name.
    if (nullable !== true)
      return typeof nullable === 'object' ? { ...entries, nullable: take(nullable) } : entries;
    return { anyOf: [entries, { type: 'null' }] };
  };
  const reach = (reference: string): void => {
    const [, , kind = '', name = ''] = reference.split('/');
    kept[kind] ??= {};
    if (name in kept[kind]) return;
    kept[kind][name] = undefined;
    kept[kind][name] = take(components[kind]?.[name]);
  };
  const used = Object.fromEntries(
    usedPaths.flatMap((path) => (path in paths ? [[path, take(paths[path])]] : [])),
  );
  return { paths: used, components: kept };
}
