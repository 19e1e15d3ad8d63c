/**
 * The document as text. agentgateway replaces `$NAME` and `${NAME}` in the whole text before it reads it, and ends when a variable is not set; `$$` stands for one
 * `$`. Nothing here is meant to be replaced.
 */
export function gatewayText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2).replace(/\$(?=[\p{L}\p{N}_{$])/gu, '$$$$')}\n`;
}
