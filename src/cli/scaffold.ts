import { readFileSync } from 'fs';
import { join } from 'path';
import { readAsset } from '../foundation/assets';

/** A first app: one server that needs nothing but its image, callers that must be named, and no way out. */
export function firstApp(): string {
  return readAsset('scaffold/mcp.yaml');
}

/** Files of every project, and of each kind, by what they are called in `assets/scaffold`. */
const COMMON = {
  '.gitignore': 'gitignore',
  'test/manifests.test.js': 'manifests.test.js',
  '.github/workflows/manifests.yml': 'manifests.yml',
};
const FILES = {
  typescript: { 'cdk8s.yaml': 'cdk8s.yaml', 'tsconfig.json': 'tsconfig.json' },
  file: { 'mcp.yaml': 'mcp.yaml' },
};
const SCRIPTS = {
  typescript: { synth: 'cdk8s synth --check-upgrade=false' },
  file: { synth: 'cdk8s-mcp synth mcp.yaml' },
};
const TOOLS = {
  typescript: {
    '@types/node': '^22',
    'cdk8s-cli': '^2.207.0',
    'ts-node': '^10.9.2',
    'typescript': '~5.9.3',
  },
  file: undefined,
};

export type ScaffoldKind = keyof typeof FILES;

interface Package {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The files of a new project by their paths. */
export function scaffold(kind: ScaffoldKind, name: string, typescript: string): ReadonlyMap<string, string> {
  const files = new Map([['package.json', packageJson(kind, name)]]);
  addTemplates(files, COMMON);
  if (kind === 'typescript') {
    files.set('main.ts', typescript);
  }
  addTemplates(files, FILES[kind]);
  return files;
}

function addTemplates(files: Map<string, string>, templates: Readonly<Record<string, string>>): void {
  for (const [path, template] of Object.entries(templates)) {
    files.set(path, readAsset(`scaffold/${template}`));
  }
}

function packageJson(kind: ScaffoldKind, name: string): string {
  // our own file
  const { version, peerDependencies } = JSON.parse(
    readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'),
  ) as Package;
  const manifest = {
    name,
    private: true,
    scripts: { ...SCRIPTS[kind], test: 'npm run synth && node --test', report: 'cdk8s-mcp report dist' },
    dependencies: { 'cdk8s-mcp': version === '0.0.0' ? '*' : version, ...peerDependencies },
    devDependencies: TOOLS[kind],
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
