import type { Readers } from './dialogue/readers.js';
import { readAmount } from './understanding/amounts.js';
import { readCategory } from './understanding/categories.js';
import { findEmergency } from './understanding/danger.js';
import { readHouseholds } from './understanding/households.js';
import { readName, readPhone } from './understanding/people.js';
import { readRooms } from './understanding/rooms.js';
import { readTime } from './understanding/times.js';
import { understand } from './understanding/understand.js';

/** Understanding by rules, as the dialogue uses it. */
export const READERS: Readers = {
  understand,
  isEmergency: (text) => findEmergency(text) !== null,
  readAmount,
  readHouseholds,
  readRooms,
  readPhone,
  readName,
  readCategory,
  // Appointments and extensions lie ahead: 周五 is the next one, not the last.
  readTime: (text, now) => readTime(text, now, 'future'),
};
