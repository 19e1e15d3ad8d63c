/**
 * What the package is called in the languages of jsii that it is not published for. The published package.json does not
 * have these names (docs/adr/0023): they are added to a copy from which code and wheels are made.
 */
export const LANGUAGES = {
  python: { distName: 'cdk8s-mcp', module: 'cdk8s_mcp' },
  java: { package: 'io.github.cdk8smcp', maven: { groupId: 'io.github.cdk8s-mcp', artifactId: 'cdk8s-mcp' } },
  go: { moduleName: 'github.com/cdk8s-mcp/cdk8s-mcp-go' },
  dotnet: { namespace: 'Cdk8sMcp', packageId: 'Cdk8sMcp' },
};
