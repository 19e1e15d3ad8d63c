import { appOf } from './app-files';
import { Source } from './io';
import { renderedObjects } from './rendered-objects';
import { yamlText } from '../foundation/yaml/yaml-text';

/** The manifests of an app file. */
export function manifestsOf(source: Source): string {
  return yamlText(renderedObjects(appOf(source)));
}
