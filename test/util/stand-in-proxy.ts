import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { expand } from './expansion';
import { Bridge } from '../../src';

/** A folder in which a script stands in for mcp-proxy. Whoever asks for it removes it. */
export function folderWithProxy(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  mkdirSync(join(folder, 'node_modules/mcp-proxy/dist/bin'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs'), script);
  return folder;
}

/** The words that start the stand-in in a folder for a program, as the container's process gets them. */
export function proxyWords(folder: string, ...words: string[]): string[] {
  return Bridge.mcpProxy()
    .command({ words, port: 8080, path: '/mcp', directory: folder, node: process.execPath })
    .words.map(word => expand(word));
}
