import type { Attachment, Command, Conversation, DialogueContext, Turn } from './types.js';
import type { Readers } from './readers.js';
import { readAsked } from './asked.js';
import { numberIn, paidSum, readCommand, timeNamed } from './commands.js';
import { readPlanSums } from './plan-sums.js';
import { chatOf, controlWord, plainWords } from './words.js';

interface Spoken {
  readonly conversation: Conversation;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly context: DialogueContext;
  readonly readers: Readers;
}

/** A room followed by what a customer reports begins a new matter, whatever was asked before. */
const NEW_REPORT = /^.{0,8}(?:栋|幢|号楼|座|#|\d+-\d+-?\d*).{0,24}(?:来电|来访|反映|投诉|报修|漏水|说)/;
/** Longest answer that names a colleague. */
const A_PERSON = 12;

/** The awaited command with the missing word put in; null when the words do not hold it. */
function completed(awaiting: Command, { text, attachments, context, readers }: Spoken): Command | null {
  const words = awaiting.text === '' ? text : [awaiting.text, text].filter((part) => part !== '').join(',');
  switch (awaiting.name) {
    case 'arrived':
    case 'photo':
      return attachments.length > 0 ? { ...awaiting, text: words } : null;
    case 'agreement':
    case 'payment':
      return papered(awaiting, text, words, attachments.length, readers);
    case 'supplement':
      return { ...awaiting, text: words };
    case 'snooze':
      return /小时|钟头|分|刻/.test(text) ? { ...awaiting, text: words } : null;
    case 'dispatch': {
      const person = text.normalize('NFKC').replace(/^(?:派单?|转)?(?:给|到)?\s*@?/, '').trim();
      return person !== '' && person.length <= A_PERSON ? { ...awaiting, text: person } : null;
    }
    case 'appointment':
    case 'extend':
    case 'pause': {
      // The time is known: what is awaited is the reason.
      if (awaiting.name !== 'appointment' && awaiting.at !== null) return text === '' ? null : { ...awaiting, text: words };
      const at = timeNamed(awaiting.name, text, context.now, readers);
      return at === null ? null : { ...awaiting, at, text: words };
    }
    case 'more-households': {
      const households = readers.readHouseholds(text)?.value ?? null;
      return households === null ? null : { ...awaiting, households, text: words };
    }
    case 'rooms': {
      const rooms = readers.readRooms(text)?.value ?? [];
      return rooms.length === 0 ? null : { ...awaiting, rooms, text: words };
    }
    case 'change-phone': {
      const phone = readers.readPhone(text)?.value ?? null;
      return phone === null ? null : { ...awaiting, phone };
    }
    case 'outside':
      return readers.readOutsideAnswer(text, context.now) === null ? null : { ...awaiting, text: words };
    case 'card-word':
      return text === '' ? null : { ...awaiting, text };
    case 'plan':
      return text === '' ? null : planned(awaiting, text, words, readers);
    default:
      return text === '' ? null : { ...awaiting, text: words };
  }
}

/** What is missing is the paper or the sum paid; words that bring neither are something else. */
function papered(awaiting: Command, text: string, words: string, files: number, readers: Readers): Command | null {
  const amount = paidSum(text, readers) ?? awaiting.amount;
  return files === 0 && amount === awaiting.amount ? null : { ...awaiting, amount, text: words };
}

function planned(awaiting: Command, text: string, words: string, readers: Readers): Command {
  const { amount, repairCost, unread } = readPlanSums(text, readers);
  return { ...awaiting, text: words, amount: amount ?? awaiting.amount, ...(repairCost === null ? {} : { repairCost }), ...(unread === true ? { sumUnread: unread } : {}) };
}

const LOOK_UPS: readonly string[] = ['help', 'query', 'ledger', 'my-tasks', 'my-approvals', 'due-today', 'overdue-this-week', 'who-has-most', 'why-nudged', 'duty-roster', 'set-duty'];
/** What a person says of all his approvals: no reason or question for one of them. */
const OF_ALL_APPROVALS: readonly string[] = ['delegate', 'cancel-delegation', 'hand-over', 'batch-agree'];
/** Cards that wait for a person: there “审批交给某某” is the answer; “取消委托” names nobody. */
const NAMES_A_PERSON: readonly string[] = ['transfer', 'appoint', 'ask-before', 'ask-after'];
const NAMING: readonly string[] = ['delegate', 'hand-over'];

/** Words that plainly are something else than the missing word: another case, a look-up, a new report, small talk. */
function isAside({ conversation, text, context, readers }: Spoken, awaiting: Command): boolean {
  if (text === '') return false;
  if (numberIn(text) || NEW_REPORT.test(text.normalize('NFKC')) || readers.isEmergency(text)) return true;
  if (controlWord(text) !== null || (chatOf(text) !== null && plainWords(text) !== '')) return true;
  if (awaiting.card === undefined && readAsked(text, context.now, readers) !== null) return true;
  const other = readCommand(text, { now: context.now, lastNumber: conversation.lastNumber }, readers);
  if (other === null || other.name === awaiting.name) return false;
  if (LOOK_UPS.includes(other.name)) return true;
  if (awaiting.card === undefined || !OF_ALL_APPROVALS.includes(other.name)) return false;
  return !(NAMES_A_PERSON.includes(awaiting.card.action) && NAMING.includes(other.name));
}

/** Takes a message as the word a command waits for; null when none waits or the message is something else. */
export function answerAwaited(spoken: Spoken): Turn | null {
  const { conversation, attachments } = spoken;
  const { awaiting } = conversation;
  if (awaiting === null || isAside(spoken, awaiting)) return null;
  const command = completed(awaiting, spoken);
  if (command === null) return null;
  return {
    conversation: { ...conversation, awaiting: null, pictures: [], lastNumber: command.number ?? conversation.lastNumber },
    replies: [],
    effects: [{ kind: 'command', command, attachments: [...conversation.pictures, ...attachments] }],
  };
}
