/** The servers of every contender: an image, two variables, a token from a vault, callers, an egress rule, an owner. */
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** As values of a Helm chart. */
const fleet = count =>
  Array.from({ length: count }, (_, i) => ({
    name: `server-${i}`,
    image: `registry.example.com/acme/server-${i}`,
    version: '1.2.3',
    digest: DIGEST,
    port: 8080,
    healthPath: '/healthz',
    sessions: 'none',
    env: { REGION: 'eu-west-1', LOG_FORMAT: 'json' },
    secrets: { API_TOKEN: { key: `mcp/server-${i}`, property: 'token' } },
    callers: [{ namespace: 'agents', labels: { 'app.kubernetes.io/name': 'agent' } }],
    egress: [{ cidr: '203.0.113.0/24', port: 443 }],
    owner: 'platform-team',
  }));

/** As an app file. */
const appFile = count => ({
  version: 1,
  name: 'bench',
  namespace: 'mcp-tools',
  platform: { secretStore: { clusterStore: 'vault' } },
  servers: Object.fromEntries(
    fleet(count).map(
      ({ name, image, version, digest, port, healthPath, sessions, env, secrets, callers, egress, owner }) => [
        name,
        {
          source: { image: { reference: `${image}:${version}@${digest}`, port, healthPath, sessions } },
          env,
          secrets: Object.fromEntries(
            Object.entries(secrets).map(([variable, place]) => [variable, { fromPlatformStore: place }]),
          ),
          callers: callers.map(pods => ({ pods })),
          egress: egress.map(({ cidr }) => ({ toCidrs: cidr })),
          owner,
        },
      ],
    ),
  ),
});

module.exports = { fleet, appFile };
