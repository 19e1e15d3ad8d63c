import { CatalogEntry } from '../entry';
import { PresetVerdict } from '../preset-verdict';

const RUN = 'run on 2026-11-21 over standard input and output';
const NOTHING_TO_WRITE = 'every tool only reads';

/** Packages of PyPI, each behind a bridge. */
export const PYPI_ENTRIES: readonly CatalogEntry[] = [
  {
    id: 'aws-documentation',
    title: 'AWS Documentation (awslabs)',
    verdict: PresetVerdict.USABLE,
    repository: 'awslabs/mcp',
    licence: 'Apache-2.0',
    facts: `PyPI awslabs.aws-documentation-mcp-server 1.2.3, ${RUN}`,
    run: { kind: 'pypi', pin: 'awslabs.aws-documentation-mcp-server==1.2.3' },
    env: { AWS_DOCUMENTATION_PARTITION: 'aws', FASTMCP_LOG_LEVEL: 'WARNING' },
    readOnly: {
      says: 'tools: all only read',
      tools: ['read_documentation', 'read_sections', 'search_table', 'search_documentation', 'recommend'],
      writes: NOTHING_TO_WRITE,
    },
    hosts: ['docs.aws.amazon.com', 'proxy.search.docs.aws.com', 'api.contentrecs.docs.aws.com'],
    memoryMiB: 384,
  },
  {
    id: 'duckduckgo',
    title: 'DuckDuckGo',
    verdict: PresetVerdict.USABLE,
    repository: 'nickclyde/duckduckgo-mcp-server',
    licence: 'MIT',
    facts: `PyPI duckduckgo-mcp-server 0.7.0, ${RUN}`,
    run: { kind: 'pypi', pin: 'duckduckgo-mcp-server==0.7.0' },
    variables: [
      { name: 'DDG_SAFE_SEARCH', purpose: 'STRICT, MODERATE or OFF' },
      { name: 'DDG_REGION', purpose: 'the region of the results' },
    ],
    readOnly: { says: 'tools: all only read', tools: ['search', 'fetch_content', 'expand_link'], writes: NOTHING_TO_WRITE },
    hosts: ['html.duckduckgo.com', 'duckduckgo.com'],
    memoryMiB: 384,
    notes: ['fetch_content and expand_link open what was found: they need egress to those sites'],
  },
  {
    id: 'fetch',
    title: 'Fetch',
    verdict: PresetVerdict.USABLE,
    repository: 'modelcontextprotocol/servers',
    licence: 'MIT',
    facts: `PyPI mcp-server-fetch 2026.10.24, ${RUN}`,
    run: { kind: 'pypi', pin: 'mcp-server-fetch==2026.10.24', constraints: ['mcp>=2.3,<3'] },
    readOnly: { says: 'tools: all only read', tools: ['fetch'], writes: NOTHING_TO_WRITE },
    reaches: 'the sites that may be fetched',
    memoryMiB: 384,
    problems: ['what it fetches may hold instructions, and what it is told to fetch may carry what the model knows: name the sites where you can'],
  },
  {
    id: 'redis',
    title: 'Redis',
    verdict: PresetVerdict.USABLE,
    repository: 'redis/mcp-redis',
    licence: 'MIT',
    facts: `PyPI redis-mcp-server 0.5.1, ${RUN}; tools sorted by what their Redis commands do`,
    run: { kind: 'pypi', pin: 'redis-mcp-server==0.5.1' },
    variables: [
      { name: 'REDIS_HOST', purpose: 'the host of Redis', required: true },
      { name: 'REDIS_PORT', purpose: 'its port, 6379 by default' },
      { name: 'REDIS_USERNAME', purpose: 'an ACL user with +@read' },
      { name: 'REDIS_PWD', purpose: 'the password of that user', secret: true },
      { name: 'REDIS_DB', purpose: 'the number of the database' },
      { name: 'REDIS_SSL', purpose: 'true for TLS' },
    ],
    readOnly: {
      says: 'tools',
      tools: [
        'hget', 'hgetall', 'hexists', 'get_vector_from_hash', 'json_get', 'lrange', 'llen', 'type', 'scan_keys', 'scan_all_keys',
        'search_redis_documents', 'get_indexes', 'get_index_info', 'get_indexed_keys_number', 'vector_search_hash', 'hybrid_search', 'dbsize',
        'info', 'client_list', 'smembers', 'zrange', 'xrange', 'get',
      ],
      writes: {},
    },
    reaches: 'Redis itself, usually port 6379',
    memoryMiB: 384,
    problems: ['it has no switch for reading only: an ACL user with +@read holds without a gateway too'],
  },
  {
    id: 'time',
    title: 'Time',
    verdict: PresetVerdict.USABLE,
    repository: 'modelcontextprotocol/servers',
    licence: 'MIT',
    facts: `PyPI mcp-server-time 2026.10.19, ${RUN}`,
    run: { kind: 'pypi', pin: 'mcp-server-time==2026.10.19', constraints: ['mcp>=2.3,<3'] },
    args: ['--local-timezone', 'UTC'],
    readOnly: { says: 'tools: all only read', tools: ['get_current_time', 'convert_time'], writes: NOTHING_TO_WRITE },
  },
];
