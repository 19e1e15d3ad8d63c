import { BRIDGE_INSTALLER } from '../../foundation/labels';
import { parseImageReference } from '../../foundation/packages/image-reference';
import { matchesPackage } from '../../foundation/packages/package-patterns';
import { PlatformFacts } from '../../foundation/scopes';
import { ContainerPackage, containerPackages } from '../container-packages';
import { installSource } from '../install-pods';
import { asString } from '../json';
import { ContainerView } from '../pod-view';
import { Finding, ObjectRule, WORKLOADS } from '../rule';
import { containersOf } from '../subject';

type Lists = Pick<PlatformFacts, 'allowedPackages' | 'blockedPackages'>;

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

export const PACKAGE_LIST_RULES: readonly ObjectRule[] = [
  {
    id: 'package-list',
    title: 'Images and packages are allowed and not blocked',
    why: 'Lists for the source of a server alone do not hold for what its command fetches, nor for changes by hand.',
    fix: 'Use a package of McpPlatform.allowedPackages that McpPlatform.blockedPackages does not name.',
    severity: 'error',
    references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
    scanners: [],
    kinds: [WORKLOADS],
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
    check: subject =>
      containersOf(subject).flatMap(container => [
        ...imageFindings(container, subject.facts),
        ...containerPackages(container).flatMap(one => packageFindings(one, listsFor(container, subject.facts))),
      ]),
  },
];

/** A bridge of the library is not asked for in the list of what is allowed. */
function listsFor(container: ContainerView, { allowedPackages, blockedPackages }: PlatformFacts): Lists {
  const isBridge = container.json.name === BRIDGE_INSTALLER && installSource(container) !== undefined;
  return { allowedPackages: isBridge ? undefined : allowedPackages, blockedPackages };
}

function imageFindings({ path, json }: ContainerView, lists: PlatformFacts): Finding[] {
  const image = parseImageReference(asString(json.image) ?? '');
  return typeof image === 'string' ? [] : listFindings(`${path}.image`, `oci:${image.name}`, lists);
}

function packageFindings({ field, reference }: ContainerPackage, lists: Lists): Finding[] {
  const { ecosystem, name, text } = reference;
  if (name !== undefined) {
    return listFindings(field, `${ecosystem}:${name}`, lists);
  }
  return lists.allowedPackages === undefined
    ? []
    : [{ field, problem: `fetches what cannot be compared with the allowed packages: ${text}` }];
}

function listFindings(field: string, name: string, { allowedPackages, blockedPackages = [] }: Lists): Finding[] {
  if (matchesPackage(name, blockedPackages)) {
    return [{ field, problem: `is blocked: ${name}` }];
  }
  const isAllowed = allowedPackages === undefined || matchesPackage(name, allowedPackages);
  return isAllowed ? [] : [{ field, problem: `is not among the allowed packages: ${name}` }];
}
