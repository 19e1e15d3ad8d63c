// Ids of sessions hold the sessions of the servers, so that any replica with the same key goes on with them.
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from './messages.mjs';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

export class Sessions {
  constructor(key) {
    if (key !== undefined && !/^[0-9a-f]{64}$/i.test(key)) {
      throw new Error('invalid session persistence key');
    }
    this.key = key === undefined ? undefined : Buffer.from(key, 'hex');
  }

  /** The id for sessions of servers, each with name and, where the server keeps sessions, session. */
  idOf(sessions) {
    const state = { t: 'mcp', s: sessions.map(({ name, session }) => ({ t: name, s: session })) };
    if (sessions.some(({ session }) => session === undefined)) {
      state.r = randomUUID();
    }
    const text = JSON.stringify(state);
    if (this.key === undefined) {
      return Buffer.from(text).toString('base64url');
    }
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.key, nonce);
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  /** The sessions of servers by name. Throws a Refusal for an id that is not of this gateway or of other servers. */
  of(id, targets) {
    const { s: sessions } = this.stateOf(id);
    const known = Object.fromEntries(sessions.map(({ t: name, s: session }) => [name, session]));
    if (sessions.length !== targets.length || !targets.every(({ name }) => Object.hasOwn(known, name))) {
      throw new Refusal(404, 'session not found');
    }
    return known;
  }

  stateOf(id) {
    try {
      const sealed = Buffer.from(id, this.key === undefined ? 'base64url' : 'base64');
      return JSON.parse(this.key === undefined ? sealed : this.decrypt(sealed));
    } catch {
      throw new Refusal(400, 'invalid session ID header');
    }
  }

  decrypt(sealed) {
    const decipher = createDecipheriv(CIPHER, this.key, sealed.subarray(0, NONCE));
    decipher.setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]).toString();
  }
}
