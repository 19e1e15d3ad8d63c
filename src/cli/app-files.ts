import type { parseDocument } from 'yaml';
import { Source, UserError } from './io';
import { BuiltApp, buildApp } from '../app-file/app-file';
import * as library from '../index';
import { withoutValues, yamlProblem } from '../private/yaml-problems';

/** More aliases than an app has; texts that grow by them are refused. */
const MOST_ALIASES = 100;

/** Makes the app of a file. Nothing is written. */
export function appOf({ name, text }: Source, outdir?: string): BuiltApp {
  return buildApp(documentIn(name, text), { where: name, outdir, library });
}

/** App files are YAML 1.2, as editors check them. */
function documentIn(name: string, text: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as { parseDocument: typeof parseDocument };
  const document = yaml.parseDocument(text, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) { throw new UserError(`${name}: is no YAML: ${yamlProblem(problem)}`); }
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (error) {
    throw new UserError(`${name}: is no YAML: ${withoutValues(error)}`);
  }
}
