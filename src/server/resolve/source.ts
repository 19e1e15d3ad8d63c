import { resolveImageSource } from './image-source';
import { resolveStdioSource } from './stdio-source';
import { Issues } from '../../foundation/issues';
import { isInstance } from '../../foundation/reader';
import { PlatformSpec } from '../../platform/resolve';
import { ServerSource } from '../../source/server-source';
import { SourceKind } from '../../source/source-kind';
import { McpServerProps } from '../mcp-server-props';
import { ResolvedSource } from './resolved-source';

export const SOURCE_PROPS = { source: true, imagePullSecrets: true } as const;

/** The container of a server; undefined when the source is none. */
export function resolveSource(
  issues: Issues,
  props: McpServerProps,
  platform: PlatformSpec,
): ResolvedSource | undefined {
  if (
    !issues.check(
      isInstance(props.source, ServerSource),
      'source',
      'a ServerSource, such as ServerSource.image(…)',
      props.source,
    )
  ) {
    return undefined;
  }
  const source = props.source._source;
  return source.kind === SourceKind.IMAGE
    ? resolveImageSource(issues, props, source, platform)
    : resolveStdioSource(issues, props, source, platform);
}
