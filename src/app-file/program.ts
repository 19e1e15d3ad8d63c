import { compare } from '../foundation/reader';

type Module = 'cdk8s-mcp' | 'cdk8s' | 'cdk8s-plus-28' | 'constructs';

interface Statement {
  readonly text: string;
  readonly variable?: string;
}

/** The TypeScript of an app, one statement after the other. */
export class Program {
  private readonly used: Record<Exclude<Module, 'cdk8s-plus-28'>, Set<string>> = {
    'cdk8s': new Set(['App', 'Chart']),
    'cdk8s-mcp': new Set(),
    'constructs': new Set(),
  };
  private plus = false;
  private readonly statements: Statement[] = [{ text: 'const app = new App();' }];
  private readonly variables = new Set(['app', 'chart', 'kplus']);
  private readonly referred = new Set<string>();

  public use(module: Module, name: string): void {
    if (module === 'cdk8s-plus-28') {
      this.plus = true;
    } else {
      this.used[module].add(name);
    }
  }

  /** A unique variable for a construct. */
  public variable(id: string): string {
    const base = id
      .replace(/-+([A-Za-z0-9])?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '')
      .replace(/^[A-Z]/, letter => letter.toLowerCase());
    const free = (candidate: string): boolean => !this.variables.has(candidate) && !RESERVED.has(candidate);
    let name = base;
    for (let i = 2; !free(name); i += 1) {
      name = `${base}${i}`;
    }
    this.variables.add(name);
    return name;
  }

  public add(text: string, variable?: string): void {
    this.statements.push({ text, variable });
  }

  /** Records that a statement uses a variable. Variables without use are not declared. */
  public refer(variable: string): void {
    this.referred.add(variable);
  }

  public text(): string {
    const imports = (['cdk8s', 'cdk8s-mcp', 'constructs'] as const)
      .filter(module => this.used[module].size > 0)
      .map(module => wrapped(`import { ${[...this.used[module]].sort(compare).join(', ')} } from '${module}';`));
    const body = this.statements.map(({ text, variable }) =>
      variable === undefined || this.referred.has(variable) ? text : text.replace(/^const \w+ = /, ''),
    );
    const plus = this.plus ? ["import * as kplus from 'cdk8s-plus-28';"] : [];
    return [imports[0], ...plus, ...imports.slice(1), '', ...body, 'app.synth();', ''].join('\n');
  }
}

const RESERVED = new Set([
  'break',
  'case',
  'catch',
  'class',
  'const',
  'continue',
  'debugger',
  'default',
  'delete',
  'do',
  'else',
  'enum',
  'export',
  'extends',
  'false',
  'finally',
  'for',
  'function',
  'if',
  'implements',
  'import',
  'in',
  'instanceof',
  'interface',
  'let',
  'new',
  'null',
  'package',
  'private',
  'protected',
  'public',
  'return',
  'static',
  'super',
  'switch',
  'exports',
  'module',
  'require',
  'process',
  'global',
  'globalThis',
  'console',
  'this',
  'throw',
  'true',
  'try',
  'typeof',
  'var',
  'void',
  'while',
  'with',
  'yield',
  'await',
  'async',
  'arguments',
  'eval',
  'undefined',
]);

const MAX_IMPORT_LENGTH = 140;

/** An import on one line, or on several if it is long. */
function wrapped(line: string): string {
  if (line.length <= MAX_IMPORT_LENGTH) {
    return line;
  }
  const [, names, end] = /^import \{ (.*) \}( from .*)$/.exec(line) ?? ['', '', ''];
  return `import {\n${names
    .split(', ')
    .map(name => `  ${name},\n`)
    .join('')}}${end}`;
}
