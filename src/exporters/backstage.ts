import { Listed, ListedApp, inOrder, unreached } from './listed-app';
import { Json, defined, describe, noted } from './texts';
import { Issues } from '../foundation/issues';

/** What no app says of the entities of a software catalogue. */
export interface BackstageOptions {
  /** The owner of what has none in the app: an entity reference, such as `platform-team` or `user:jane`. */
  readonly owner?: string;
  /** The stage of every entity; undefined for `production`. */
  readonly lifecycle?: string;
  /** The system that every entity is a part of. */
  readonly system?: string;
}

export interface BackstageEntities {
  readonly entities: readonly Json[];
  readonly notices: readonly string[];
}

/** `[kind:][namespace/]name`, as Backstage reads references. */
const REFERENCE =
  /^(?:[A-Za-z][A-Za-z0-9]{0,62}:)?(?:[a-z0-9-]{1,63}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const WORD = /^[a-z0-9][a-z0-9-]{0,62}$/;
const NAME_MAX = 63;
const DEFAULT_LIFECYCLE = 'production';

/**
 * Entities of kind API and type mcp-server, in the order of names, one for each address; throws one error with every
 * problem. Their shape is that of API.v1alpha1.mcp-server of Backstage's catalog model, which wants a remote.
 */
export function backstage(app: ListedApp, where: string, options: BackstageOptions): BackstageEntities {
  const issues = new Issues(where);
  checkOptions(issues, options);
  const found = inOrder(app).filter(({ addresses }) => addresses.length > 0);
  const entities = found.map(listed => entityOf(issues, listed, options));
  issues.throwIfAny();
  return {
    entities,
    notices: [
      ...app.notices,
      ...unreached(app).map(({ path }) => `${path}: is not listed: no gateway leads to it from outside the cluster`),
    ],
  };
}

function checkOptions(issues: Issues, { owner, lifecycle, system }: BackstageOptions): void {
  for (const [flag, value] of Object.entries({ '--owner': owner, '--system': system })) {
    issues.check(
      value === undefined || REFERENCE.test(value),
      flag,
      'a reference to an entity, such as platform-team or group:default/platform-team',
      value,
    );
  }
  issues.check(
    lifecycle === undefined || WORD.test(lifecycle),
    '--lifecycle',
    'a word such as production, experimental or deprecated',
    lifecycle,
  );
}

function entityOf(issues: Issues, listed: Listed, options: BackstageOptions): Json {
  const { name, path, pods, addresses } = listed;
  const owner = listed.owner ?? options.owner;
  if (owner === undefined) {
    issues.add(
      path,
      'has no owner, which Backstage needs',
      'set the prop owner of the server, its gateway or its namespace, or --owner platform-team',
    );
  }
  issues.check(name.length <= NAME_MAX, path, `a name of at most ${NAME_MAX} characters`, name);
  const annotations = pods && {
    'backstage.io/kubernetes-namespace': pods.namespace,
    'backstage.io/kubernetes-label-selector': Object.entries(pods.labels)
      .map(([label, value]) => `${label}=${value}`)
      .join(','),
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: defined({
      name,
      title: noted(listed, 'title'),
      description: describe(listed),
      annotations,
      tags: ['mcp'],
    }),
    spec: defined({
      type: 'mcp-server',
      lifecycle: options.lifecycle ?? DEFAULT_LIFECYCLE,
      owner,
      system: options.system,
      remotes: addresses.map(({ url }) => ({ type: 'streamable-http', url })),
    }),
  };
}
