import { DependencyType, RenovatebotOptions, cdk8s } from 'projen';

/** The oldest supported versions, which we also build and test with: raised by decision, not by a bot. */
const OLDEST_SUPPORTED = ['cdk8s', 'cdk8s-plus-28', 'constructs', 'kubernetes-types'];

/** Where .projenrc.ts names a version that projen copies into package.json and .projen/deps.json. */
const CUSTOM_MANAGERS = [
  {
    customType: 'regex',
    description: 'Packages of .projenrc.ts',
    managerFilePatterns: ['/^\\.projenrc\\.ts$/'],
    matchStrings: ["'(?<depName>(?:@[\\w.-]+/)?[\\w.-]+)@(?<currentValue>[\\^~]?\\d[\\w.-]*)'"],
    datasourceTemplate: 'npm',
  },
  {
    customType: 'regex',
    description: 'The copy of them that projen keeps',
    managerFilePatterns: ['/^\\.projen/deps\\.json$/'],
    matchStrings: ['"name": "(?<depName>[^"]+)",\\s+"version": "(?<currentValue>[^"]+)"'],
    datasourceTemplate: 'npm',
  },
];

/**
 * One request a week for everything but major versions, at least a week after their release, and one for the lockfile.
 * A package that .projenrc.ts names is changed there and in what projen writes, so that `npx projen` changes nothing.
 */
export const RENOVATE: RenovatebotOptions = {
  scheduleInterval: ['before 3am on Monday'],
  minimumReleaseAge: '7 days',
  labels: ['dependencies'],
  overrideConfig: {
    enabledManagers: ['npm', 'custom.regex'],
    customManagers: CUSTOM_MANAGERS,
    lockFileMaintenance: { enabled: true, schedule: ['before 3am on Monday'] },
    packageRules: [{ matchUpdateTypes: ['patch', 'minor'], groupName: 'all but major versions' }],
    semanticCommits: 'enabled',
    semanticCommitType: 'chore',
  },
};

/** What .projenrc.ts names with a version is updated; what projen or an old peer decides is not. */
export function ignoreDecidedVersions(project: cdk8s.ConstructLibraryCdk8s, named: readonly string[]): void {
  const ours = named.map(one => one.replace(/(?<=.)@.*$/, '')).filter(name => !OLDEST_SUPPORTED.includes(name));
  const decided = project.deps.all
    .filter(
      ({ name, type, version }) => type === DependencyType.OVERRIDE || (version !== undefined && !ours.includes(name)),
    )
    .map(({ name }) => name);
  project.tryFindObjectFile('renovate.json5')?.addOverride('ignoreDeps', [...new Set([...decided, 'projen'])].sort());
}
