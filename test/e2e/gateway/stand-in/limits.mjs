// Limits of requests: buckets that are filled again and again, all callers of a route together, and a service that
// counts elsewhere.
import { Refusal } from './messages.mjs';
import { isOverLimit } from './rate-limit-service.mjs';

class Bucket {
  constructor({ maxTokens, tokensPerFill, interval }) {
    Object.assign(this, { maxTokens, tokensPerFill, interval, tokens: maxTokens, filled: performance.now() });
  }

  /** @returns undefined when the request passes, else the headers of the refusal. */
  take() {
    const fills = Math.floor((performance.now() - this.filled) / (this.interval * 1000));
    this.tokens = Math.min(this.maxTokens, this.tokens + fills * this.tokensPerFill);
    this.filled += fills * this.interval * 1000;
    if (this.tokens > 0) {
      this.tokens -= 1;
      return undefined;
    }
    return {
      'x-ratelimit-limit': String(this.maxTokens),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(this.interval),
    };
  }
}

const exceeded = headers => Object.assign(new Refusal(429, 'rate limit exceeded'), { headers });

export class Limits {
  constructor({ localLimits, remoteLimit }) {
    this.buckets = localLimits.map(limit => new Bucket(limit));
    this.remote = remoteLimit;
  }

  /** Throws a Refusal when there were too many requests. */
  async count(known) {
    const headers = this.buckets.map(bucket => bucket.take()).find(refused => refused);
    if (headers) {
      throw exceeded(headers);
    }
    if (this.remote) {
      await this.countElsewhere(known);
    }
  }

  /** A key that cannot be evaluated leaves nothing to count, so the service is not asked. */
  async countElsewhere(known) {
    const { failOpen, descriptors } = this.remote;
    const counted = descriptors
      .map(entries => entries.map(({ key, valueOf }) => [key, valueOf(known)]))
      .filter(entries => entries.every(([, value]) => value !== undefined));
    if (counted.length === 0) {
      return;
    }
    // an answer that never comes is waited for, also with failOpen
    const over = await isOverLimit(this.remote, counted).catch(error => {
      if (failOpen) {
        return false;
      }
      throw new Refusal(500, `rate limit failed: ${error.message}`);
    });
    if (over) {
      throw exceeded();
    }
  }
}
