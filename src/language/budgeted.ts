import type { MachineClock } from '../platform/time/machine-clock.js';
import { dayOf } from '../terms/instants.js';
import type { LanguageAsk, LanguageModel } from '../terms/language-model.js';
import { refuse, type Outcome } from '../terms/outcome.js';

/** After this many failures in a row the model is left alone for a while: nobody waits 8 s for a server that is down. */
const FAILURES = 5;
const PAUSE_MS = 60_000;

/** Takes one of a day's questions; false when `most` have been taken. */
export type TakeQuestion = (day: string, most: number) => Promise<boolean>;

/** Counts the questions of this process alone: for the commands, which need no database. */
export function ownCount(): TakeQuestion {
  let counted = { day: '', asked: 0 };
  return (day, most) => {
    if (day !== counted.day) counted = { day, asked: 0 };
    counted.asked += 1;
    return Promise.resolve(counted.asked <= most);
  };
}

/** Keeps a model to so many questions a day, and leaves it alone while it is down. */
export class BudgetedModel implements LanguageModel {
  private failures = 0;
  private restsUntil = 0;

  constructor(
    private readonly model: LanguageModel,
    private readonly dailyBudget: number,
    private readonly clock: MachineClock,
    private readonly take: TakeQuestion,
  ) {}

  async answer(ask: LanguageAsk): Promise<Outcome<unknown>> {
    const now = this.clock.now();
    if (now < this.restsUntil) return refuse('model-resting', '语言模型多次没有回答,稍后再试,按规则理解。');
    // A count that cannot be kept is no leave to ask.
    const taken = await this.take(dayOf(now), this.dailyBudget).catch(() => false);
    if (!taken) return refuse('model-budget', '今天的语言模型用量已满,按规则理解。');
    const answer = await this.model.answer(ask);
    this.failures = answer.ok ? 0 : this.failures + 1;
    if (this.failures >= FAILURES) [this.failures, this.restsUntil] = [0, this.clock.now() + PAUSE_MS];
    return answer;
  }
}
