// The whole life of a catalog in the oneroster dialect, each exchange between the command line and the
// emulator held against an OpenAPI document twice: by Prism as a proxy that lets nothing else pass, and by
// the check of our own that other tests use.
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { documents } from '../support/openapi.ts';
import { credentials } from '../support/served-catalog.ts';
import { validatedPlatforms } from '../support/validated-platform.ts';

const manifest = `kind: course
sourcedId: rivers
title: Rivers
courseCode: R-1
grades: ['6', '7']
subjects: [Reading]
metadata: { metrics: { totalXp: 120 } }
resources:
  - { sourcedId: film, title: Film, vendorResourceId: v-1, roles: [primary], importance: primary }
  - { sourcedId: map, title: Map, vendorResourceId: v-2 }
units:
  - sourcedId: springs
    title: Springs
    lessons:
      - { sourcedId: amazon, title: Amazon, resources: [film, map] }
      - { sourcedId: nile, title: Nile, metadata: { xp: 10 } }
      - { sourcedId: volga, title: Volga }
  - sourcedId: deltas
    title: Deltas
    prerequisites: [springs]
    lessons:
      - { sourcedId: danube, title: Danube }
`;
const nile = '      - { sourcedId: nile, title: Nile, metadata: { xp: 10 } }\n';

describe.each(documents)('$name', (document) => {
  const validatedPlatform = validatedPlatforms(document);
  test('init, apply, rename, move, retire, undo, undo of the undo, import: no exchange that it forbids', async () => {
    const { proxy, config, found, exchanges } = validatedPlatform();
    const around = { cwd: folderWith(), env: credentials };
    const run = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await cli(args, around);
      expect([args, code, stdout + stderr]).toEqual([args, 0, expect.any(String)]);
      return stdout;
    };
    const apply = async () =>
      expect(await run('apply', '--env', 'test', '--yes')).toContain('Converged.');
    const undo = () => run('undo', '--env', 'test', '--yes', receiptsOf(around.cwd).at(-1) ?? '');
    const write = (text: string) => put(around.cwd, 'catalog/rivers.yaml', text);

    await run('init', '--title', 'Minerals', '--no-workflows');
    put(around.cwd, 'timeback-catalog.yaml', config);
    write(manifest);
    await run('fmt');
    await apply();
    const renamed = manifest.replace('Rivers', 'Great rivers').replace('Amazon', 'The Amazon');
    write(renamed.replace('[film, map]', '[map]'));
    await apply();
    const moved = renamed.replace('[film, map]', '[map]').replace(nile, '');
    write(moved + nile);
    await apply();
    await run('retire', 'volga', '--reason', 'taught no longer');
    await apply();
    await undo();
    await undo();
    expect(await run('plan', '--env', 'test')).toContain('No changes');

    around.cwd = folderWith({ 'timeback-catalog.yaml': config });
    await run('import', 'remote', '--env', 'test');
    expect(await run('plan', '--env', 'test')).toContain('No changes');
    expect(found).toEqual([]);
    expect(exchanges()).toBeGreaterThan(80);

    // Both would have said so.
    const wrong = await fetch(`${proxy.url}/ims/oneroster/rostering/v1p2/courses/rivers`, {
      method: 'PUT',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body: '{"course":{"status":"gone"}}',
    });
    expect(wrong.status).toBe(422);
  }, 240_000);
});
