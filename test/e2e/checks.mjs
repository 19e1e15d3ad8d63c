// Counts checks. A failed one is printed and does not stop the others.

export class Checks {
  passed = 0;
  failed = 0;
  /** Checks that fail as expected. */
  expected = 0;

  /**
   * `notYet` has `subject: title` of checks that the library does not pass yet; one of them that passes is a failure.
   */
  constructor(subject, notYet = []) {
    this.subject = subject;
    this.notYet = notYet;
  }

  /** Runs a check, which fails by throwing; returns what it returns, or undefined when it failed. */
  async check(title, prove) {
    const isExpected = this.notYet.includes(`${this.subject}: ${title}`);
    try {
      const value = await prove();
      if (isExpected) {
        throw new Error('it holds now, so it is no longer one of those that do not hold yet');
      }
      this.passed += 1;
      return value;
    } catch (error) {
      this.count(title, error, isExpected);
      return undefined;
    }
  }

  count(title, { message }, isExpected) {
    const holds = message.startsWith('it holds now');
    if (isExpected && !holds) {
      this.expected += 1;
      console.log(`not yet ${this.subject}: ${title}: ${message}`);
    } else {
      this.failed += 1;
      console.log(`FAILED ${this.subject}: ${title}: ${message}`);
    }
  }
}

/** Throws a message when something does not hold. */
export function expectThat(holds, message) {
  if (!holds) {
    throw new Error(message);
  }
}
