// Asks the server for figures while somebody draws: one question at a time, always about the latest shape.

export class Live {
  constructor(ask, show) {
    Object.assign(this, { ask, show, waiting: null, busy: false, times: [] });
  }

  want(question) {
    this.waiting = question;
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.waiting) {
      const question = this.waiting;
      this.waiting = null;
      const answer = await this.ask(question);
      this.times = [...this.times.slice(-499), performance.now()]; // for the tests: when each answer was here
      if (!this.waiting || !question.final) this.show(answer, question);
    }
    this.busy = false;
  }
}
