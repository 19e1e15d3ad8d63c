import { Source, UserError } from './io';
import { BuiltApp, buildApp } from '../app-file/app-file';
import { plainYaml } from '../foundation/yaml/plain-yaml';
import { composeDocuments } from '../foundation/yaml/yaml-documents';
import { withoutValues, yamlProblem } from '../foundation/yaml/yaml-problems';

/** More aliases than any app has: a text may not grow without bounds by them. */
const MAX_ALIASES = 100;

/** Makes the app of a file. Nothing is written. */
export function appOf({ name, text }: Source, outdir?: string): BuiltApp {
  return buildApp(plainYaml(text) ?? documentIn(name, text), { where: name, outdir });
}

/** App files are YAML 1.2, as editors check them. */
function documentIn(name: string, text: string): unknown {
  try {
    const [document, ...others] = composeDocuments(text, { uniqueKeys: true });
    const [problem] = document?.errors ?? [];
    if (problem !== undefined) {
      throw new Error(yamlProblem(problem));
    }
    if (others.length > 0) {
      throw new Error('has several documents: an app file must have one');
    }
    return document?.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    throw new UserError(`${name}: is not valid YAML: ${withoutValues(error)}`);
  }
}
