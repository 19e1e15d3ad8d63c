import { Example } from './clients';

const store = (key: string): object => ({ fromPlatformStore: { key } });

export const COMPOSE: readonly Example[] = [
  {
    title: 'a server on HTTP',
    text: `
services:
  notes-mcp:
    image: ghcr.io/acme/notes-mcp:1.4.0
    ports: ["127.0.0.1:3000:8080"]
    environment:
      NOTES_TOKEN: \${NOTES_TOKEN}
      LOG_LEVEL: info
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8080/health"], interval: 30s }
    restart: unless-stopped
`,
    expected: {
      servers: {
        'notes-mcp': {
          source: { image: { port: 8080, healthPath: '/health' } },
          env: { LOG_LEVEL: 'info' },
          secrets: { NOTES_TOKEN: store('notes-mcp/NOTES_TOKEN') },
        },
      },
    },
  },
  {
    title: 'stdio, with a command',
    text: `
services:
  files:
    image: mcp/filesystem:1.0.2
    stdin_open: true
    tty: false
    command: node dist/index.js "/data files"
    tmpfs: /scratch
    volumes: ["data:/data"]
volumes: { data: {} }
`,
    expected: {
      servers: {
        files: {
          source: { stdioImage: { args: ['node', 'dist/index.js', '/data files'] } },
          storage: [{ persistent: { path: '/data' } }, { scratch: { path: '/scratch' } }],
        },
      },
    },
  },
  {
    title: 'anchors and merge keys',
    text: `
x-base: &base
  restart: always
  environment: &env { LOG_LEVEL: debug }
services:
  a: { <<: *base, image: "ghcr.io/acme/a:1.0.0", expose: ["8000"] }
  b: { <<: *base, image: "ghcr.io/acme/b:1.0.0", expose: [9000], environment: { <<: *env, MODE: "on" } }
`,
    expected: {
      servers: {
        a: { source: { image: { port: 8000 } }, env: { LOG_LEVEL: 'debug' } },
        b: { source: { image: { port: 9000 } }, env: { LOG_LEVEL: 'debug', MODE: 'on' } },
      },
    },
  },
  {
    title: 'limits, replicas, a user',
    text: `
services:
  api:
    image: ghcr.io/acme/api:2.1.0
    ports: [{ target: 8080, published: 80, protocol: tcp }]
    user: "1000:1000"
    deploy:
      replicas: 1
      resources: { limits: { cpus: "0.5", memory: 512M }, reservations: { memory: 256M } }
      restart_policy: { condition: any }
    networks: [back]
    depends_on: { db: { condition: service_healthy } }
networks: { back: { driver: bridge } }
`,
    expected: {
      servers: {
        api: {
          resources: { cpu: { limit: '0.5' }, memory: { limit: '512Mi', request: '256Mi' } },
          scaling: { fixed: 1 },
        },
      },
    },
  },
  {
    title: 'a service that is built, one that is not, and a list of variables',
    text: `
version: "3.9"
name: tools
services:
  local: { build: ., ports: ["80:80"] }
  search:
    image: ghcr.io/acme/search:1.0.0
    entrypoint: ["/app/server"]
    command: ["--transport", "http", "--api-key=\${SEARCH_KEY}"]
    environment: ["OPENAI_API_KEY=sk-proj-abcdefghijklmnopqrstuvwx", "REGION", "EMPTY="]
    env_file: .env
    ports: ["8080"]
    secrets: [cert]
secrets: { cert: { file: ./cert.pem } }
`,
    expected: {
      servers: {
        search: {
          source: { image: { command: ['/app/server'], args: ['--transport', 'http', '--api-key=$(SEARCH_KEY)'] } },
          secrets: { OPENAI_API_KEY: store('search/OPENAI_API_KEY'), SEARCH_KEY: store('search/SEARCH_KEY') },
          env: { EMPTY: '' },
        },
      },
    },
  },
];

export const CATALOG: readonly Example[] = [
  {
    title: 'a server.yaml with a secret',
    text: `
name: pg
image: mcp/pg
type: server
meta: { category: database, tags: [sql] }
about: { title: Postgres, description: Query it, icon: https://example.com/i.png }
source: { project: https://github.com/acme/pg, commit: 0123456789abcdef0123456789abcdef01234567 }
run: { allowHosts: ["db.example.com:5432"] }
config: { secrets: [{ name: pg.dsn, env: DSN, example: "postgres://…" }] }
`,
    expected: {
      servers: {
        pg: {
          source: { stdioImage: { reference: 'mcp/pg' } },
          secrets: { DSN: store('pg/DSN') },
          egress: [{ toHosts: ['db.example.com'], onPorts: [5432] }],
        },
      },
    },
  },
  {
    title: 'templates and folders of the user',
    text: `
name: filesystem
image: mcp/filesystem
type: server
run:
  command: ["{{filesystem.paths|volume-target|into}}"]
  volumes: ["{{filesystem.paths|volume|into}}"]
  disableNetwork: true
config:
  description: The folders
  parameters: { type: object, properties: { paths: { type: array, items: { type: string } } }, required: [paths] }
`,
    expected: {
      servers: { filesystem: { source: { stdioImage: { args: ['{{filesystem.paths|volume-target|into}}'] } } } },
    },
  },
  {
    title: 'a remote server',
    text: `
name: linear
type: remote
remote: { transport_type: sse, url: https://mcp.linear.app/sse }
oauth: [{ provider: linear, secret: linear.token, env: LINEAR_TOKEN }]
dynamic: { tools: true }
`,
    expected: { remoteServers: { linear: { url: 'https://mcp.linear.app/sse', transport: 'sse' } } },
  },
  {
    title: 'a catalog',
    text: `
version: 2
name: docker-mcp
displayName: Docker MCP Catalog
registry:
  brave:
    title: Brave Search
    type: server
    image: mcp/brave-search@sha256:${'b'.repeat(64)}
    secrets: [{ name: brave.api_key, env: BRAVE_API_KEY, example: YOUR_KEY }]
    env: [{ name: BRAVE_MCP_TRANSPORT, value: stdio }]
    tools: [{ name: search }]
    longLived: true
  agents: { type: poci, title: Agents, tools: [{ name: run, container: { image: "alpine:3" } }] }
`,
    expected: {
      servers: {
        brave: { secrets: { BRAVE_API_KEY: store('brave/BRAVE_API_KEY') }, env: { BRAVE_MCP_TRANSPORT: 'stdio' } },
      },
    },
  },
  {
    title: 'a user, a command and parameters in variables',
    text: `
name: SQLite Browser
image: mcp/sqlite:1.0.0
type: server
run: { command: [--db-path, /mcp/db.sqlite], volumes: ["mcp-sqlite:/mcp"], user: "1001" }
config:
  env: [{ name: SITE_URL, example: "https://site.example.com", value: "{{sqlite.site_url}}" }]
`,
    expected: {
      servers: {
        'sqlite-browser': {
          source: { stdioImage: { args: ['--db-path', '/mcp/db.sqlite'] } },
          storage: [{ persistent: { path: '/mcp' } }],
        },
      },
    },
  },
];

export const ARCHON: readonly Example[] = [
  {
    title: 'values with known servers',
    text: `
config:
  mcp:
    servers:
      filesystem: { enabled: true, allowedPaths: ["/data"] }
      git: { enabled: false, allowedPaths: ["/repos"] }
    security: { allowNpx: false, allowUv: false, internetAccess: false }
    resources: { limits: { cpu: 500m, memory: 512Mi } }
`,
    expected: {
      servers: {
        filesystem: {
          preset: 'filesystem',
          storage: [{ scratch: { path: '/data' } }],
          resources: { cpu: { limit: '500m' }, memory: { limit: '512Mi' } },
        },
      },
    },
  },
  {
    title: 'packages by type',
    text: `
config:
  mcp:
    servers:
      pg:
        { serverType: npx, package: "@acme/pg-mcp@1.4.0", transport: stdio, env: { PG_PASSWORD: hunter2, LEVEL: info } }
      search: { server_type: uv, package: search-mcp==2.0.0, args: [--fast] }
`,
    expected: {
      servers: {
        pg: {
          source: { npm: { reference: '@acme/pg-mcp@1.4.0' } },
          secrets: { PG_PASSWORD: {} },
          env: { LEVEL: 'info' },
        },
        search: { source: { pypi: { reference: 'search-mcp==2.0.0', args: ['--fast'] } } },
      },
    },
  },
  {
    title: 'an image',
    text:
      'config: { mcp: { servers: { own: { image: "ghcr.io/acme/own:1.0.0", description: ours } }, ' +
      'enabled: true } }',
    expected: { servers: { own: { source: { stdioImage: { reference: 'ghcr.io/acme/own:1.0.0' } } } } },
  },
  {
    title: 'values at the top',
    text: 'mcp: { servers: { time: {}, fetch: { enabled: true } }, security: { internetAccess: true } }',
    expected: {
      servers: { time: { preset: 'time' }, fetch: { preset: 'fetch', egress: [{ toPublicInternet: true }] } },
    },
  },
  {
    title: 'the rest of the chart',
    text: `
image: { repository: ghcr.io/acme/archon, tag: 1.0.0 }
replicaCount: 2
secrets: { openaiApiKey: sk-proj-abcdefghijklmnopqrstuvwx }
config:
  logLevel: info
  mcp:
    servers: { memory: { enabled: true }, unknown-one: { enabled: true } }
    podTemplate: { labels: { a: b } }
`,
    expected: { servers: { memory: { preset: 'memory' } } },
  },
];

export const MATEY: readonly Example[] = [
  {
    title: 'the smallest',
    text:
      'version: "1"\nservers: { pg: { image: "ghcr.io/acme/pg-mcp:1.4.0", protocol: http, http_port: ' +
      '8080, read_only: true, cap_drop: [ALL] } }',
    expected: { servers: { pg: { source: { image: { port: 8080 } } } } },
  },
  {
    title: 'a platform with passwords',
    text: `
version: "1"
registry: { url: ghcr.io, username: me, password: hunter22 }
proxy: { port: 9876 }
proxy_auth: { enabled: true, api_key: myapikey }
users: { admin: { username: admin, password_hash: "$2a$10$abcdefghijklmnopqrstuv" } }
servers:
  memory:
    image: ghcr.io/acme/memory:2.0.0
    protocol: http
    http_port: 3001
    http_path: /rpc
    env: { DATABASE_URL: "postgresql://postgres:password@db:5432/memory", NODE_ENV: production }
    authentication: { enabled: true, required_scope: "mcp:*" }
    capabilities: [tools]
    depends_on: [db]
memory: { enabled: true, database_url: "postgresql://postgres:password@db:5432/memory" }
`,
    expected: {
      servers: {
        memory: {
          source: { image: { port: 3001, path: '/rpc' } },
          secrets: { DATABASE_URL: store('memory/DATABASE_URL') },
          env: { NODE_ENV: 'production' },
        },
      },
    },
  },
  {
    title: 'a command',
    text:
      'version: "1"\nproxy: { port: 1 }\nservers: { fs: { protocol: stdio, command: npx, args: ["-y", ' +
      '"@modelcontextprotocol/server-filesystem@2026.8.31", "/tmp"], env: { A: b }, capabilities: ' +
      '[tools, resources] } }',
    expected: {
      servers: {
        fs: {
          source: { npm: { reference: '@modelcontextprotocol/server-filesystem@2026.8.31', args: ['/tmp'] } },
          env: { A: 'b' },
        },
      },
    },
  },
  {
    title: 'its resource',
    text: `
apiVersion: mcp.matey.ai/v1
kind: MCPServer
metadata: { name: weather, namespace: mcp-tools, labels: { a: b } }
spec:
  image: ghcr.io/acme/weather:1.0.0
  protocol: sse
  httpPort: 8080
  ssePath: /events
  env: { WEATHER_API_KEY: abc }
  resources: { limits: { cpu: 500m, memory: 256Mi } }
  securityContext:
    { runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
  security: { allowDockerSocket: false, noNewPrivileges: true }
`,
    expected: {
      namespace: 'mcp-tools',
      servers: {
        weather: {
          source: { image: { port: 8080, path: '/events', transport: 'sse' } },
          secrets: { WEATHER_API_KEY: {} },
        },
      },
    },
  },
  {
    title: 'resources, tmpfs, a check',
    text: `
version: "1"
servers:
  docs:
    image: ghcr.io/acme/docs:1.0.0
    protocol: stdio
    command: /app/docs
    args: [--stdio]
    stdio_hoster_port: 9000
    tmpfs: ["/cache:size=64m"]
    user: "2000"
    volumes: ["docs:/docs:ro"]
    deploy: { resources: { limits: { cpus: "1", memory: 1g } } }
    security: { allow_host_mounts: [], no_new_privileges: true }
    healthcheck: { endpoint: /health, interval: 10s }
`,
    expected: {
      servers: {
        docs: {
          source: { stdioImage: { command: ['/app/docs'], args: ['--stdio'] } },
          resources: { memory: { limit: '1Gi' } },
        },
      },
    },
  },
];
