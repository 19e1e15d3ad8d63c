import { credentialInArguments } from '../../foundation/credentials/literals';
import { Issues } from '../../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../../foundation/names';
import { imageProblem, isFromRegistry, parseImageReference } from '../../foundation/packages/image-reference';
import { matchesPackage } from '../../foundation/packages/package-patterns';
import { Reader } from '../../foundation/reader';
import { PlatformSpec } from '../../platform/resolve';
import { SourceKind } from '../../source/source-kind';
import { McpServerProps } from '../mcp-server-props';

/** The prop of an image, and how to fix a problem of it. */
interface ImageProp {
  readonly prop: string;
  readonly fix?: string;
}

export function checkKind(issues: Issues, kind: SourceKind, platform: PlatformSpec): void {
  issues.check(
    platform.allowedSources.includes(kind),
    'source',
    { allowed: `of an allowed kind (${platform.allowedSources.join(', ')})`, fix: 'McpPlatform.allowedSources' },
    kind,
  );
}

/** An image that may run: well-formed, pinned, from an allowed registry. */
export function resolveImage(
  issues: Issues,
  reference: unknown,
  platform: PlatformSpec,
  { prop, fix }: ImageProp = { prop: 'source.image' },
): { text: string; tag?: string } {
  if (!isPlainText(reference)) {
    issues.check(false, prop, { allowed: 'an image reference', fix }, reference);
    return { text: '' };
  }
  const image = parseImageReference(reference);
  const problem = typeof image === 'string' ? image : imageProblem(image, { requireDigest: platform.requireDigests });
  if (problem !== undefined) {
    issues.check(
      false,
      prop,
      { allowed: `repository:tag${platform.requireDigests ? '@sha256:digest' : ''}; ${problem}`, fix },
      reference,
    );
  }
  if (typeof image === 'string') {
    return { text: '' };
  }
  const { allowedRegistries } = platform;
  if (allowedRegistries !== undefined && !isFromRegistry(image, allowedRegistries)) {
    issues.check(
      false,
      prop,
      {
        allowed: `from an allowed registry (${allowedRegistries.join(', ')})`,
        fix: `McpPlatform.allowedRegistries${fix === undefined ? '' : `, or ${fix}`}`,
      },
      image.name,
    );
  }
  checkPackage(issues, platform, { prop, name: `oci:${image.name}` });
  return image;
}

/** A package that is checked against the lists of the platform. */
export interface PackageCheck {
  readonly prop: string;
  /** Such as `npm:name`. */
  readonly name: string;
  /** Follows the name in messages. */
  readonly note?: string;
}

/** An issue when the platform blocks a package. Bridges are checked no further. */
export function checkBlocked(issues: Issues, { blockedPackages }: PlatformSpec, check: PackageCheck): void {
  const { prop, name, note = '' } = check;
  if (matchesPackage(name, blockedPackages)) {
    issues.add(prop, `is blocked: ${name}${note}`, 'McpPlatform.blockedPackages');
  }
}

/** An issue when the platform does not let a package run. */
export function checkPackage(issues: Issues, platform: PlatformSpec, check: PackageCheck): void {
  const { allowedPackages } = platform;
  const { prop, name, note = '' } = check;
  checkBlocked(issues, platform, check);
  if (allowedPackages !== undefined && !matchesPackage(name, allowedPackages)) {
    issues.add(prop, `is not among the allowed packages: ${name}${note}`, 'McpPlatform.allowedPackages');
  }
}

/** Words of a command line: no credential, nothing that only a shell would replace. */
export function resolveWords(
  issues: Issues,
  reader: Reader,
  prop: string,
  input: readonly string[] | undefined,
): string[] {
  const list = reader.textList(input, prop);
  const found = credentialInArguments(list);
  if (found !== undefined) {
    issues.add(
      `${prop}[${found.index}]`,
      `looks like ${found.shape}`,
      'give the server a variable with secrets, or a file with secretFiles',
    );
  }
  list.forEach((word, i) => {
    if (/\$\{[A-Za-z_]/.test(word)) {
      issues.add(
        `${prop}[${i}]`,
        'has a ${…} that is not expanded: there is no shell',
        'write the value, or $(NAME) for a declared variable',
      );
    }
  });
  return list;
}

export function resolvePullSecrets(issues: Issues, props: McpServerProps, platform: PlatformSpec): string[] {
  const names = new Reader(issues).textList(props.imagePullSecrets, 'imagePullSecrets');
  names.forEach((name, i) =>
    issues.check(isDnsSubdomain(name), `imagePullSecrets[${i}]`, 'the name of a Secret', name),
  );
  return [...new Set([...platform.imagePullSecrets, ...names])].sort();
}
