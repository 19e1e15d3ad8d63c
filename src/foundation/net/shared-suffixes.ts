import { CATEGORIES, FURTHER, SHARED as LISTED } from './public-suffixes';

/** Who can have a name below a domain. */
export enum SuffixKind {
  /** Everybody who registers a domain. */
  REGISTRY = 'registry',
  /** Every customer of its owner. */
  SHARED = 'shared',
}

/** Domains that are shared at every depth: their customers' names have a region or a service in them. */
const SHARED_BELOW: ReadonlySet<string> = new Set([
  'devtunnels.ms',
  'gitpod.io',
  'aliyuncs.com',
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazoncognito.com',
  'elasticbeanstalk.com',
  'core.windows.net',
  'azurecontainer.io',
  'azurestaticapps.net',
  'cloudapp.azure.com',
  'cognitiveservices.azure.com',

  'digitaloceanspaces.com',
  'linodeobjects.com',
  'myhuaweicloud.com',
  'myqcloud.com',
  'on.aws',
  'oraclecloud.com',
  'snowflakecomputing.com',
]);

/** Shared domains that the Public Suffix List does not have, and some that are cut from it. */
const SHARED_TOO: readonly string[] = [
  // clouds
  'azurecr.io',
  'azure.com',
  'backblazeb2.com',
  'blob.storage.azure.net',
  'cloudflarestorage.com',
  'database.windows.net',
  'deno.net',
  'documents.azure.com',
  'mongodb.net',
  'ondigitalocean.app',
  'openai.azure.com',
  'r2.cloudflarestorage.com',
  'search.windows.net',
  'servicebus.windows.net',
  'vault.azure.net',
  'wasabisys.com',
  'windows.net',
  // hosting and names for everybody
  'bitbucket.io',
  'duckdns.org',
  'dyndns.org',
  'eu.org',
  'freeddns.org',
  'myftp.org',
  'hopto.org',
  'zapto.org',
  'repl.co',
  'is-a.dev',
  'us.kg',
  'ddns.me',
  'mypi.co',
  'wixsite.com',
  'fly.dev',
  // hosted applications, a name for each customer
  'atlassian.net',
  'auth0.com',
  'blogspot.com',
  'force.com',
  'freshdesk.com',
  'glitch.me',
  'lightning.force.com',
  'my.salesforce.com',
  'my.site.com',
  'okta.com',
  'service-now.com',
  'sharepoint.com',
  'slack.com',
  'surge.sh',
  'tumblr.com',
  'web.app',
  'wordpress.com',
  'zendesk.com',
  'hf.space',
  'modal.run',
  'notion.site',
  'up.railway.app',
  // tunnels and collectors of requests
  'app.github.dev',
  'burpcollaborator.net',
  'gradio.live',
  'lhr.life',
  'loca.lt',
  'localhost.run',
  'ngrok.app',
  'ngrok.pro',
  'm.pipedream.net',
  'oast.fun',
  'oast.live',
  'oast.me',
  'oast.online',
  'oast.pro',
  'oast.site',
  'oastify.com',
  'pagekite.me',
  'requestcatcher.com',
  'serveo.net',
  'webhook.site',
];

interface Suffixes {
  readonly kinds: ReadonlyMap<string, SuffixKind>;
  /** Domains with a suffix somewhere below them. */
  readonly above: ReadonlySet<string>;
}

let suffixes: Suffixes | undefined;

/** Who can have a name below a domain; undefined for the owner of the domain alone. */
export function suffixKind(domain: string): SuffixKind | undefined {
  const { kinds } = load();
  const parent = domain.slice(domain.indexOf('.') + 1);
  return (
    kinds.get(domain) ??
    kinds.get(`*.${parent}`) ??
    kinds.get(`*.${domain}`) ??
    (isSharedBelow(domain) ? SuffixKind.SHARED : undefined)
  );
}

/** Whether a suffix is below a domain: a wildcard of any depth covers it. */
export function hasSuffixBelow(domain: string): boolean {
  return load().above.has(domain);
}

function isSharedBelow(domain: string): boolean {
  const labels = domain.split('.');
  return labels.some((_, i) => SHARED_BELOW.has(labels.slice(i).join('.')));
}

/** Read when the first wildcard is checked: most apps have none. */
function load(): Suffixes {
  suffixes ??= read();
  return suffixes;
}

function read(): Suffixes {
  const kinds = new Map<string, SuffixKind>([
    ...pairsOf(CATEGORIES).map(([label, domain]) => [`${label}.${domain}`, SuffixKind.REGISTRY] as const),
    ...pairsOf(FURTHER).map(([domain, label]) => [`${label}.${domain}`, SuffixKind.REGISTRY] as const),
    ...pairsOf(LISTED).map(([domain, label]) => [`${label}.${domain}`, SuffixKind.SHARED] as const),
    ...[...SHARED_TOO, ...SHARED_BELOW].map(domain => [domain, SuffixKind.SHARED] as const),
  ]);
  const above = new Set(
    [...kinds.keys()].flatMap(domain => {
      const labels = domain.split('.');
      return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
    }),
  );
  return { kinds, above };
}

/** `key: name name …`, a pair for each name. */
function pairsOf(text: string): [key: string, name: string][] {
  return text
    .trim()
    .split('\n')
    .flatMap(line => {
      const [key, names] = line.split(': ');
      return names.split(' ').map((name): [string, string] => [key, name]);
    });
}
