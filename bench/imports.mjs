/** Writes what `cdk8s-mcp import` reads for a number of servers: one file for each format. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { stringify } = createRequire(import.meta.url)('yaml');

const SERVERS = [
  { command: 'npx', args: ['-y', '@acme/notes-mcp@1.4.2', '--folder', '/data'] },
  { command: 'uvx', args: ['acme-search==2.0.1', '--limit', '10'] },
  { command: 'docker', args: ['run', '-i', '--rm', '-e', 'API_TOKEN', '-e', 'LOG_LEVEL', 'ghcr.io/acme/charts:3.0.0'] },
];

/** The variables of a server: a secret, an address and a plain one. */
const variables = i => ({
  API_TOKEN: '${API_TOKEN}',
  API_URL: `https://api-${i}.example.com/v1`,
  LOG_LEVEL: 'info',
});

const named = (count, make) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`server-${i}`, make(i)]));

function mcpJson(count) {
  const mcpServers = named(count, i => ({ ...SERVERS[i % SERVERS.length], env: variables(i) }));
  return JSON.stringify({ mcpServers }, undefined, 2);
}

function compose(count) {
  const services = named(count, i => ({
    image: `ghcr.io/acme/server-${i}:1.4.2`,
    command: ['serve', '--port', '8080'],
    environment: variables(i),
    ports: [`${8000 + i}:8080`],
    volumes: ['/tmp'],
    deploy: { resources: { limits: { cpus: '0.5', memory: '256M' } } },
    healthcheck: { test: ['CMD', 'curl', '-f', 'http://localhost:8080/health'] },
  }));
  return stringify({ services });
}

function kmcp(count) {
  const resources = Array.from({ length: count }, (_, i) => ({
    apiVersion: 'kagent.dev/v1alpha1',
    kind: 'MCPServer',
    metadata: { name: `server-${i}`, namespace: 'mcp-tools' },
    spec: {
      transportType: 'stdio',
      deployment: {
        image: `ghcr.io/acme/server-${i}:1.4.2`,
        cmd: '/app/server',
        args: ['--verbose'],
        env: { API_URL: `https://api-${i}.example.com/v1`, LOG_LEVEL: 'info' },
        port: 3000,
      },
    },
  }));
  return resources.map(resource => stringify(resource)).join('---\n');
}

/** The files by the names that the page has for their formats. */
export function importInputs(count, folder) {
  mkdirSync(folder, { recursive: true });
  const files = { 'mcp.json': mcpJson, 'docker-compose': compose, 'kmcp': kmcp };
  return Object.fromEntries(
    Object.entries(files).map(([format, write]) => {
      const file = join(folder, `${format}-${count}.yaml`);
      writeFileSync(file, write(count));
      return [format, file];
    }),
  );
}
