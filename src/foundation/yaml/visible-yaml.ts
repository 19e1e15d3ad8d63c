import { composeDocuments } from './yaml-documents';
import { hasInvisible, visibleInYaml } from '../visible';

type Yaml = typeof import('yaml');

/**
 * The same documents of YAML without characters that a terminal acts on or does not show: strings with them are quoted,
 * with escapes.
 */
export function visibleYaml(text: string): string {
  if (!hasInvisible(text)) {
    return text;
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('yaml') as Yaml;
  // every plain scalar stays as it is written
  const documents = composeDocuments(text, { schema: 'failsafe' });
  for (const document of documents) {
    yaml.visit(document, {
      Scalar: (_, node) => {
        if (typeof node.value === 'string' && hasInvisible(node.value)) {
          node.type = 'QUOTE_DOUBLE';
        }
      },
    });
  }
  return visibleInYaml(documents.map(document => document.toString({ lineWidth: 0 })).join(''));
}
