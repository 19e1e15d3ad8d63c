/** Writes what each contender reads for a number of servers. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { stringify } = require('yaml');
const { appFile, fleet } = require('./fleet.cjs');
const contenders = join(dirname(fileURLToPath(import.meta.url)), 'contenders');
const yaml = value => stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });

export const chart = join(contenders, 'chart');

export function inputs(count, folder) {
  const paths = {
    servers: join(folder, 'servers.json'),
    app: join(folder, 'app.yaml'),
    values: join(folder, 'values.yaml'),
    overlays: join(folder, 'kustomize', 'overlays'),
  };
  mkdirSync(paths.overlays, { recursive: true });
  cpSync(join(contenders, 'kustomize'), join(folder, 'kustomize'), { recursive: true });
  const servers = fleet(count);
  writeFileSync(paths.servers, JSON.stringify(servers));
  writeFileSync(paths.app, yaml(appFile(count)));
  writeFileSync(paths.values, yaml({ servers }));
  for (const server of servers) {
    mkdirSync(join(paths.overlays, server.name));
    writeFileSync(join(paths.overlays, server.name, 'kustomization.yaml'), yaml(overlay(server)));
  }
  return paths;
}

/** What differs from server to server; the rest is in the base. */
function overlay({ name, image, version, digest, secrets, owner }) {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['../../base'],
    components: ['../../naming'],
    configMapGenerator: [
      {
        name: 'server',
        literals: [
          `name=${name}`,
          `image=${image}:${version}@${digest}`,
          `version=${version}`,
          `owner=${owner}`,
          `secret=${name}-vault`,
          `secretKey=${secrets.API_TOKEN.key}`,
        ],
        options: { disableNameSuffixHash: true, annotations: { 'config.kubernetes.io/local-config': 'true' } },
      },
    ],
  };
}
