import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { run } from '../support/program.ts';

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What bash offers for the last of the words, the way it asks when Tab is pressed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const cwd = folderWith({ 'plan.json': '{}', 'notes.txt': '' });
  const { stdout: script } = await commandLine(['completion', 'bash'], { cwd });
  const list = ['timeback-catalog', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `${script}\nCOMP_WORDS=(${list})\nCOMP_CWORD=${words.length}\n_timeback_catalog\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`;
  const { code, stdout, stderr } = await run('bash', ['--norc', '-c', ask], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean);
}

describe.skipIf(!has('bash'))('bash offers (needs bash)', () => {
  test.each([
    { typed: ['pl'], offers: ['plan'] },
    { typed: ['val'], offers: ['validate'] },
    { typed: ['plan', '--det'], offers: ['--detail', '--detailed-exitcode'] },
    { typed: ['plan', '--detail', ''], offers: ['summary', 'tree', 'fields'] },
    { typed: ['plan', '-f', 'm'], offers: ['markdown'] },
    { typed: ['--no-color', 'schema', 'uni'], offers: ['unit'] },
    { typed: ['completion', 'z'], offers: ['zsh'] },
    { typed: ['apply', 'plan'], offers: ['plan.json'] },
    { typed: ['plan', '-o', 'n'], offers: ['notes.txt'] },
    { typed: ['tree', '--no-c'], offers: ['--no-color'] },
    { typed: ['plan', '--format', '=', 'm'], offers: ['markdown'] },
    { typed: ['plan', '--detail', '='], offers: ['summary', 'tree', 'fields'] },
    { typed: ['ids', 'exp'], offers: ['export'] },
    { typed: ['ids', 'export', '-f', 'py'], offers: ['python'] },
    { typed: ['ids', 'export', '--app'], offers: ['--app-name'] },
    { typed: ['events', 'check', 'plan'], offers: ['plan.json'] },
    { typed: ['import', 'out'], offers: ['outline'] },
    { typed: ['export', 'out'], offers: ['outline'] },
    { typed: ['-C', 'n'], offers: ['notes.txt'] },
    { typed: ['--progress', 'l'], offers: ['lines'] },
    { typed: ['plan', '-e', ''], offers: [] },
    { typed: ['apply', '--plan-hash', ''], offers: [] },
    { typed: ['help', 'envi'], offers: ['environment'] },
  ])('$offers for $typed', async ({ typed, offers }) => {
    expect(await offered(...typed)).toEqual(offers);
  });

  test('every command', async () => {
    const { stdout } = await commandLine(['completion', 'fish'], { cwd: folderWith() });
    const commands = [...stdout.matchAll(/__fish_use_subcommand -fa (\S+)/g)].map(
      ([, name]) => name,
    );
    expect(commands).toContain('completion');
    expect(await offered('')).toEqual(expect.arrayContaining(commands));
  });
});

/** Presses Tab in a zsh with a terminal of its own and prints the line between `<<` and `>>`. */
const pressTab = String.raw`
zmodload zsh/zpty
zpty z zsh -f -i
line() { zpty -w z "$1" }
wait_for() { local out= part; while zpty -r z part; do out+=$part; [[ $out == *$1* ]] && break; done; print -r -- "$out" }
line "autoload -Uz compinit; compinit -u -D; source ./script"
line "show() { print -r -- \"<<\$BUFFER>>\" }; zle -N show; bindkey '^X' show; print -r -- rea''dy"
wait_for ready >/dev/null
zpty -w -n z "$1"$'\t\x18'
wait_for '>>'
zpty -d z`;

describe.skipIf(!has('zsh'))('zsh completes (needs zsh)', () => {
  test.each([
    { typed: 'pl', line: 'plan' },
    { typed: 'plan -f m', line: 'plan -f markdown' },
    { typed: 'plan --detaile', line: 'plan --detailed-exitcode' },
    { typed: 'completion f', line: 'completion fish' },
    { typed: 'plan --format=js', line: 'plan --format=json' },
    { typed: 'ids ex', line: 'ids export' },
    { typed: 'ids export --app', line: 'ids export --app-name=' },
    { typed: 'import out', line: 'import outline' },
    { typed: 'events check tab', line: 'events check tab.zsh' },
    { typed: 'help envi', line: 'help environment' },
  ])('$line from $typed', async ({ typed, line }) => {
    const { stdout: script } = await commandLine(['completion', 'zsh'], { cwd: folderWith() });
    const cwd = folderWith({ script, 'tab.zsh': pressTab });
    const { stdout } = await run('zsh', ['-f', 'tab.zsh', `timeback-catalog ${typed}`], { cwd });
    const rest = line.endsWith('=') ? '' : ' ';
    expect(stdout).toContain(`<<timeback-catalog ${line}${rest}>>`);
  });
});

describe.skipIf(!has('fish'))('fish offers (needs fish)', () => {
  test.each([
    { typed: 'pl', offers: ['plan'] },
    { typed: 'plan --detail ', offers: ['fields', 'summary', 'tree'] },
    { typed: 'plan --det', offers: ['--detail', '--detailed-exitcode'] },
    { typed: 'completion z', offers: ['zsh'] },
    { typed: 'plan --format=m', offers: ['--format=markdown'] },
    { typed: 'plan -e ', offers: [] },
    { typed: 'ids ', offers: ['export'] },
    { typed: 'ids export --app', offers: ['--app-name'] },
    { typed: 'events check scr', offers: ['script'] },
    { typed: 'import out', offers: ['outline'] },
    { typed: 'help envi', offers: ['environment'] },
  ])('$offers for $typed', async ({ typed, offers }) => {
    const { stdout: script } = await commandLine(['completion', 'fish'], { cwd: folderWith() });
    const cwd = folderWith({ script });
    const ask = `source script; complete -C 'timeback-catalog ${typed}'`;
    const { stdout } = await run('fish', ['--no-config', '-c', ask], { cwd });
    const words = stdout.split('\n').map((line) => line.split('\t')[0]);
    expect(words.filter(Boolean)).toEqual(offers);
  });
});

test.each(['bash', 'zsh', 'fish'])('what %s reads is a script of that shell', async (shell) => {
  const cwd = folderWith();
  const { code, stdout, stderr } = await cli(['completion', shell], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('detailed-exitcode');
  if (!has(shell)) return;
  expect(await run(shell, ['-n', '-c', stdout], { cwd })).toMatchObject({ code: 0, stderr: '' });
});

test('a shell that is not known', async () => {
  const { code, stderr } = await cli(['completion', 'tcsh'], { cwd: folderWith() });
  expect(code).toBe(64);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('bash, zsh, fish');
});
