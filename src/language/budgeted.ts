import type { MachineClock } from '../platform/time/machine-clock.js';
import { dayOf } from '../terms/instants.js';
import type { LanguageAsk, LanguageModel } from '../terms/language-model.js';
import { refuse, type Outcome } from '../terms/outcome.js';

/** After this many failures in a row the model is left alone for a while: nobody waits 8 s for a server that is down. */
const FAILURES = 5;
const PAUSE_MS = 60_000;

/** Keeps a model to so many questions a day (of this process), and leaves it alone while it is down. */
export class BudgetedModel implements LanguageModel {
  private day = '';
  private asked = 0;
  private failures = 0;
  private restsUntil = 0;

  constructor(
    private readonly model: LanguageModel,
    private readonly dailyBudget: number,
    private readonly clock: MachineClock,
  ) {}

  async answer(ask: LanguageAsk): Promise<Outcome<unknown>> {
    const now = this.clock.now();
    const today = dayOf(now);
    if (today !== this.day) [this.day, this.asked] = [today, 0];
    if (this.asked >= this.dailyBudget) return refuse('model-budget', '今天的语言模型用量已满,按规则理解。');
    if (now < this.restsUntil) return refuse('model-resting', '语言模型多次没有回答,稍后再试,按规则理解。');
    this.asked += 1;
    const answer = await this.model.answer(ask);
    this.failures = answer.ok ? 0 : this.failures + 1;
    if (this.failures >= FAILURES) [this.failures, this.restsUntil] = [0, this.clock.now() + PAUSE_MS];
    return answer;
  }
}
