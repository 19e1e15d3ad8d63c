// Limits of requests, all callers together: buckets that are filled again and again.

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

export class Limits {
  constructor(limits) {
    this.buckets = limits.map(limit => new Bucket(limit));
  }

  refusal() {
    const headers = this.buckets.map(bucket => bucket.take()).find(refused => refused);
    return headers && { status: 429, headers, text: 'rate limit exceeded' };
  }
}
