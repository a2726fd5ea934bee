import type { Readers } from '../dialogue/readers.js';
import { readAmount } from './amounts.js';
import { findCategory, readCategory } from './categories.js';
import { findEmergency } from './danger.js';
import { readHouseholds } from './households.js';
import { readOutside, readOutsideAnswer } from './outside.js';
import { readName, readPhone } from './people.js';
import { findRooms, readRooms } from './rooms.js';
import { readTime } from './times.js';
import { understand } from './understand.js';
import { blank, plain } from './writing.js';
import type { Category } from '../../../terms/complaint.js';

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
  likelyCategories,
  readOutside,
  readOutsideAnswer,
  readTime: (text, now) => readTime(text, now, 'future'),
};

function likelyCategories(text: string): readonly Category[] {
  const line = plain(text);
  const found = findCategory(blank(line, findRooms(line).taken));
  if (found === null) return [];
  return found.second === null ? [found.value] : [found.value, found.second];
}
