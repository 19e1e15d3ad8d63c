import { Issues } from '../../foundation/issues';
import { checkMember } from '../../platform/checks';
import { HttpTransport } from '../../protocol/http-transport';
import { ProtocolRevision } from '../../protocol/protocol-revision';

/** Checks the revision of MCP that a server answers. HTTP+SSE was replaced before 2026-07-28. */
export function checkProtocol(
  issues: Issues,
  place: string,
  { protocol, transport }: { readonly protocol?: ProtocolRevision; readonly transport?: HttpTransport },
): void {
  checkMember(issues, `${place}protocol`, ProtocolRevision, protocol);
  const isStreamable = transport === undefined || transport === HttpTransport.STREAMABLE;
  if (protocol === ProtocolRevision.V2026_07_28 && !isStreamable) {
    issues.add(
      `${place}protocol`,
      `cannot be ${protocol} with transport ${transport}, which this revision does not have`,
      'leave it out, or HttpTransport.STREAMABLE',
    );
  }
}
