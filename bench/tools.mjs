/** Programs of others: those on the path, else those that variables name; helm and kustomize are built if need be. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'bench');
const MODULES = { helm: 'helm.sh/helm/v3/cmd/helm@v3.19.2', kustomize: 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.0' };

export function tool(name) {
  const known = [name, join(cache, name)].find(path => spawnSync(path, ['version']).status === 0);
  if (known !== undefined) {
    return known;
  }
  if (spawnSync('go', ['version']).status !== 0) {
    console.error(`${name}: neither it nor Go is here, skipped`);
    return undefined;
  }
  console.error(`${name}: is not here, building ${MODULES[name]}, which takes some minutes`);
  mkdirSync(cache, { recursive: true });
  execFileSync('go', ['install', MODULES[name]], { stdio: 'inherit', env: { ...process.env, GOBIN: cache } });
  return existsSync(join(cache, name)) ? join(cache, name) : undefined;
}

/** How other readers of manifests are called. Each tells its version in its own way. */
const READERS = {
  'kube-linter': { variable: 'KUBE_LINTER', args: ['lint'] },
  'kube-score': { variable: 'KUBE_SCORE', args: ['score'] },
  'kubeconform': { variable: 'KUBECONFORM', args: ['-ignore-missing-schemas'], version: '-v' },
};

/** The other readers that are here, by name, and the names of those that are not. */
export function otherReaders() {
  const found = Object.entries(READERS).map(([name, { variable, args, version = 'version' }]) => ({
    name,
    args,
    path: [process.env[variable] ?? name].find(path => spawnSync(path, [version]).status === 0),
  }));
  return {
    readers: found.filter(({ path }) => path !== undefined),
    missing: found.filter(({ path }) => path === undefined).map(({ name }) => name),
  };
}

/** The version that a tool prints; a build by `go install` may know its minor version only. */
export function versionOf(path) {
  const output = execFileSync(path, ['version'], { encoding: 'utf8' });
  return /v\d+\.\d+(?:\.\d+)?/.exec(output)?.[0] ?? output.trim();
}
