// Counts checks. A failed one is printed and does not stop the others.

export class Checks {
  passed = 0;
  failed = 0;

  constructor(subject) {
    this.subject = subject;
  }

  /** Runs a check, which fails by throwing; returns what it returns, or undefined when it failed. */
  async check(title, prove) {
    try {
      const value = await prove();
      this.passed += 1;
      return value;
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED ${this.subject}: ${title}: ${error.message}`);
      return undefined;
    }
  }
}

/** Throws a message when something does not hold. */
export function expectThat(holds, message) {
  if (!holds) {
    throw new Error(message);
  }
}
