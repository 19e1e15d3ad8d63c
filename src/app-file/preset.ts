import { SPREAD, mapCode, textCode } from './code';
import { Field, Forms, StructForm } from './forms';
import { Context, NOTHING, ParsedValue, below } from './parsed-value';
import { Program } from './program';
import { read, readStruct } from './values';
import { UNRESOLVED } from './variables';
import { McpCatalog } from '../catalog/mcp-catalog';
import { PresetOptions } from '../catalog/preset-options';
import { isPlainText } from '../foundation/names';

type Json = Readonly<Record<string, unknown>>;

/** What a server of the catalogue takes: the options of its preset, and the props of servers that no option is for. */
export function presetForm(forms: Forms): StructForm {
  const options = forms.struct('PresetOptions');
  return { ...options, fields: [...options.fields, ...furtherProps(forms)] };
}

/** The source is the preset's. */
function furtherProps(forms: Forms): Field[] {
  const taken = ['source', ...forms.struct('PresetOptions').fields.map(({ name }) => name)];
  return forms.struct('McpServerProps').fields.filter(({ name }) => !taken.includes(name));
}

/** A server of the catalogue, before it is read. */
export interface PresetInput {
  readonly id: string;
  readonly at: string;
  readonly input: Json;
}

/** Reads `preset: grafana` with its options and props; nothing after an issue. */
export function readPreset(
  context: Context,
  forms: Forms,
  program: Program,
  { id, at, input: { preset, ...input } }: PresetInput,
): ParsedValue {
  const before = context.faults();
  const further = furtherProps(forms).filter(({ name }) => Object.hasOwn(input, name));
  const names = further.map(({ name }) => name);
  const others = Object.fromEntries(Object.entries(input).filter(([key]) => !names.includes(key)));
  const options = readStruct(context, presetForm(forms), others, at);
  const props = further.map(({ name, form }) => ({
    name,
    isMap: form().kind === 'map',
    parsed: read(context, form(), input[name], below(at, name)),
  }));
  context.issues.check(
    preset === UNRESOLVED || (isPlainText(preset) && McpCatalog.ids.includes(preset)),
    `${at}.preset`,
    `one of ${McpCatalog.ids.join(', ')}`,
    preset,
  );
  if (preset === UNRESOLVED) {
    context.unmade();
  }
  if (context.faults() > before) {
    return NOTHING;
  }
  program.use('cdk8s-mcp', 'McpCatalog');
  const made = {
    // checked above, and made by the form of these options
    value: McpCatalog.named(preset as string).props(options.value as PresetOptions) as unknown as Json,
    code: `McpCatalog.named(${textCode(preset as string)}).props(${options.code})`,
  };
  return props.length === 0 ? made : withProps(program, id, made, props);
}

interface FurtherProp {
  readonly name: string;
  readonly isMap: boolean;
  readonly parsed: ParsedValue;
}

/** Props take the place of the preset's; maps are added to its maps. */
function withProps(
  program: Program,
  id: string,
  { value, code }: { readonly value: Json; readonly code: string },
  props: readonly FurtherProp[],
): ParsedValue {
  const variable = program.variable(`${id}-preset`);
  program.add(`const ${variable} = ${code};`);
  const isAdded = ({ name, isMap }: FurtherProp): boolean => isMap && value[name] !== undefined;
  return {
    value: {
      ...value,
      ...Object.fromEntries(
        props.map(prop => {
          const own = prop.parsed.value as Json;
          return [prop.name, isAdded(prop) ? { ...(value[prop.name] as Json), ...own } : own];
        }),
      ),
    },
    code: mapCode([
      [SPREAD, variable],
      ...props.map(prop => {
        const { name, parsed } = prop;
        return [name, isAdded(prop) ? addedCode(`${variable}.${name}`, parsed.code) : parsed.code] as const;
      }),
    ]),
  };
}

function addedCode(of: string, code: string): string {
  return mapCode([
    [SPREAD, of],
    [SPREAD, code],
  ]);
}
