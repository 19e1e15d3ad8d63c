import { AdmissionForm, AdmissionRule } from './admission-form';
import { CATALOG } from './catalog';
import { RuleInfo } from './rule';
import { SERVER_LABEL } from '../foundation/labels';

type Enforced = Omit<RuleInfo, 'admission'> & { readonly admission: AdmissionForm };

/** What may follow a whole name. */
const isNamed = (text: string, name: string): string =>
  `${text}.startsWith(${name}) && (${text} == ${name} || ['@', ':', '==', '['].exists(end, ${text}.startsWith(${name} + end)))`;
/** How a pattern such as `oci:docker.io/grafana/*` begins what it means: whole, or what may follow a whole name. */
const matches = (what: string, list: string): string =>
  `[${what}].exists(w, variables.${list}.exists(p, p.endsWith('/*') ? w.startsWith(p.substring(0, p.size() - 1)) : ${isNamed('w', 'p')}))`;
/** Behind this no name goes on; comparing costs what a text is long. */
const LONGEST_NAME = 256;
const IMAGE = "'oci:' + c.image";
/** What an init container of this library installs: its second argument, from PyPI when it has an index. */
const INSTALLED =
  "(c.?env.orValue([]).exists(e, e.name == 'PIP_INDEX_URL') ? 'pypi:' : 'npm:') + (c.?args.orValue([]).join(' ') + '  ').split(' ')[1]";

/** At synth the constructs check this: a final manifest does not say what is a package. */
const PACKAGE_LIST: Enforced = {
  id: 'package-list',
  title: 'Images, and packages that init containers install, are allowed and not blocked',
  why: 'A list that holds only in Git does not stop what is applied by hand.',
  fix: 'Use a package of McpPlatform.allowedPackages that McpPlatform.blockedPackages does not name.',
  severity: 'error',
  references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
  scanners: [],
  admission: {
    of: 'Pods',
    container: [
      `(variables.allowed.size() == 0 || ${matches(IMAGE, 'allowed')})`,
      `!(${matches(IMAGE, 'blocked')})`,
      `(c.name != 'install-server' || (variables.allowed.size() == 0 || ${matches(INSTALLED, 'allowed')}) && !(${matches(INSTALLED, 'blocked')}))`,
      `(c.?command.orValue([]) + c.?args.orValue([])).map(word, word.size() > ${LONGEST_NAME} ? word.substring(0, ${LONGEST_NAME}) : word).all(word, !variables.blockedScopes.exists(s, word.startsWith(s)) && !variables.blockedNames.exists(n, ${isNamed('word', 'n')}))`,
    ].join(' && '),
    problem: 'has an image or package that is blocked or not among the allowed ones',
  },
};

/** Every rule that admission enforces on what is written, in the order of docs/rules.md. */
export const ADMISSION_RULES: readonly Enforced[] = [
  ...CATALOG.flatMap(rule => (rule.admission === undefined ? [] : [{ ...rule, admission: rule.admission }])),
  PACKAGE_LIST,
];

/** Not asked of what a manifest says but of what the platform has decided; nothing is exempt from it. */
export const QUARANTINE_RULE = {
  id: 'quarantine',
  title: 'A quarantined server stays at zero replicas, and nothing takes its place',
  fix: `Leave it at 0 replicas and take the label ${SERVER_LABEL} off other pods; whoever trusts the server again takes it off the list quarantined.`,
} as const satisfies Partial<AdmissionRule> & { title: string };
