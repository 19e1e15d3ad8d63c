import { isCleanAbsolutePath } from './names';
import { isSteeringNodeOption } from './node-options';

/** What a program of this library is started with besides a variable. */
export interface SteeredProgram {
  /** The bridge as its annotation begins, such as `mcp-proxy@6.7.19`. */
  readonly bridge: string;
  /** The server is a package that the library installs: its code is where the library put it. */
  readonly isPackage: boolean;
  /** Folders that the pod writes to, besides those that every pod has. */
  readonly written?: readonly string[];
}

/** Names that a program acts upon. */
interface Steering {
  readonly program: string;
  readonly names: RegExp;
}

/*
 * Sources: ld.so(8), environ(7) and the manuals of glibc; openssl-env(7); the sections on environment variables of the
 * manuals of Node.js 24, npm 11, Python 3.13, pip 25, uv 0.9 and bash 5; agentgateway 1.4, its config.rs.
 */
const STEERING: readonly Steering[] = [
  {
    program: 'the dynamic loader and the C library',
    names:
      /^(?:(?:LD|DYLD|MALLOC|RESOLV)_.*|GLIBC_TUNABLES|GCONV_PATH|GETCONF_DIR|LOCPATH|NLSPATH|NIS_PATH|LIBPATH|HOSTALIASES|LOCALDOMAIN)$/,
  },
  { program: 'OpenSSL', names: /^(?:OPENSSL_.*|SSL_CERT_(?:FILE|DIR)|SSLKEYLOGFILE|QLOGDIR)$/ },
  {
    program: 'shells',
    names:
      /^(?:PATH|BASH_ENV|ENV|SHELLOPTS|BASHOPTS|BASH_FUNC_.*|BASH_LOADABLES_PATH|BASH_XTRACEFD|IFS|PS4|PROMPT_COMMAND|CDPATH|GLOBIGNORE|ZDOTDIR|FPATH)$/,
  },
  {
    program: 'Node.js',
    names:
      /^NODE_(?:OPTIONS|PATH|EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED|REPL_.*|V8_COVERAGE|COMPILE_CACHE.*|ICU_DATA|PRESERVE_SYMLINKS.*|REDIRECT_WARNINGS|CHANNEL_.*|UNIQUE_ID|TEST_.*|DEBUG|DEBUG_NATIVE|INSPECT.*|PENDING_PIPE_INSTANCES|SEA_.*)$/,
  },
  { program: 'npm', names: /^(?:npm_(?:config_.*|execpath|node_execpath|command)|COREPACK_.*)$/i },
  { program: 'Python', names: /^PYTHON(?:[A-Z].*|_PRESITE|_HISTORY|_FROZEN_MODULES)$/ },
  { program: 'pip and uv', names: /^(?:(?:PIP|UV)_.*|(?:REQUESTS|CURL)_CA_BUNDLE)$/ },
];

const OF_BRIDGES: readonly (Steering & { readonly bridge: string })[] = [
  {
    bridge: 'agentgateway@',
    program: 'agentgateway',
    names:
      /^(?:XDS_.*|LOCAL_XDS_PATH|(?:ADMIN|STATS|READINESS)_ADDR|CLUSTER_ID|NAMESPACE|GATEWAY|NETWORK|TRUST_DOMAIN|SERVICE_ACCOUNT|CA_(?:ADDRESS|AUTH_TOKEN|ROOT_CA)|OTLP_(?:ENDPOINT|HEADERS|PROTOCOL)|CONNECTION_(?:MIN_)?TERMINATION_DEADLINE|TERMINATION_GRACE_PERIOD_SECONDS|HTTP2_(?:STREAM_WINDOW|CONNECTION_WINDOW|FRAME)_SIZE|POOL_(?:MAX_STREAMS_PER_CONNECTION|UNUSED_RELEASE_TIMEOUT)|SESSION_KEY|THREADING_MODE|WORKER_THREADS|CPU_LIMIT|IPV6_ENABLED|RUST_LOG)$/,
  },
  { bridge: 'mcp-proxy@', program: 'mcp-proxy', names: /^MCP_PROXY_.*$/ },
];

const NUMBER = /^\d{1,12}$/;
const SWITCH = /^(?:0|1|true|false)?$/i;
const WORD = /^[\w.-]*$/;
/** Folders that somebody writes to while the pod lives; what kubelet mounts is not among them. */
const WRITTEN = /^\/(?:(?:tmp|dev|proc|run|var\/tmp|opt\/mcp)(?:\/|$)|var\/run(?!\/(?:mcp\/creds|secrets)\/))/;

/** Values with which a name changes nothing that matters, or what the server itself trusts and finds. */
const HARMLESS: readonly {
  readonly names: RegExp;
  readonly allows: (value: string, program: SteeredProgram) => boolean;
}[] = [
  { names: /^NODE_OPTIONS$/, allows: value => !value.split(/\s+/).some(isSteeringNodeOption) },
  { names: /^NODE_TLS_REJECT_UNAUTHORIZED$/, allows: value => value === '1' },
  // the server trusts these authorities, by a file that is mounted or in its image
  {
    names: /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|PIP_CERT|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/,
    allows: isFixedPath,
  },
  { names: /^MALLOC_(?:ARENA_MAX|ARENA_TEST|(?:TRIM|MMAP)_THRESHOLD_|TOP_PAD_|MMAP_MAX_)$/, allows: is(NUMBER) },
  { names: /^UV_(?:THREADPOOL_SIZE|CONCURRENT_\w+|HTTP_TIMEOUT)$/, allows: is(NUMBER) },
  {
    names: /^UV_(?:USE_IO_URING|NO_CACHE|OFFLINE|FROZEN|LOCKED|NO_SYNC|NO_PROGRESS|COMPILE_BYTECODE|SYSTEM_PYTHON)$/,
    allows: is(SWITCH),
  },
  { names: /^UV_(?:PYTHON_DOWNLOADS|LINK_MODE)$/, allows: is(WORD) },
  { names: /^PIP_(?:NO_CACHE_DIR|DISABLE_PIP_VERSION_CHECK|NO_INPUT)$/, allows: is(SWITCH) },
  { names: /^(?:UV_CACHE_DIR|PIP_CACHE_DIR|npm_config_cache)$/i, allows: isCleanAbsolutePath },
  { names: /^npm_config_(?:update_notifier|fund|audit|offline|loglevel)$/i, allows: is(WORD) },
  {
    names:
      /^PYTHON(?:UNBUFFERED|DONTWRITEBYTECODE|HASHSEED|UTF8|FAULTHANDLER|ASYNCIODEBUG|TRACEMALLOC|NOUSERSITE|SAFEPATH|OPTIMIZE|COERCECLOCALE|NODEBUGRANGES|INTMAXSTRDIGITS|MALLOC|DEVMODE)$/,
    allows: is(WORD),
  },
  { names: /^PYTHONIOENCODING$/, allows: is(/^(?:utf-?8|ascii|latin-?1)?(?::[a-z]+)?$/i) },
  // the image's own folders, unless the library decides what is installed
  { names: /^PYTHONPATH$/, allows: (value, program) => !program.isPackage && areFixedPaths(value, program) },
  { names: /^PATH$/, allows: areFixedPaths },
  // the environment of an application; shells take a path
  { names: /^ENV$/, allows: is(WORD) },
  { names: /^RUST_LOG$/, allows: is(/^(?:off|error|warn|info)$/) },
];

/**
 * What acts upon a variable besides the server itself, as a phrase that follows its name; undefined if nothing does, or
 * in no way that matters.
 *
 * @param value Left out: not known, because it comes from a Secret or a ConfigMap.
 */
export function steeringProblem(name: string, value: string | undefined, program: SteeredProgram): string | undefined {
  const ofBridge = OF_BRIDGES.filter(({ bridge }) => program.bridge.startsWith(bridge));
  const found = [...STEERING, ...ofBridge].find(({ names }) => names.test(name));
  if (found === undefined) {
    return undefined;
  }
  const harmless = HARMLESS.find(({ names }) => names.test(name));
  if (harmless !== undefined && value !== undefined && harmless.allows(value, program)) {
    return undefined;
  }
  const how = harmless === undefined ? 'has a name that' : 'has a name and value that';
  return `${how} ${found.program} would act upon`;
}

/** The first words of names that programs act upon. */
const FAMILIES =
  /^(?:ADMIN|BASH|CA|CLUSTER|CONNECTION|COREPACK|CPU|DYLD|GCONV|GETCONF|GLIBC|HTTP2|IPV6|LD|LOCAL|MALLOC|MCP|NIS|NODE|NPM|OPENSSL|OTLP|PIP|POOL|PROMPT|PYTHON|READINESS|RESOLV|RUST|SERVICE|SESSION|SSL|STATS|TERMINATION|THREADING|TRUST|UV|WORKER|XDS)_/i;

/** Whether a prefix makes each name one that only the server acts upon. */
export function isHarmlessPrefix(prefix: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*_/.test(prefix) && !FAMILIES.test(prefix);
}

function is(pattern: RegExp): (value: string) => boolean {
  return value => pattern.test(value);
}

/** A path that the server cannot write to by itself. */
function isFixedPath(path: string, { written = [] }: SteeredProgram): boolean {
  return (
    isCleanAbsolutePath(path) &&
    !WRITTEN.test(path) &&
    !written.some(folder => path === folder || path.startsWith(`${folder}/`))
  );
}

function areFixedPaths(paths: string, program: SteeredProgram): boolean {
  return paths.split(':').every(path => isFixedPath(path, program));
}
