import type { Category } from '../../../terms/complaint.js';
import type { Fen } from '../../../terms/money.js';
import type { Instant } from '../../../terms/instants.js';
import type { OutsideSaid } from '../../../terms/outside.js';
import type { Understanding, UnderstandingContext } from '../../../terms/understanding.js';

/** What was read from an answer, with the words it rests on. */
export interface Reading<T> {
  readonly value: T;
  readonly evidence: string;
}

/** How the dialogue understands words; rules today, perhaps a language model tomorrow. Each reader is pure and total. */
export interface Readers {
  understand(text: string, context: UnderstandingContext): Understanding;
  /** People in danger: 困梯, 燃气, 坠物, 着火, 漏电. */
  isEmergency(text: string): boolean;
  /** A bare or worded sum; 0 means that no money is asked for. */
  readAmount(text: string): Reading<Fen> | null;
  readHouseholds(text: string): Reading<number> | null;
  readRooms(text: string): Reading<readonly string[]> | null;
  readPhone(text: string): Reading<string> | null;
  readName(text: string): Reading<string> | null;
  readCategory(text: string): Reading<Category> | null;
  /** The categories the words speak for, the likeliest first, two at most. */
  likelyCategories(text: string): readonly Category[];
  /** Who passed a report on from outside, with his number and deadline; null when nobody did. */
  readOutside(text: string, now: Instant): OutsideSaid | null;
  /** The same from an answer, in which only a number or a date may stand. */
  readOutsideAnswer(text: string, now: Instant): OutsideSaid | null;
  /** A time still to come: 明天下午3点, 3月10日. */
  readTime(text: string, now: Instant): Reading<Instant> | null;
}
