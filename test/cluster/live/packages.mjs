// The packages that the pods of the live proof install, and what is needed for that.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Bridge } = require('../../../lib');

export const NPM_SERVER = '@modelcontextprotocol/server-everything@2026.8.31';
export const PYPI_SERVER = 'mcp-server-time==2026.10.19';
export const PYPI_CONSTRAINTS = ['mcp>=2.3,<3'];

export const PACKAGES = { npm: [NPM_SERVER, Bridge.mcpProxy().npmPackage], pypi: [PYPI_SERVER, ...PYPI_CONSTRAINTS] };
