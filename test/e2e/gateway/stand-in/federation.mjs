// Several servers as one: lists are merged, and what is used goes to the server whose name stands in front.
import { ask, headersFor } from './upstream.mjs';

const LISTS = {
  'tools/list': { key: 'tools', kind: 'tool', id: 'name', between: '_' },
  'prompts/list': { key: 'prompts', kind: 'prompt', id: 'name', between: '_' },
  'resources/list': { key: 'resources', kind: 'resource', id: 'uri', between: '+' },
  'resources/templates/list': { key: 'resourceTemplates', kind: 'resource', id: 'uriTemplate', between: '+' },
};
const USES = {
  'tools/call': { kind: 'tool', id: 'name', between: '_' },
  'prompts/get': { kind: 'prompt', id: 'name', between: '_' },
  'resources/read': { kind: 'resource', id: 'uri', between: '+' },
};
const INVALID_PARAMS = -32602;
const INTERNAL = -32603;
const NO_METHOD = -32601;

const failure = (code, message) => Object.assign(new Error(message), { code });

export class Federation {
  constructor(route, isAllowed) {
    this.route = route;
    this.isAllowed = isAllowed;
  }

  /** Answers a request of MCP for a caller: `known` to rules, with the `headers` that came. */
  answer(request, caller) {
    if (LISTS[request.method]) {
      return this.list(request, LISTS[request.method], caller);
    }
    if (USES[request.method]) {
      return this.use(request, USES[request.method], caller);
    }
    throw failure(NO_METHOD, 'Method not found');
  }

  ask(target, request, { headers, verified }) {
    const { timeout } = this.route;
    // a token that the gateway has checked stays here
    const removed = verified ? [...this.route.removed, 'authorization'] : this.route.removed;
    return ask(target, request, { headers: headersFor(target, headers, removed), timeout });
  }

  async list({ method }, { key, kind, id, between }, caller) {
    const { targets, failOpen, prefixed } = this.route;
    const lists = await Promise.all(
      targets.map(async target => {
        try {
          const found = (await this.ask(target, { method }, caller))[key];
          const seen = found.filter(one => this.isAllowed(kind, target.name, one[id], caller.known));
          return prefixed ? seen.map(one => ({ ...one, [id]: `${target.name}${between}${one[id]}` })) : seen;
        } catch (error) {
          if (failOpen) {
            return [];
          }
          throw failure(error.code === NO_METHOD ? NO_METHOD : INTERNAL, `upstream call failed: ${error.message}`);
        }
      }),
    );
    return { [key]: lists.flat() };
  }

  async use({ method, params }, { kind, id, between }, caller) {
    const requested = params?.[id] ?? '';
    const { target, name } = this.locate(requested, between);
    if (!this.isAllowed(kind, target.name, name, caller.known)) {
      throw failure(INVALID_PARAMS, `Unknown ${kind}: ${requested}`);
    }
    try {
      return await this.ask(target, { method, params: { ...params, [id]: name } }, caller);
    } catch (error) {
      // what the server itself says goes on as it is
      if (typeof error.code === 'number' && error.code <= -32600) {
        throw failure(error.code, error.message);
      }
      throw failure(INTERNAL, `upstream call failed: ${error.cause?.message ?? error.message}`);
    }
  }

  locate(requested, between) {
    const { targets, prefixed } = this.route;
    if (!prefixed) {
      return { target: targets[0], name: requested };
    }
    const at = requested.indexOf(between);
    const target = targets.find(({ name }) => name === requested.slice(0, Math.max(at, 0)));
    if (!target) {
      throw failure(INTERNAL, 'invalid resource name');
    }
    return { target, name: requested.slice(at + 1) };
  }
}
