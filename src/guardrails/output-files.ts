import { ApiObject, App, Chart, Names, YamlOutputType } from 'cdk8s';
import { SubjectOf, headOf } from './final-head';
import { ownerOf } from './owner';
import { pathOf } from '../foundation/scopes';

/** A file that cdk8s writes, and what it is written for. */
interface OutputFile {
  readonly name: string;
  readonly of: string;
}

const FIX: Readonly<Partial<Record<YamlOutputType, string>>> = {
  [YamlOutputType.FILE_PER_CHART]: 'Give one of the charts another id.',
  [YamlOutputType.FILE_PER_RESOURCE]:
    'Give one of them another name, or use YamlOutputType.FILE_PER_CHART or FILE_PER_APP: ' +
    'FILE_PER_RESOURCE names files by kind and name alone.',
  [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]:
    'Give one of them another name, put one of them in a chart of its own, or use YamlOutputType.FILE_PER_CHART: ' +
    'FOLDER_PER_CHART_FILE_PER_RESOURCE names files by chart, kind and name alone.',
};

/** An error for each file that cdk8s would write twice: the second object replaces the first one. */
export function lostFiles(objects: readonly ApiObject[], subjectOf: SubjectOf): string[] {
  if (objects.length === 0) {
    return [];
  }
  const { yamlOutputType } = App.of(objects[0]);
  const taken = new Map<string, string>();
  return filesOf(yamlOutputType, objects, subjectOf).flatMap(({ name, of }) => {
    // some file systems do not tell capital letters from small ones
    const key = name.toLowerCase();
    const before = taken.get(key);
    taken.set(key, before ?? of);
    return before === undefined
      ? []
      : [`${of}: would be written to ${name}, which is the file of ${before}. Fix: ${FIX[yamlOutputType] ?? ''}`];
  });
}

/** The files of cdk8s, by its own rules for names. */
function filesOf(type: YamlOutputType, objects: readonly ApiObject[], subjectOf: SubjectOf): OutputFile[] {
  switch (type) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return objects.map(object => {
        const { kind, name } = headOf(object, subjectOf);
        return { name: fileOf(kind, name), of: ownerOf(object) };
      });
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return objects.map(object => ({
        name: `${pathOf(Chart.of(object))}/${fileOf(object.kind, object.name)}`,
        of: ownerOf(object),
      }));
    case YamlOutputType.FILE_PER_CHART:
      return [...new Set(objects.map(object => Chart.of(object)))].map(chart => ({
        name: Names.toDnsLabel(chart),
        of: pathOf(chart),
      }));
    default:
      return [];
  }
}

function fileOf(kind: string, name: string): string {
  return `${kind}.${name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}
