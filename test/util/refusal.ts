import { existsSync, mkdtempSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';

/** What the app is refused with. Proves that it is our own error and that nothing was written. */
export function refusal(build: (chart: Chart) => void, namespace: string | null = 'mcp-tools'): string {
  const outdir = join(mkdtempSync(join(tmpdir(), 'refusal-')), 'dist');
  const app = new App({ outdir });
  let error: unknown;
  try {
    build(new Chart(app, 'test', namespace === null ? {} : { namespace }));
    app.synth();
  } catch (thrown) {
    error = thrown;
  }
  const written = existsSync(outdir) ? readdirSync(outdir) : [];
  rmSync(join(outdir, '..'), { recursive: true });
  expect(written).toEqual([]);
  expect(error).toBeInstanceOf(Error);
  // TypeErrors and the like are accidents, not answers
  expect(Object.getPrototypeOf(error)).toBe(Error.prototype);
  return error instanceof Error ? error.message : '';
}

/** The message of a factory's refusal. */
export function refused(call: () => unknown): string {
  return refusal(() => {
    call();
  });
}

/** What plain JavaScript, JSON or another language could pass where TypeScript would not let us. */
export function wrong(value: unknown): never {
  return value as any as never;
}
