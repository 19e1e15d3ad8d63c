import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { leavesOf, settled, synth, unknownIn } from './importing';
import { McpImport } from '../../src';
import { refused } from '../util/refusal';

const FOLDER = join(__dirname, 'server-json');
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const OPEN: Readonly<Record<string, readonly string[]>> = {};

test('prints', () => {
  for (const file of readdirSync(FOLDER).filter(name => name.endsWith('.json'))) {
    let text = '';
    try {
      const imported = McpImport.fromServerJson(read(file));
      text = `${imported.losses.length} ${leavesOf(JSON.parse(read(file)))} unknown ${unknownIn(imported)}\n` + imported.toYaml().slice(0, 3000);
      try { text += `\n OBJECTS ${synth(settled(imported)).map(o => o.kind).join()}`; } catch (e) { text += `\n SYNTH ${(e as Error).message}`; }
    } catch (e) { text = (e as Error).message; }
    process.stdout.write(`=== ${file}\n${text}\n`);
  }
  expect(OPEN).toBeDefined();
  expect(refused).toBeDefined();
});
