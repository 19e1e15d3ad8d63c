import { isIPv6 } from 'node:net';
import { memoize } from '../memoize';

/** A container image, spelled out: registry, path, and what pins it. */
export interface ImageReference {
  /** Host with optional port, for example `docker.io`. */
  readonly registry: string;
  /** Path without registry, for example `library/node`. */
  readonly repository: string;
  /** Registry and path, for example `docker.io/library/node`. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
  /** The whole reference, normalised. */
  readonly text: string;
}

/*
 * The grammar and the short names of Docker Hub: github.com/distribution/reference, regexp.go and normalize.go.
 * Stricter than that package in three points: the registry must be lower case (it would take `Acme/x` for a host called
 * `Acme`), the port must be one, and the digest must be sha256 or sha512 of full length, as in the OCI image
 * specification (descriptor.md, "Registered algorithms").
 */
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const PORT = /^[1-9][0-9]{0,4}$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
const SHORT_DIGEST = /^(?:sha256:[a-f0-9]{0,63}|sha512:[a-f0-9]{0,127})$/;
const BARE_ID = /^[a-f0-9]{64}$/;
const ALLOWED_CHARACTERS = /^[A-Za-z0-9._:/@[\]-]+$/;
const UPPER_CASE = /[A-Z]/;

const DOCKER_HUB = 'docker.io';
const HUB_ALIASES: ReadonlySet<string> = new Set(['index.docker.io', 'registry-1.docker.io']);
const OFFICIAL = 'library/';
const NAME_MAX = 255;
const PORT_MAX = 65535;

const inner = ({ source }: RegExp): string => source.slice(1, -1);
const REPOSITORY = `${inner(PATH_COMPONENT)}(?:/${inner(PATH_COMPONENT)})*`;
const NAME_AND_TAG = `^${inner(HOST)}(?::${inner(PORT)})?/${REPOSITORY}:${inner(TAG)}`;

/** An image with registry, path and tag, as a pattern that is valid in RE2 too. */
export const TAGGED_IMAGE = `${NAME_AND_TAG}(?:@${inner(DIGEST)})?$`;

/** The same with a digest. */
export const PINNED_IMAGE = `${NAME_AND_TAG}@${inner(DIGEST)}$`;

/** The parts of an image reference, or a phrase that says which part is wrong and follows the reference. */
export const parseImageReference = memoize((reference: string): ImageReference | string => {
  const syntax = syntaxProblem(reference);
  if (syntax !== undefined) {
    return syntax;
  }
  const [rest, digest] = cut(reference, reference.indexOf('@'));
  const colon = rest.lastIndexOf(':');
  const [value, tag] = cut(rest, colon > rest.lastIndexOf('/') ? colon : -1);
  const [registry, repository] = splitRegistry(value);
  const problem = nameProblem(registry, repository) ?? tagProblem(tag) ?? digestProblem(digest);
  if (problem !== undefined) {
    return problem;
  }
  const name = `${registry}/${repository}`;
  const text = name + (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
  return { registry, repository, name, tag, digest, text };
});

/**
 * Why a well-formed reference may not run, as a phrase; undefined if it may. A tag names the version for people, the
 * digest pins it.
 */
export function imageProblem(image: ImageReference, options: { readonly requireDigest: boolean }): string | undefined {
  if (image.tag === undefined) {
    return 'has no tag: name the version';
  }
  if (image.tag.toLowerCase() === 'latest') {
    return 'has the tag latest, which is not fixed: set the version';
  }
  return options.requireDigest && image.digest === undefined
    ? 'has no digest: append @sha256:… of the image that was reviewed'
    : undefined;
}

/** Whether an entry of the allow-list is the image's repository or a whole-component prefix of it. */
export function isFromRegistry(image: ImageReference, allowed: readonly string[]): boolean {
  return allowed.some(entry =>
    registryPrefixes(entry).some(prefix => image.name === prefix || image.name.startsWith(`${prefix}/`)),
  );
}

/**
 * The prefixes that an allow-list entry means, in full: `ghcr.io/acme` is itself, `grafana` is `docker.io/grafana`, and
 * since such a word can also be an official image, `docker.io/library/grafana` too.
 */
export function registryPrefixes(entry: string): string[] {
  const [first, path] = cut(entry, entry.indexOf('/'));
  if (!isRegistry(first)) {
    return hubPrefixes(entry);
  }
  const registry = hubName(first);
  if (path === undefined) {
    return [registry];
  }
  return registry === DOCKER_HUB ? hubPrefixes(path) : [`${registry}/${path}`];
}

/** What is wrong with an allow-list entry, as a phrase; undefined if it is a registry with an optional path. */
export function registryPrefixProblem(entry: string): string | undefined {
  if (entry === '') {
    return 'is empty';
  }
  if (entry.length > NAME_MAX) {
    return `is longer than ${NAME_MAX} characters`;
  }
  if (entry.includes('://')) {
    return 'has a scheme: write only registry/path';
  }
  if (entry.includes('*')) {
    return 'has a wildcard: a prefix already admits everything below it';
  }
  if (entry.includes('@')) {
    return 'has a digest: write only registry/path';
  }
  if (entry.endsWith('/')) {
    return 'ends with a slash: leave it out';
  }
  if (entry.lastIndexOf(':') > entry.indexOf('/') && entry.includes('/')) {
    return 'has a tag: write only registry/path';
  }
  const [first, path] = cut(entry, entry.indexOf('/'));
  if (isRegistry(first)) {
    return registryProblem(first) ?? (path === undefined ? undefined : repositoryProblem(path));
  }
  return repositoryProblem(entry);
}

function syntaxProblem(reference: string): string | undefined {
  if (reference === '') {
    return 'is empty';
  }
  if (reference.includes('://')) {
    return 'has a scheme: write registry/repository:tag';
  }
  if (!ALLOWED_CHARACTERS.test(reference)) {
    return 'has characters that no image reference may have';
  }
  return BARE_ID.test(reference) ? 'is an image id: write registry/repository:tag@sha256:…' : undefined;
}

function splitRegistry(input: string): [registry: string, repository: string] {
  const [first, path] = cut(input, input.indexOf('/'));
  const [registry, repository] = path !== undefined && isRegistry(first) ? [hubName(first), path] : [DOCKER_HUB, input];
  return [registry, registry === DOCKER_HUB && !repository.includes('/') ? OFFICIAL + repository : repository];
}

/** `splitDockerDomain`: anything else in first place is a namespace of Docker Hub. */
function isRegistry(first: string): boolean {
  return first === 'localhost' || first.includes('.') || first.includes(':') || UPPER_CASE.test(first);
}

function hubName(registry: string): string {
  return HUB_ALIASES.has(registry) ? DOCKER_HUB : registry;
}

function hubPrefixes(path: string): string[] {
  const prefix = `${DOCKER_HUB}/${path}`;
  return path.includes('/') || `${path}/` === OFFICIAL ? [prefix] : [prefix, `${DOCKER_HUB}/${OFFICIAL}${path}`];
}

function nameProblem(registry: string, repository: string): string | undefined {
  const long = registry.length + 1 + repository.length > NAME_MAX;
  return long
    ? `has a name longer than ${NAME_MAX} characters`
    : (registryProblem(registry) ?? repositoryProblem(repository));
}

function registryProblem(registry: string): string | undefined {
  if (UPPER_CASE.test(registry)) {
    return 'has upper-case letters before the first slash: registries and repositories are lower case';
  }
  const bracket = registry.lastIndexOf(']');
  const colon = registry.lastIndexOf(':');
  const [host, port] = cut(registry, colon > bracket ? colon : -1);
  const literal = host.startsWith('[') && host.endsWith(']');
  if (literal ? !isIPv6(host.slice(1, -1)) || host.includes('.') : !HOST.test(host)) {
    return 'has a registry that is not a host name';
  }
  return port === undefined || (PORT.test(port) && Number(port) <= PORT_MAX)
    ? undefined
    : 'has a registry port that is not 1 to 65535';
}

function repositoryProblem(repository: string): string | undefined {
  if (UPPER_CASE.test(repository)) {
    return 'has upper-case letters in the repository: it must be lower case';
  }
  return repository.split('/').every(component => PATH_COMPONENT.test(component))
    ? undefined
    : 'has a repository that is not lower-case words of letters and digits, joined by . _ __ - and /';
}

function tagProblem(tag: string | undefined): string | undefined {
  return tag === undefined || TAG.test(tag)
    ? undefined
    : 'has a malformed tag: it takes 1 to 128 letters, digits, . _ and -';
}

function digestProblem(digest: string | undefined): string | undefined {
  if (digest === undefined || DIGEST.test(digest)) {
    return undefined;
  }
  return SHORT_DIGEST.test(digest)
    ? 'has a short digest: sha256 takes 64 lower-case hexadecimal digits, sha512 takes 128'
    : 'has a malformed digest: write sha256: and 64 lower-case hexadecimal digits';
}

/** The text before and after a position; nothing after it when there is no such position. */
function cut(text: string, at: number): [before: string, after: string | undefined] {
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
