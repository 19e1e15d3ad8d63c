import { Manifest } from '../util/app';

/** A text, and what its app file has at least. */
/** A file of another system, and what the app file made of it must have. */
export interface Example {
  readonly title: string;
  readonly text: string;
  readonly expected: Manifest;
}

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
const mcp = (servers: object): string => json({ mcpServers: servers });
const store = (key: string): object => ({ fromPlatformStore: { key } });

export const MCP_JSON: readonly Example[] = [
  {
    title: 'Claude Desktop: npx and a token',
    text: mcp({
      github: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-github'],
        env: { GITHUB_PERSONAL_ACCESS_TOKEN: '<YOUR_TOKEN>' },
      },
      memory: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-memory@2026.8.31'],
        env: { MEMORY_FILE_PATH: '/tmp/memory.json' },
      },
    }),
    expected: {
      servers: {
        github: {
          source: { npm: { reference: '@modelcontextprotocol/server-github' } },
          secrets: { GITHUB_PERSONAL_ACCESS_TOKEN: store('github/GITHUB_PERSONAL_ACCESS_TOKEN') },
        },
        memory: {
          source: { npm: { reference: '@modelcontextprotocol/server-memory@2026.8.31' } },
          env: { MEMORY_FILE_PATH: '/tmp/memory.json' },
        },
      },
    },
  },
  {
    title: 'Claude Code: variables, defaults and headers',
    text: mcp({
      pg: {
        type: 'stdio',
        command: 'npx',
        args: ['-y', '@acme/pg-mcp@1.4.0', '--schema', '${SCHEMA:-public}'],
        env: { DSN: '${PG_DSN}', LEVEL: '${LOG_LEVEL:-info}' },
      },
      linear: { type: 'http', url: 'https://mcp.linear.app/mcp', headers: { Authorization: 'Bearer ${LINEAR_TOKEN}' } },
    }),
    expected: {
      servers: {
        pg: {
          source: { npm: { args: ['--schema', 'public'] } },
          secrets: { DSN: store('pg/DSN') },
          env: { LEVEL: 'info' },
        },
      },
      remoteServers: {
        linear: { url: 'https://mcp.linear.app/mcp', headers: { authorization: store('linear/authorization') } },
      },
    },
  },
  {
    title: 'docker run with variables of the client',
    text: mcp({
      github: {
        command: 'docker',
        args: [
          'run',
          '-i',
          '--rm',
          '-e',
          'GITHUB_PERSONAL_ACCESS_TOKEN',
          '-e',
          'GITHUB_TOOLSETS=repos,issues',
          '--mount',
          'type=volume,src=cache,dst=/cache',
          '-m',
          '512m',
          'ghcr.io/github/github-mcp-server:v1.2.0',
          'stdio',
        ],
        env: { GITHUB_PERSONAL_ACCESS_TOKEN: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' },
      },
    }),
    expected: {
      servers: {
        github: {
          source: { stdioImage: { reference: 'ghcr.io/github/github-mcp-server:v1.2.0', args: ['stdio'] } },
          secrets: { GITHUB_PERSONAL_ACCESS_TOKEN: store('github/GITHUB_PERSONAL_ACCESS_TOKEN') },
          env: { GITHUB_TOOLSETS: 'repos,issues' },
          storage: [{ persistent: { path: '/cache', size: '1Gi' } }],
          resources: { memory: { limit: '512Mi' } },
        },
      },
    },
  },
  {
    title: 'uvx with --from, credentials in arguments, names that are none',
    text: mcp({
      'My Postgres_Server': {
        command: 'uvx',
        args: [
          '--from',
          'postgres-mcp==0.3.0',
          'postgres-mcp',
          '--access-mode=restricted',
          'postgres://me:hunter22@db.example.com/app',
        ],
      },
      'time': {
        command: '/opt/homebrew/bin/uvx',
        args: ['mcp-server-time@2026.10.19', '--local-timezone', 'Europe/Berlin'],
      },
    }),
    expected: {
      servers: {
        'my-postgres-server': {
          source: { pypi: { reference: 'postgres-mcp==0.3.0', args: ['--access-mode=restricted', '$(ARG_2)'] } },
          secrets: { ARG_2: store('my-postgres-server/ARG_2') },
        },
        'time': {
          source: { pypi: { reference: 'mcp-server-time==2026.10.19', args: ['--local-timezone', 'Europe/Berlin'] } },
        },
      },
    },
  },
  {
    title: 'packages behind shells, engines and options of runners',
    text: mcp({
      shell: { command: 'bash', args: ['-c', 'npx -y @acme/shell@1.0.0 --flag'] },
      engine: { command: 'docker', args: ['run', '-i', '-e', 'A=b', 'node:24', 'npx', '-y', 'engine@1.0.0'] },
      beside: { command: 'uv', args: ['run', '--with', 'beside==1.2.3', 'beside', 'serve'] },
      added: { command: 'uvx', args: ['--with', 'other==1.0', 'added==2.0'] },
      sse: { command: 'uvx', args: ['mcp-proxy', 'https://mcp.example.com/sse'] },
      stream: { command: 'npx', args: ['-y', 'supergateway', '--streamableHttp', 'https://mcp.example.com/mcp'] },
    }),
    expected: {
      servers: {
        shell: { source: { npm: { reference: '@acme/shell@1.0.0', args: ['--flag'] } } },
        engine: { source: { npm: { reference: 'engine@1.0.0' } }, env: { A: 'b' } },
        beside: { source: { pypi: { reference: 'beside==1.2.3', args: ['serve'] } } },
        added: { source: { pypi: { reference: 'added==2.0' } } },
      },
      remoteServers: {
        sse: { url: 'https://mcp.example.com/sse', transport: 'sse' },
        stream: { url: 'https://mcp.example.com/mcp' },
      },
    },
  },
  {
    title: 'Windows, mcp-remote, and a program of the machine',
    text: mcp({
      everything: {
        command: 'cmd',
        args: ['/c', 'npx', '-y', '@modelcontextprotocol/server-everything@2026.8.31'],
        disabled: false,
        autoApprove: ['echo'],
      },
      sentry: {
        command: 'npx',
        args: [
          '-y',
          'mcp-remote@latest',
          'https://mcp.sentry.dev/mcp',
          '--header',
          'Authorization: Bearer ${SENTRY_TOKEN}',
        ],
      },
      local: { command: 'node', args: ['C:\\Users\\me\\build\\index.js'], cwd: 'C:\\Users\\me', env: { A: 'b' } },
    }),
    expected: {
      servers: { everything: { source: { npm: { reference: '@modelcontextprotocol/server-everything@2026.8.31' } } } },
      remoteServers: {
        sentry: { url: 'https://mcp.sentry.dev/mcp', headers: { authorization: store('sentry/authorization') } },
      },
    },
  },
  {
    title: 'Cursor: env: references and a query',
    text: mcp({
      figma: { url: 'https://mcp.example.com/sse?key=abcdefgh12345678', type: 'sse' },
      notes: {
        command: 'bunx @acme/notes@2.0.0 --root ${workspaceFolder}',
        env: { API_KEY: '${env:NOTES_KEY}', DEBUG: 'false', RETRIES: 3 },
      },
    }),
    expected: {
      servers: {
        notes: {
          source: { npm: { reference: '@acme/notes@2.0.0', args: ['--root', '$${workspaceFolder}'] } },
          secrets: { API_KEY: {} },
          env: { DEBUG: 'false', RETRIES: '3' },
        },
      },
      remoteServers: { figma: { url: 'https://mcp.example.com/sse', transport: 'sse' } },
    },
  },
];

export const VS_CODE: readonly Example[] = [
  {
    title: 'an input with password',
    text: json({
      inputs: [{ type: 'promptString', id: 'dsn', description: 'Where the data is', password: true }],
      servers: { pg: { type: 'stdio', command: 'uvx', args: ['pg-mcp==1.4.0'], env: { WHERE: '${input:dsn}' } } },
    }),
    expected: {
      servers: { pg: { source: { pypi: { reference: 'pg-mcp==1.4.0' } }, secrets: { WHERE: store('pg/WHERE') } } },
    },
  },
  {
    title: 'comments and trailing commas',
    text: '// of the team\n{\n  "servers": {\n    /* remote */\n    "github": { "type": "http", "url": "https://api.githubcopilot.com/mcp/", },\n  },\n}\n',
    expected: { remoteServers: { github: { url: 'https://api.githubcopilot.com/mcp/' } } },
  },
  {
    title: 'a sandbox with domains',
    text: json({
      servers: {
        notes: {
          type: 'stdio',
          command: 'npx',
          args: ['-y', '@acme/notes@1.0.0'],
          sandboxEnabled: true,
          sandbox: {
            network: { allowedDomains: ['api.acme.com', '*.acme.io'], deniedDomains: ['x.acme.io'] },
            filesystem: { allowWrite: ['${workspaceFolder}'], denyRead: ['~'] },
          },
        },
      },
    }),
    expected: { servers: { notes: { egress: [{ toHosts: ['api.acme.com'] }, { toHosts: ['*.acme.io'] }] } } },
  },
  {
    title: 'a sandbox with domains of others',
    text: json({
      servers: {
        notes: {
          type: 'stdio',
          command: 'npx',
          args: ['-y', '@acme/notes@1.0.0'],
          sandboxEnabled: true,
          sandbox: { network: { allowedDomains: ['*.github.io', '*.co.uk', 'acme.github.io'] } },
        },
      },
    }),
    expected: { servers: { notes: { egress: [{ toHosts: ['acme.github.io'] }] } } },
  },
  {
    title: 'an input with a default, a pick, and a variable',
    text: json({
      inputs: [
        { type: 'pickString', id: 'level', options: ['info', 'debug'], default: 'info' },
        { type: 'promptString', id: 'site' },
        { type: 'promptString', id: 'api-key' },
      ],
      servers: {
        notes: {
          command: 'npx',
          args: ['@acme/notes@1.0.0', '--level', '${input:level}', '--key', '${input:api-key}'],
          env: { SITE: '${input:site}' },
          envFile: '${workspaceFolder}/.env',
          dev: { watch: '**/*.ts' },
        },
      },
    }),
    expected: {
      servers: { notes: { source: { npm: { args: ['--level', 'info', '--key', '$(KEY)'] } }, secrets: { KEY: {} } } },
    },
  },
  {
    title: 'docker with an input',
    text: json({
      inputs: [{ type: 'promptString', id: 'token', password: true }],
      servers: {
        github: {
          command: 'docker',
          args: ['run', '-i', '--rm', '-eGITHUB_PERSONAL_ACCESS_TOKEN', 'ghcr.io/github/github-mcp-server'],
          env: { GITHUB_PERSONAL_ACCESS_TOKEN: '${input:token}' },
        },
      },
    }),
    expected: {
      servers: {
        github: {
          source: { stdioImage: { reference: 'ghcr.io/github/github-mcp-server' } },
          secrets: { GITHUB_PERSONAL_ACCESS_TOKEN: {} },
        },
      },
    },
  },
];
