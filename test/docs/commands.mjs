/**
 * Commands and app files that the documentation prints: fenced shell blocks, and code spans that begin with a program.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../build-tools/examples.mjs';

const PROGRAM =
  /^(?:cp|cdk8s-mcp|cdk8s|npx|npm|pnpm|node|projen|kubectl|helm|docker|pip|python3?|uvx?|sh|bash|git|curl|openssl|printf)\s/;
const SHELLS = ['sh', 'bash', 'console', 'shell'];

/** Every page that a newcomer may follow. */
export function pages() {
  const below = folder =>
    readdirSync(join(root, folder))
      .filter(file => file.endsWith('.md'))
      .map(file => `${folder}/${file}`);
  const examples = readdirSync(join(root, 'examples')).map(name => `examples/${name}/README.md`);
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below('docs'), ...examples];
}

/** The fenced blocks of a page, and its lines outside of them. */
export function parts(page) {
  const [blocks, prose] = [[], []];
  let open;
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .forEach((line, i) => {
      const [, language] = /^\s*```(\w*)/.exec(line) ?? [];
      if (open !== undefined && language !== undefined) {
        open = undefined;
      } else if (language !== undefined) {
        open = { page, line: i + 2, language, lines: [] };
        blocks.push(open);
      } else if (open !== undefined) {
        open.lines.push(line);
      } else {
        prose.push({ page, line: i + 1, text: line });
      }
    });
  return { blocks, prose };
}

/** The commands of a block of the shell, without comments. */
export function commandsOf({ lines }) {
  return lines.map(text => text.replace(/(^|\s+)#\s.*$/, '').trim()).filter(text => text !== '');
}

/** Groups of commands that follow one another in one shell: the lines of a block, or one code span. */
export function commandGroups() {
  return pages().flatMap(page => {
    const { blocks, prose } = parts(page);
    const fenced = blocks
      .filter(({ language }) => SHELLS.includes(language))
      .map(({ line, lines }) => ({
        page,
        line,
        commands: commandsOf({ lines }),
      }));
    const inline = prose.flatMap(({ line, text }) =>
      [...text.matchAll(/`([^`]+)`/g)]
        .map(([, span]) => span.replaceAll('\\|', '|'))
        .filter(span => PROGRAM.test(span))
        .map(span => ({ page, line, commands: [span] })),
    );
    return [...fenced, ...inline];
  });
}

/** Blocks of YAML, with what stands in for the digest that they leave out. */
export function yamlBlocks() {
  return pages()
    .flatMap(page => parts(page).blocks)
    .filter(({ language }) => ['yaml', 'yml'].includes(language))
    .map(({ page, line, lines }) => ({
      page,
      line,
      text: lines.join('\n').replaceAll('sha256:…', `sha256:${'0'.repeat(64)}`),
    }));
}

/** Programs in TypeScript or JavaScript that make an app: those that do not write it get the line for that. */
export function programs() {
  return pages()
    .flatMap(page => parts(page).blocks)
    .map(({ lines, ...block }) => ({ ...block, text: lines.join('\n') }))
    .filter(({ language, text }) => ['ts', 'js'].includes(language) && text.includes('const app = new App()'))
    .map(block => ({
      ...block,
      text: block.text.includes('app.synth()') ? block.text : `${block.text}\napp.synth();`,
    }));
}
