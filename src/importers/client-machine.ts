/*
 * Values that mean something only on one machine: that of the client, or for addresses that of the server. In a pod
 * they are wrong, and nobody notices before it runs.
 */

/** What a value names. */
export type MachineKind =
  /** A port of the machine itself: loopback, or a container engine's name of its host. */
  | 'address'
  /** A file or folder of the client's machine. */
  | 'path'
  /** A file with a credential. */
  | 'credential file'
  /** A variable of the client, in the words of some of them. */
  | 'variable'
  /** The client's access to a cluster. */
  | 'kubeconfig'
  /** A container engine. */
  | 'engine'
  /** What each machine sets for its programs. */
  | 'own';

export interface MachineValue {
  readonly kind: MachineKind;
  /** Of an address: the port. */
  readonly port?: number;
  /** What the value is, and what to do. */
  readonly how: string;
}

/** Where the value was used. */
export interface MachineContext {
  /** Whether the client's machine ran the program, and not a container. */
  readonly ofClient: boolean;
  /** Whether it is an argument and not a variable. */
  readonly isArgument?: boolean;
}

const HOST =
  '(?:localhost|127(?:\\.\\d{1,3}){3}|0\\.0\\.0\\.0|\\[::1?\\]|(?:host|gateway)\\.docker\\.internal|' +
  'kubernetes\\.docker\\.internal|host\\.containers\\.internal|host\\.(?:minikube|k3d|lima|orb)\\.internal|' +
  'host\\.rancher-desktop\\.internal|docker\\.for\\.(?:mac|win)\\.(?:localhost|host\\.internal)|172\\.17\\.0\\.1)';
const URL_OF_MACHINE = new RegExp(
  `(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}://(?:[^\\s/@]{0,200}@)?(${HOST})(?::(\\d{1,5}))?(?![\\w.-])`,
  'i',
);
const HOST_AND_PORT = new RegExp(`^(${HOST}):(\\d{1,5})(?:/.*)?$`, 'i');
const HOST_ALONE = new RegExp(`^${HOST}$`, 'i');
/** Where a server listens, and lists of hosts that are not called. */
const LISTENS = new RegExp(
  '^(?:(?:mcp|fastmcp|http|https|server|app|web|uvicorn|listen|bind)[_-]?)*' +
    '(?:host|hostname|address|addr|interface|bind|listen)?$',
  'i',
);
const NOT_CALLED = /no_?proxy$|allowed_?hosts?$|bind|listen/i;
const NAMES_HOST = /(?:host|hostname|server|servers|address|addr|endpoint|broker|brokers|url|uri)$/i;

const BEFORE = '(?:^|[\\s"\'=:,;(\\[@]|//)';
/** Folders that are there on machines of people. */
const PATHS_OF_PEOPLE = new RegExp(
  `${BEFORE}(?:/(?:home|Users|root|Volumes|mnt|media|private|path|absolute)(?:/|$)|~(?:[\\\\/]|$)|\\$(?:HOME|PWD)\\b|` +
    '\\.{1,2}[\\\\/])',
);
/** No image that the library makes has them. */
const PATHS_OF_SYSTEM = new RegExp(
  `${BEFORE}/(?:data|workspaces?|projects|srv|opt|var|etc(?!/ssl/)|usr|Applications|Library|run)/`,
);
/** No Linux has them. */
const PATHS_OF_OTHERS = new RegExp(
  '(?:^|[\\s"\'=,;(\\[])[A-Za-z]:(?:\\\\|/(?!/))|(?:^|[\\s"\'=,;])\\\\\\\\[\\w.$-]+\\\\|' +
    `${BEFORE}/Users/|%[A-Z][A-Z0-9_()]*%|\\$env:[A-Za-z]|\\$\\{?(?:workspace|user)(?:Folder|Home|Root)`,
);
/** A variable of the client in the words of some of them. */
const CLIENT_VARIABLE = /^\$[A-Z_][A-Z0-9_]*$|(?<!\$)\{(?:env|file):[^{}]+\}|\$\{\{[^{}]*\}\}/;
const KUBECONFIG = /kube-?_?config$/i;
const KUBE_FOLDER = /\.kube(?:[\\/]|$)/;
const ENGINE_NAME = /^(?:DOCKER|CONTAINER|PODMAN)_(?:HOST|CONTEXT|CERT_PATH|TLS_VERIFY|SOCK(?:ET)?)$/;
const ENGINE_SOCKET = /(?:unix|npipe):\/\/|(?:docker|podman|containerd|crio)\.sock\b/;
const CREDENTIAL_FILE = /cert|\bkey\b|_key|credential|secret|token|service.?account|\.ssh|\.aws|\.pem$|\.p12$/i;
const AUTHORITY = /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/;
const OWN = new RegExp(
  '^(?:HOME|PATH|PATHEXT|PWD|OLDPWD|SHELL|LOGNAME|USERPROFILE|USERDOMAIN|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|' +
    'PROGRAMDATA|PROGRAMFILES.*|COMMONPROGRAMFILES.*|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TMPDIR|' +
    'NODE_PATH|PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|CONDA_PREFIX|NVM_\\w+|FNM_\\w+|VOLTA_HOME|PYENV_ROOT|DISPLAY|' +
    'WAYLAND_DISPLAY|XAUTHORITY|SSH_AUTH_SOCK|XDG_\\w+|DBUS_SESSION_BUS_ADDRESS|UV_(?:CACHE_DIR|PYTHON|TOOL_DIR)|' +
    'NPM_CONFIG_(?:CACHE|PREFIX))$',
  'i',
);
/** Others use the names for something else. */
const OWN_FOLDER = /^(?:TMP|TEMP)$/i;

/** What a value names that is not there in a pod; undefined for any other. `name` is that of its variable or flag. */
export function machineValue(name: string, text: string, context: MachineContext): MachineValue | undefined {
  if (context.ofClient && context.isArgument !== true && isOwn(name, text)) {
    return { kind: 'own', how: 'each machine has its own: the image of the server sets it' };
  }
  if (text === '') {
    return undefined;
  }
  if (ENGINE_NAME.test(name) || ENGINE_SOCKET.test(text)) {
    return { kind: 'engine', how: 'names a container engine: no server reaches that of its node; name one elsewhere' };
  }
  if (KUBECONFIG.test(name) || KUBE_FOLDER.test(text)) {
    return {
      kind: 'kubeconfig',
      how:
        'is the access of the client to a cluster: for the cluster of the server give the rights that it needs, such ' +
        'as { readOnly: { resources: [pods] } }; for another cluster name its kubeconfig in secretFiles',
    };
  }
  return addressIn(name, text) ?? (isPath(text, context) ? pathValue(name, text) : undefined);
}

function isOwn(name: string, text: string): boolean {
  return OWN.test(name) || (OWN_FOLDER.test(name) && /[\\/]/.test(text));
}

/** Whether its reader is a browser or another client: then it may be right as it is. */
export function isForBrowsers(name: string): boolean {
  return /origins?$|redirect|callback|public/i.test(name);
}

function addressIn(name: string, text: string): MachineValue | undefined {
  if (NOT_CALLED.test(name)) {
    return undefined;
  }
  const [, host, port] = URL_OF_MACHINE.exec(text) ?? hostIn(name, text) ?? [];
  if (host === undefined) {
    return undefined;
  }
  const where = port === undefined ? host : `${host}:${port}`;
  return {
    kind: 'address',
    port: port === undefined ? undefined : Number(port),
    how:
      `names ${where}, which in a pod is the pod itself: write the address of the Service, such as ` +
      `name.namespace.svc.cluster.local, and add the egress to it, such as { toPods: { namespace: …, labels: …, ` +
      `port: ${port ?? '…'} } }`,
  };
}

/** An address without a scheme. */
function hostIn(name: string, text: string): readonly (string | undefined)[] | undefined {
  const listens = LISTENS.test(name.replace(/^-+/, ''));
  for (const part of text.split(/[,;\s]+/, 50)) {
    const found = HOST_AND_PORT.exec(part) ?? undefined;
    if (found !== undefined && !(listens || part.startsWith('0.'))) {
      return found;
    }
    if (HOST_ALONE.test(part) && !listens && NAMES_HOST.test(name)) {
      return [part, part];
    }
  }
  return undefined;
}

function isPath(text: string, { ofClient, isArgument = false }: MachineContext): boolean {
  if (PATHS_OF_OTHERS.test(text)) {
    return true;
  }
  const isHere = isArgument && /^(?:-{1,2}[\w-]+=)?(?:\.{1,2}|[\w./\\-]+\.(?:py|[cm]?[jt]s|jar))$/.test(text);
  return ofClient && (isHere || [PATHS_OF_PEOPLE, PATHS_OF_SYSTEM, CLIENT_VARIABLE].some(path => path.test(text)));
}

function pathValue(name: string, text: string): MachineValue {
  if (CLIENT_VARIABLE.test(text)) {
    return { kind: 'variable', how: 'names a variable or file that exists only on the client: give the value' };
  }
  const what = "names a file or folder of the client's machine";
  if (AUTHORITY.test(name)) {
    return { kind: 'path', how: `${what}: use caBundle for certificate authorities, and leave it out` };
  }
  return CREDENTIAL_FILE.test(`${name} ${text}`)
    ? {
        kind: 'credential file',
        how: `${what}: name it in secretFiles, { NAME: { fromPlatformStore: … } }, and write /var/run/mcp/creds/NAME`,
      }
    : {
        kind: 'path',
        how: `${what}: use files for what the server reads and storage for what it writes, and write its path there`,
      };
}
