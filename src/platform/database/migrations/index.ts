import { FirstHouse1761000000000 } from './1761000000000-first-house.js';
import { SecondHousePeople1763800000000 } from './1763800000000-second-house-people.js';
import { CalendarYears1763800100000 } from './1763800100000-calendar-years.js';
import { ApprovalActs1763800200000 } from './1763800200000-approval-acts.js';
import { Payments1763800300000 } from './1763800300000-payments.js';
import { SmsReceipts1763800400000 } from './1763800400000-sms-receipts.js';
import { DutyRoster1763800700000 } from './1763800700000-duty-roster.js';
import { Matters1763800800000 } from './1763800800000-matters.js';
import { InboundErrors1763800600000 } from './1763800600000-inbound-errors.js';
import { CustomerLinks1763801000000 } from './1763801000000-customer-links.js';
import { Overview1763800500000 } from './1763800500000-overview.js';
import { TodoCard1763801100000 } from './1763801100000-todo-card.js';
import { Platforms1763801300000 } from './1763801300000-platforms.js';
import { CaseLibrary1763801600000 } from './1763801600000-case-library.js';
import { LanguageBudget1763802000000 } from './1763802000000-language-budget.js';
import { TimerEscalate1763802100000 } from './1763802100000-timer-escalate.js';
import { UnmeasuredDocuments1763802200000 } from './1763802200000-unmeasured-documents.js';

/** Explicit, in order; never a glob. */
export const MIGRATIONS = [FirstHouse1761000000000, SecondHousePeople1763800000000, CalendarYears1763800100000, ApprovalActs1763800200000, Payments1763800300000, SmsReceipts1763800400000, Overview1763800500000, InboundErrors1763800600000, DutyRoster1763800700000, Matters1763800800000, CustomerLinks1763801000000, TodoCard1763801100000, Platforms1763801300000, CaseLibrary1763801600000, LanguageBudget1763802000000, TimerEscalate1763802100000, UnmeasuredDocuments1763802200000] as const;
