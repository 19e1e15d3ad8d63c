import { Source, UserError } from './io';
import { BuiltApp, buildApp } from '../app-file/app-file';
import { Places } from '../app-file/mistakes';
import { Environment } from '../app-file/variables';
import { lineEnds } from '../foundation/yaml/manifest-documents';
import { plainYaml } from '../foundation/yaml/plain-yaml';
import { TooDeep, composeDocuments } from '../foundation/yaml/yaml-documents';
import { YamlPlaces } from '../foundation/yaml/yaml-places';
import { problemWords, withoutValues } from '../foundation/yaml/yaml-problems';

/** More aliases than any app has: a text may not grow without bounds by them. */
const MAX_ALIASES = 100;

/** What an app is made with besides its file. */
export interface Surroundings {
  readonly outdir?: string;
  readonly environment?: Environment;
}

/** Makes the app of a file. Nothing is written. */
export function appOf({ name, text }: Source, { outdir, environment }: Surroundings = {}): BuiltApp {
  let known: Places | undefined;
  // read for errors only
  const places = (): Places => (known ??= new YamlPlaces(text));
  return buildApp(plainYaml(text) ?? documentIn(name, text), { where: name, outdir, environment, places });
}

/** App files are YAML 1.2, as editors check them. */
function documentIn(name: string, text: string): unknown {
  try {
    const [document, second] = composeDocuments(text, { uniqueKeys: true });
    const [problem] = document?.errors ?? [];
    if (problem !== undefined) {
      const [place] = problem.linePos ?? [];
      const at = place === undefined ? '' : `:${place.line}:${place.col}`;
      throw new UserError(`${name}${at}: is not valid YAML: ${problemWords(problem)}`);
    }
    if (second !== undefined) {
      const line = lineEnds(text.slice(0, second.range[0])) + 1;
      throw new UserError(`${name}:${line}:1: is not valid YAML: has several documents: an app file must have one`);
    }
    return document?.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    if (error instanceof UserError) {
      throw error;
    }
    const place = error instanceof TooDeep ? undefined : new YamlPlaces(text).danglingAlias;
    const at = place === undefined ? '' : `:${place.line}:${place.column}`;
    throw new UserError(`${name}${at}: is not valid YAML: ${withoutValues(error)}`);
  }
}
