const WIDTH = 120;

/**
 * The document as text. agentgateway replaces `$NAME` and `${NAME}` in the whole text before it reads it, and ends when
 * a variable is not set; `$$` stands for one `$`. Nothing here is meant to be replaced.
 */
export function gatewayText(document: unknown): string {
  return `${layOut(document, '').replace(/\$(?=[\p{L}\p{N}_{$])/gu, '$$$$')}\n`;
}

/**
 * JSON of which every part that fits stands on one line: half as long as one member for each line, and as easy to
 * compare.
 */
function layOut(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map(item => layOut(item, deeper))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}: ${layOut(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const line = `${open}${parts.join(', ')}${close}`;
  return indent.length + line.length <= WIDTH && !line.includes('\n')
    ? line
    : `${open}\n${parts.map(part => `${deeper}${part}`).join(',\n')}\n${indent}${close}`;
}
