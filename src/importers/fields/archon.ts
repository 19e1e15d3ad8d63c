import { CARRIED, FieldTable, each, told } from '../field-table';

/** Fields of a server in the values of Archon's chart. */
export const ARCHON_FIELDS: FieldTable = {
  ...each(
    [
      'allowedPaths',
      'allowed_paths',
      'args',
      'enabled',
      'env',
      'image',
      'package',
      'port',
      'serverType',
      'server_type',
      'transport',
    ],
    CARRIED,
  ),
  ...each(['description', 'name', 'version'], told('documentation')),
};
