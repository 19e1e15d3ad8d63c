import { appOf } from '../../src/cli/app-files';
import { refused } from '../util/refusal';

const IMAGE = `"ghcr.io/acme/a:1.2.3@sha256:${'a'.repeat(64)}"`;
const SERVER = `source: { image: { reference: ${IMAGE}, port: 8080, sessions: none } }`;
const HEAD = 'version: 1\nnamespace: mcp-tools\n';

function paths(text: string): string[] {
  const { chart } = appOf({ name: 'app.yaml', text: `${HEAD}${text}` });
  return chart.node.findAll().map(({ node }) => node.path);
}

describe('a name that is in several sections', () => {
  const TEXT =
    `servers: { ab: { ${SERVER} }, cd: { ${SERVER} } }\n` +
    'gateways: { ab: { name: edge, servers: [ab, cd], auth: { anonymous: behind a mesh } } }\n';

  test('is an id in a scope of the section that comes later, in whatever order they are written', () => {
    expect(paths(TEXT)).toEqual(expect.arrayContaining(['mcp/ab', 'mcp/cd', 'mcp/section.gateways/ab']));
    expect(paths(TEXT.split('\n').reverse().join('\n'))).toEqual(
      expect.arrayContaining(['mcp/ab', 'mcp/cd', 'mcp/section.gateways/ab']),
    );
  });

  test('changes no id of others', () => {
    expect(paths(TEXT.replace('{ ab: { name', '{ ef: { name'))).toEqual(
      expect.arrayContaining(['mcp/ab', 'mcp/cd', 'mcp/ef']),
    );
  });

  test('is refused where it could be two things, with the places of both', () => {
    const text =
      `${HEAD}servers:\n  notes: { ${SERVER} }\nremoteServers:\n  notes: { url: https://mcp.example.com/mcp }\n` +
      'gateways:\n  edge: { servers: [notes], auth: { anonymous: behind a mesh } }\n';
    expect(refused(() => appOf({ name: 'app.yaml', text }))).toBe(
      'app.yaml:8:21: gateways.edge.servers[0] could be servers.notes (app.yaml:4:3) or remoteServers.notes ' +
        '(app.yaml:6:3) (rename one of them, and set its prop name to keep its name)',
    );
  });

  test('is no problem where nothing refers to it', () => {
    expect(
      paths(`servers: { ab: { ${SERVER} } }\nremoteServers: { ab: { url: https://mcp.example.com/mcp } }\n`),
    ).toEqual(expect.arrayContaining(['mcp/ab', 'mcp/section.remoteServers/ab']));
  });
});
