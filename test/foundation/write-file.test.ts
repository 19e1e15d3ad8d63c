import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'fs';
import { join } from 'path';
import { writeFileBelow } from '../../src/foundation/write-file';
import { Workspace, run } from '../util/command-line';

const workspace = new Workspace();
const SERVERS = JSON.stringify({ mcpServers: { a: { command: 'npx', args: ['-y', 'a@1.0.0'] } } });

/** A new folder with a file outside of it that must not change. */
function folder(name: string): { readonly inside: string; readonly victim: string } {
  return { victim: workspace.file(`${name}/victim`, 'keep'), inside: join(workspace.path, name, 'out') };
}

test('replaces a file as a whole, keeps its mode, and leaves nothing beside it', () => {
  const { inside } = folder('plain');
  writeFileBelow(inside, 'a/b.txt', 'one');
  chmodSync(join(inside, 'a/b.txt'), 0o600);
  writeFileBelow(inside, 'a/b.txt', 'two');
  expect(readFileSync(join(inside, 'a/b.txt'), 'utf8')).toBe('two');
  expect(lstatSync(join(inside, 'a/b.txt')).mode % 0o1000).toBe(0o600);
  expect(readdirSync(join(inside, 'a'))).toEqual(['b.txt']);
});

test('refuses links to files and to folders, and what is no file', () => {
  const { inside, victim } = folder('links');
  mkdirSync(join(inside, 'folder'), { recursive: true });
  symlinkSync(victim, join(inside, 'file'));
  symlinkSync(join(workspace.path, 'nowhere'), join(inside, 'dangling'));
  symlinkSync(join(workspace.path, 'links'), join(inside, 'linked'));
  for (const path of ['file', 'dangling', 'linked/victim', 'folder']) {
    expect(() => {
      writeFileBelow(inside, path, 'bad');
    }).toThrow(/is not a (regular file|folder), such as a link/);
  }
  expect(readFileSync(victim, 'utf8')).toBe('keep');
  expect(existsSync(join(workspace.path, 'nowhere'))).toBe(false);
});

test('a folder that is a link itself may be the place to write to', () => {
  const { inside } = folder('top');
  mkdirSync(join(workspace.path, 'top', 'real'));
  symlinkSync(join(workspace.path, 'top', 'real'), inside);
  writeFileBelow(inside, 'a', 'text');
  expect(readFileSync(join(workspace.path, 'top', 'real', 'a'), 'utf8')).toBe('text');
});

test.each([
  ['synth', (file: string) => ['synth', '-', '-o', join(file, '..')], 'mcp.k8s.yaml'],
  ['import', (file: string) => ['import', '-', '-o', file], 'mcp.yaml'],
  ['import with a report', (file: string) => ['import', '-', '--report', file], 'import.md'],
])('%s follows no link', async (command, words, name) => {
  const { inside, victim } = folder(command);
  mkdirSync(inside);
  symlinkSync(victim, join(inside, name));
  const image = `ghcr.io/acme/notes:1.4.2@sha256:${'a'.repeat(64)}`;
  const source = `{ image: { reference: "${image}", port: 8080, sessions: none } }`;
  const app = `version: 1\nnamespace: mcp-tools\nservers: { notes: { source: ${source} } }`;
  const { code, err } = await run(words(join(inside, name)), command === 'synth' ? app : SERVERS);
  expect([code, err]).toEqual([2, expect.stringContaining('is not a regular file, such as a link')]);
  expect(readFileSync(victim, 'utf8')).toBe('keep');
});

test('a folder that cannot be made is told, with the first that is missing', async () => {
  for (const words of [
    ['init', '/proc/a/b/c'],
    ['synth', '-', '-o', '/proc/a/b/c'],
  ]) {
    const { code, err } = await run(words, 'version: 1\nname: a\nnamespace: a\nservers: {}\n');
    expect([code, err]).toEqual([2, expect.stringContaining('/proc/a: this folder cannot be made')]);
  }
});
