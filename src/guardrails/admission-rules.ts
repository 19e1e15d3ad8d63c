import { AdmissionForm, AdmissionRule } from './admission-form';
import { CATALOG } from './catalog';
import { RuleInfo } from './rule';
import { SERVER_LABEL } from '../foundation/labels';

type Enforced = Omit<RuleInfo, 'admission'> & { readonly admission: AdmissionForm };

/** In CEL: whether a text is a name, or a name and its version. */
const isNamed = (text: string, name: string): string =>
  `${text}.startsWith(${name}) && ` +
  `(${text} == ${name} || ['@', ':', '==', '['].exists(end, ${text}.startsWith(${name} + end)))`;
/** In CEL: whether a package is in a list of names and of patterns such as `oci:docker.io/grafana/*`. */
const isIn = (list: string, what: string): string =>
  `[${what}].exists(w, variables.${list}.exists(p, ` +
  `p.endsWith('/*') ? w.startsWith(p.substring(0, p.size() - 1)) : ${isNamed('w', 'p')}))`;
/** Longer texts are cut: the cost of a comparison grows with the length. */
const MAX_NAME_LENGTH = 256;
const IMAGE = "'oci:' + c.image";
/** What an init container of this library installs: its second argument, from PyPI when it has an index. */
const INSTALLED =
  "(c.?env.orValue([]).exists(e, e.name == 'PIP_INDEX_URL') ? 'pypi:' : 'npm:')" +
  " + (c.?args.orValue([]).join(' ') + '  ').split(' ')[1]";
const WORDS = 'c.?command.orValue([]) + c.?args.orValue([])';
const CUT_WORD = `word.size() > ${MAX_NAME_LENGTH} ? word.substring(0, ${MAX_NAME_LENGTH}) : word`;

/** At synth the constructs check this: a final manifest does not tell which word is a package. */
const PACKAGE_LIST: Enforced = {
  id: 'package-list',
  title: 'Images, and packages that init containers install, are allowed and not blocked',
  why: 'A list that is only checked at synth does not apply to changes by hand.',
  fix: 'Use a package of McpPlatform.allowedPackages that McpPlatform.blockedPackages does not name.',
  severity: 'error',
  references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
  scanners: [],
  admission: {
    of: 'Pods',
    container: [
      `(variables.allowed.size() == 0 || ${isIn('allowed', IMAGE)})`,
      `!(${isIn('blocked', IMAGE)})`,
      `(c.name != 'install-server' || (variables.allowed.size() == 0 || ${isIn('allowed', INSTALLED)})` +
        ` && !(${isIn('blocked', INSTALLED)}))`,
      `(${WORDS}).map(word, ${CUT_WORD}).all(word, !variables.blockedScopes.exists(s, word.startsWith(s))` +
        ` && !variables.blockedNames.exists(n, ${isNamed('word', 'n')}))`,
    ].join(' && '),
    problem: 'has an image or package that is blocked or not among the allowed ones',
  },
};

/** Every rule that admission enforces on manifests, in the order of docs/rules.md. */
export const ADMISSION_RULES: readonly Enforced[] = [
  ...CATALOG.flatMap(rule => (rule.admission === undefined ? [] : [{ ...rule, admission: rule.admission }])),
  PACKAGE_LIST,
];

/** Depends on the platform's list of quarantined servers, not on the manifest. Nothing is exempt from it. */
export const QUARANTINE_RULE = {
  id: 'quarantine',
  title: 'A quarantined server stays at zero replicas, and no other workload has its label',
  fix:
    `Leave it at 0 replicas and take the label ${SERVER_LABEL} off other pods; ` +
    'whoever trusts the server again takes it off the list quarantined.',
} as const satisfies Partial<AdmissionRule> & { title: string };
