import type { Readers } from '../dialogue/readers.js';
import { readAmount } from './amounts.js';
import { readCategory } from './categories.js';
import { findEmergency } from './danger.js';
import { readHouseholds } from './households.js';
import { readOutside, readOutsideAnswer } from './outside.js';
import { readName, readPhone } from './people.js';
import { readRooms } from './rooms.js';
import { readTime } from './times.js';
import { understand } from './understand.js';

/** How the dialogue understands words when no language model is asked: by the rules of this folder alone. */
export const RULE_READERS: Readers = {
  understand,
  isEmergency: (text) => findEmergency(text) !== null,
  readAmount,
  readHouseholds,
  readRooms,
  readPhone,
  readName,
  readCategory,
  readOutside,
  readOutsideAnswer,
  readTime: (text, now) => readTime(text, now, 'future'),
};
