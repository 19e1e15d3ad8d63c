/*
 * Kubernetes' name grammars. Source, unless a function says otherwise:
 * k8s.io/apimachinery/pkg/util/validation (Kubernetes 1.30).
 */
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const SERVICE_NAME = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const LABEL_TEXT = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PORT_NAME = /^(?=[-0-9]*[a-z])[a-z0-9](?:-?[a-z0-9])*$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const CAMEL_HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;
const UPPER_RUN = /[A-Z]+/g;

const CLEAN_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[^/:\\\u0000-\u001f\u007f-\u009f]+)+$/;

// the last three are a byte order mark and two noncharacters; NEL and the separators are line breaks to YAML 1.1
const NOT_PLAIN = /[\0\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\p{Surrogate}]/u;

const AMBIGUOUS_IN_YAML =
  /^[-+]?(?:0_*[oOXB][0-9A-Fa-f_]+|0_+[xb][0-9A-Fa-f_]+|0_*[bB][-+_]+[01_]+|[0-9_.]+[eE][-+0-9_]*_[-+0-9_]*)$|^[-+]_[0-9A-Fa-fxXoO_.+-]*$/;

const NEEDS_QUOTES = /[\0-\u0008\u000b-\u001f\u007f-\u009f]|\n[\t ]+$|^\s*$/;
const SHORTEST_FOLDED = 40;

const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;
const PORT_NAME_MAX = 15;
/** PATH_MAX of Linux, in bytes. */
const PATH_MAX = 4096;

/** The most bytes of all annotations of an object, names included (apimachinery, TotalAnnotationSizeLimitB). */
const ANNOTATIONS_MAX = 256 * 1024;

/** What is wrong with annotations together, as a phrase that follows their name; undefined if nothing. */
export function annotationsProblem(annotations: Readonly<Record<string, unknown>>): string | undefined {
  let size = 0;
  for (const [name, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(name) + (typeof value === 'string' ? Buffer.byteLength(value) : 0);
  }
  return size > ANNOTATIONS_MAX ? `have ${Math.ceil(size / 1024)} KiB, more than the 256 KiB of an object` : undefined;
}

/** RFC 1123 label: namespaces, containers, most of our names. */
export function isDnsLabel(v: string): boolean {
  return v.length <= LABEL_MAX && DNS_LABEL.test(v);
}

/** RFC 1035 label: Services, which must start with a letter. */
export function isServiceName(v: string): boolean {
  return v.length <= LABEL_MAX && SERVICE_NAME.test(v);
}

/** RFC 1123 subdomain. Kubernetes bounds the whole, not its labels. */
export function isDnsSubdomain(v: string): boolean {
  return v.length <= SUBDOMAIN_MAX && DNS_SUBDOMAIN.test(v);
}

/** Not a key that cdk8s loses (`__proto__`) or takes for a class (`constructor`) when it writes a map. */
export function isWritableKey(v: string): boolean {
  return v !== '__proto__' && v !== 'constructor';
}

/** What Kubernetes 1.30 accepts; newer servers take any printable ASCII but `=`. */
export function isEnvName(v: string): boolean {
  return ENV_NAME.test(v) && !isDotName(v);
}

/** A label or annotation key: a name of at most 63 characters behind an optional DNS subdomain and `/`. */
export function isQualifiedName(v: string): boolean {
  const slash = v.indexOf('/');
  const name = v.slice(slash + 1);
  return name.length <= LABEL_MAX && LABEL_TEXT.test(name) && (slash === -1 || isDnsSubdomain(v.slice(0, slash)));
}

export function isLabelValue(v: string): boolean {
  return v === '' || (v.length <= LABEL_MAX && LABEL_TEXT.test(v));
}

/** A PriorityClass of Kubernetes itself, or one that only it may make. */
export function isSystemPriority(v: string): boolean {
  return v.startsWith('system-');
}

/** IANA_SVC_NAME of RFC 6335: at most 15 characters, at least one letter, no two hyphens together. */
export function isPortName(v: string): boolean {
  return v.length <= PORT_NAME_MAX && PORT_NAME.test(v);
}

/** A key of a ConfigMap or Secret. */
export function isDataKey(v: string): boolean {
  return v.length <= SUBDOMAIN_MAX && DATA_KEY.test(v) && !isDotName(v);
}

/**
 * Splits and lower-cases camel humps: `grafanaProd` becomes `grafana-prod`, `HTTPServer` becomes `http-server`.
 *
 * Anything else, `_` and `.` and non-ASCII letters included, stays for the name check to refuse: mapping it too
 * would let two different ids become one name.
 */
export function toKebabCase(id: string): string {
  return id.replace(CAMEL_HUMP, '-').replace(UPPER_RUN, run => run.toLowerCase());
}

/**
 * An absolute container path with one spelling: no empty, `.` or `..` segment and no trailing slash.
 *
 * Kubernetes refuses `:` in a mountPath; backslashes and control characters mean different things to different readers.
 */
export function isCleanAbsolutePath(v: string): boolean {
  return v.length <= PATH_MAX && CLEAN_PATH.test(v) && isPlainText(v) && Buffer.byteLength(v) <= PATH_MAX;
}

/**
 * Text that survives UTF-8, JSON, YAML and a process environment: no lone surrogate, no NUL, none of the characters
 * that cdk8s writes as they are and that YAML readers refuse (YAML 1.1, section 4.1.1; go-yaml and PyYAML: "special
 * characters are not allowed") or fold.
 */
export function isPlainText(v: unknown): v is string {
  return typeof v === 'string' && !NOT_PLAIN.test(v);
}

/**
 * Text that cdk8s writes without quotes and that YAML readers take for a number: octal numbers of YAML 1.2, and what
 * go-yaml reads beyond YAML 1.1 (`0o14`, `0X1F`, `+_1`, `1e5_`). Tested with sigs.k8s.io/yaml 1.4.0, the reader of
 * kubectl.
 */
export function isAmbiguousInYaml(v: string): boolean {
  return AMBIGUOUS_IN_YAML.test(v);
}

/**
 * Text that cdk8s writes in quotes and over several lines, with a backslash before a line of one blank that readers
 * then take for part of the text (`yaml` 2.8.0, which cdk8s bundles, and 2.8.3). Tested with 300,000 texts: these and
 * no others are read back changed.
 */
export function isMisquotedInYaml(v: string): boolean {
  return v.includes('\n \n') && NEEDS_QUOTES.test(v) && JSON.stringify(v).length >= SHORTEST_FOLDED;
}

/** `hasChDirPrefix` of apimachinery: `.`, `..` and whatever starts with `..` would be a path once mounted. */
function isDotName(v: string): boolean {
  return v === '.' || v.startsWith('..');
}
