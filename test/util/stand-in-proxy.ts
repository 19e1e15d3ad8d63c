import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { expand } from './expansion';
import { Bridge } from '../../src';

/** A folder in which a script stands in for mcp-proxy. Whoever asks for it removes it. */
export function folderWithProxy(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  mkdirSync(join(folder, 'node_modules/mcp-proxy/dist/bin'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs'), script);
  return folder;
}

/** The words that start the stand-in, as the container gets them. What pods mount is put into the folder. */
export function proxyWords(folder: string, ...words: string[]): string[] {
  const { words: started, files = {} } = Bridge.mcpProxy().command({
    words,
    port: 8080,
    path: '/mcp',
    directory: folder,
    node: process.execPath,
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return started.map(word => (word in files ? join(folder, word) : expand(word)));
}
