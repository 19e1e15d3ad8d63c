import { cdk8s } from 'projen';

/**
 * Names in other languages. projen's own options (publishToPypi and so on) would add jobs that publish there, which nobody has decided
 * yet (docs/adr/0020): so far these names let code be generated and wheels be built.
 */
export function nameLanguages(project: cdk8s.ConstructLibraryCdk8s): void {
  project.package.file.addOverride('jsii.targets', {
    python: { distName: 'cdk8s-mcp', module: 'cdk8s_mcp' },
    java: { package: 'io.github.cdk8smcp', maven: { groupId: 'io.github.cdk8s-mcp', artifactId: 'cdk8s-mcp' } },
    go: { moduleName: 'github.com/cdk8s-mcp/cdk8s-mcp-go' },
    dotnet: { namespace: 'Cdk8sMcp', packageId: 'Cdk8sMcp' },
  });
  // not tasks of projen, which would hide the exit code that says skipped
  project.package.setScript('wheel', 'node build-tools/wheel.mjs dist');
  project.package.setScript('test:languages', 'node test/languages/all.mjs');
}
