/** A package at one version, as `npm install` and `pip install` take it. */
export interface PackagePin {
  /** The name in the registry; for PyPI in its normalised form. */
  readonly name: string;
  readonly version: string;
  /** The whole pin. */
  readonly text: string;
  /** The name as it was given, where normalising changed it. */
  readonly givenName?: string;
}

/*
 * npm: the rules for new names of the npm registry (docs.npmjs.com, package.json, "name"; the package
 * validate-npm-package-name) and Semantic Versioning 2.0.0 without build metadata, which the registry ignores.
 */
const NPM_PART = /^[a-z0-9][a-z0-9._-]*$/;
const NPM_NAME_MAX = 214;
const SEMVER =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;

/*
 * PyPI: names and extras of PEP 508, their normal form of PEP 503; versions of PEP 440 (appendix B, in their normal
 * form) without local part, which no public index has.
 */
const PYPI_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const PYPI_NAME_MAX = 128;
const NUMBER = '(?:0|[1-9]\\d*)';
const RELEASE = `(?:[1-9]\\d*!)?${NUMBER}(?:\\.${NUMBER})*`;
const VERSION = `${RELEASE}(?:(?:a|b|rc)${NUMBER})?(?:\\.post${NUMBER})?(?:\\.dev${NUMBER})?`;
const PEP440 = new RegExp(`^${VERSION}$`);
// a wildcard only with == and !=, two numbers with ~=, as PEP 440 says
const SPECIFIER = new RegExp(
  `^ *(?:(?:<=|>=|<|>) *${VERSION}|~= *(?=[^.]+\\.\\d)${VERSION}|(?:==|!=) *${VERSION}(?:\\.\\*)?) *$`,
);

/** `name[extra]==1.2.3`, with whatever operator there is. */
const PYPI_PIN = /^([^[=<>!~@]*)(\[[^\]=<>!~@]*\])?([=<>!~@]+)(.*)$/s;

const PLAIN_ASCII = /^[\x21-\x7e]+$/;
const URL_OR_GIT = /^(?:[a-z][a-z0-9+.-]*:|git@|github:|[A-Za-z0-9_-]+\/[A-Za-z0-9._-]+(?:#|$))/;
const PATH = /^(?:\.{0,2}\/|\.{1,2}$|~|[A-Za-z]:)|\\/;
const METACHARACTERS = /[;&|`$(){}<>'"\\*?!#%^\n\r\t ]/;

/** The parts of `name@1.2.3`, or a phrase that says what is wrong and follows the text. */
export function parseNpmPin(text: string): PackagePin | string {
  const problem = foreignProblem(text);
  if (problem !== undefined) {
    return problem;
  }
  const at = text.indexOf('@', 1);
  if (at === -1) {
    return 'has no version: write name@1.2.3';
  }
  const [name, version] = [text.slice(0, at), text.slice(at + 1)];
  return npmNameProblem(name) ?? npmVersionProblem(version) ?? { name, version, text };
}

/** Why a text is no scope of npm, as a phrase; undefined if it is one. */
export function npmScopeProblem(scope: string): string | undefined {
  return /^@[^/]+$/.test(scope) ? npmNameProblem(`${scope}/name`) : 'does not have the form @name';
}

/** The parts of `name==1.2.3` or `name[extra]==1.2.3`, or a phrase that says what is wrong and follows the text. */
export function parsePypiPin(text: string): PackagePin | string {
  const foreign = foreignProblem(text.replace(/(?:[=<>!~]=?|===).*$/, ''));
  if (foreign !== undefined) {
    return foreign;
  }
  if (!/[=<>!~@]/.test(text)) {
    return 'has no version: write name==1.2.3';
  }
  const [, givenName = text, extras = '', operator = '', version = ''] = PYPI_PIN.exec(text) ?? [];
  const problem = pypiNameProblem(givenName) ?? extrasProblem(extras) ?? pypiVersionProblem(operator, version);
  if (problem !== undefined) {
    return problem;
  }
  const name = normalPypiName(givenName);
  const normalized = `${name}${extras}==${version}`;
  return { name, version, text: normalized, givenName: name === givenName ? undefined : givenName };
}

/**
 * What is wrong with a constraint such as `mcp<2` or `pydantic>=2,<3`, as a phrase; undefined if it is valid (PEP 508
 * without URL and marker).
 */
export function constraintProblem(text: string): string | undefined {
  const [, name, specifiers] = /^([A-Za-z0-9._-]+) *(.*)$/s.exec(text) ?? [];
  if (name === undefined || specifiers === undefined || !PYPI_NAME.test(name)) {
    return foreignProblem(text) ?? 'does not start with a package name';
  }
  if (specifiers === '') {
    return 'has no version: write name<2';
  }
  return specifiers.split(',').every(specifier => SPECIFIER.test(specifier))
    ? undefined
    : 'is not a name and versions such as mcp<2 or pydantic>=2,<3';
}

/** PEP 503: lower case, runs of `-`, `_` and `.` become one `-`. */
export function normalPypiName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** What pip and npm would take for something else than a package of their registry. */
function foreignProblem(text: string): string | undefined {
  if (text === '') {
    return 'is empty';
  }
  if (/[\0-\x1f\x7f]/.test(text)) {
    return 'has a control character';
  }
  if (!PLAIN_ASCII.test(text)) {
    return /^[\x20-\x7e]*$/.test(text) ? 'has a space' : 'has characters outside ASCII, which can look like others';
  }
  if (text.startsWith('-')) {
    return 'is a flag, not a package';
  }
  if (/@npm:/.test(text)) {
    return 'is an alias: name the package itself';
  }
  if (text.includes('://') || URL_OR_GIT.test(text)) {
    return 'is a URL or a git repository: only packages of a registry have a fixed version';
  }
  return PATH.test(text) ? 'is a path: only packages of a registry have a fixed version' : undefined;
}

/** What is wrong with the name of an npm package, as a phrase that follows it. */
export function npmNameProblem(name: string): string | undefined {
  const parts = name.startsWith('@') ? name.slice(1).split('/') : [name];
  if (parts.length !== (name.startsWith('@') ? 2 : 1)) {
    return 'is neither name@1.2.3 nor @scope/name@1.2.3';
  }
  if (/[A-Z]/.test(name)) {
    return 'has upper-case letters: names in the npm registry are lower case';
  }
  if (METACHARACTERS.test(name)) {
    return 'has characters that no package name may have';
  }
  if (name.length > NPM_NAME_MAX) {
    return `has a name longer than ${NPM_NAME_MAX} characters`;
  }
  if (name === 'node_modules' || name === 'favicon.ico') {
    return 'has a name that the npm registry reserves';
  }
  return parts.every(part => NPM_PART.test(part))
    ? undefined
    : 'has a name that is not lower-case letters, digits, - _ and . with a letter or digit first';
}

function npmVersionProblem(version: string): string | undefined {
  if (SEMVER.test(version)) {
    return undefined;
  }
  if (METACHARACTERS.test(version.replace(/^[\^~]|[*<>=| ]/g, ''))) {
    return 'has characters that no version may have';
  }
  if (/^[a-z]+$/i.test(version) && !/^x$/i.test(version)) {
    return `has the tag ${version}, which is not fixed: write the version, such as 1.2.3`;
  }
  if (/^v\d/.test(version)) {
    return 'has a v before the version: write 1.2.3';
  }
  if (version.includes('+')) {
    return 'has build metadata, which the registry ignores: leave it out';
  }
  return 'has a range or no whole version: write all three numbers, such as 1.2.3';
}

/** What is wrong with the name of a PyPI package, as a phrase that follows it. */
export function pypiNameProblem(name: string): string | undefined {
  if (METACHARACTERS.test(name)) {
    return 'has characters that no package name may have';
  }
  if (name.length > PYPI_NAME_MAX) {
    return `has a name longer than ${PYPI_NAME_MAX} characters`;
  }
  return PYPI_NAME.test(name)
    ? undefined
    : 'has a name that is not letters, digits, - _ and . with a letter or digit at both ends';
}

function extrasProblem(extras: string): string | undefined {
  const names = extras === '' ? [] : extras.slice(1, -1).split(',');
  return names.every(name => PYPI_NAME.test(name)) ? undefined : 'has extras that are not names between [ and ]';
}

function pypiVersionProblem(operator: string, version: string): string | undefined {
  if (operator === '@') {
    return /^\d/.test(version)
      ? 'is written as for npm: write name==1.2.3'
      : 'is a URL or has a tag: write name==1.2.3';
  }
  if (operator === '===') {
    return 'compares texts with ===: write name==1.2.3';
  }
  if (operator !== '==') {
    return `has a range (${operator}): write name==1.2.3`;
  }
  if (PEP440.test(version)) {
    return undefined;
  }
  if (version.includes('*') || version.includes(',')) {
    return 'has a range: write one version, such as 1.2.3';
  }
  if (METACHARACTERS.test(version.replace('!', ''))) {
    return 'has characters that no version may have';
  }
  return version.includes('+')
    ? 'has a local version, which no public index has'
    : 'has no version in the normal form of PEP 440, such as 1.2.3 or 2.0rc1';
}
