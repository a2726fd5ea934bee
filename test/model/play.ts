import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AnswerCard, Appoints, appoint, APPROVER_ACTS, Delegates, HandsOver, Leaves, Nothing, Plan, Restarts, Says, TakesBack, Tap, tapStep, Waits } from './acts.js';
import type { Book } from './book.js';
import { hasVoted, openRun, presentStep } from './judge.js';
import { Known } from './known.js';
import { Office } from './office.js';

const ACTS_AT_LEAST = 30;
const ACTS_AT_MOST = 40;

const index = fc.nat({ max: 40 });
const tap = (who: 'asked' | 'owner' | 'anybody', actions: readonly (typeof APPROVER_ACTS)[number][]) =>
  fc.record({ who: fc.constant(who), action: fc.constantFrom(...actions), seat: index, person: index, words: fc.integer({ min: 0, max: 5 }).map((one) => one > 0), toDeputy: fc.boolean() }).map((plan) => new Tap(plan));

/** Shrinks to acts that do nothing, so that what remains of a failure is what it needs. */
const act: fc.Arbitrary<fc.AsyncCommand<Known, Office>> = fc.oneof(
  { withCrossShrink: true },
  { weight: 1, arbitrary: fc.constant(new Nothing()) },
  { weight: 16, arbitrary: tap('asked', ['approve', 'approve', 'approve', 'approve', 'reject', 'return', 'return', 'transfer', 'transfer', 'ask-before', 'ask-before', 'ask-after', 'take-back']) },
  { weight: 5, arbitrary: tap('owner', APPROVER_ACTS) },
  { weight: 5, arbitrary: tap('anybody', APPROVER_ACTS) },
  { weight: 5, arbitrary: fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('fitting' as const, 'fitting' as const, 'fitting' as const, 'answer' as const, 'opinion-agree' as const, 'opinion-object' as const), index).map(([at, own, action, person]) => new AnswerCard(at, own > 0, action, person)) },
  { weight: 7, arbitrary: fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 5 })).map(([amount, planner]) => new Plan(amount, planner)) },
  { weight: 7, arbitrary: fc.constantFrom('withdraw' as const, 'urge' as const, 'urge' as const, 'answer' as const, 'answer' as const, 'households' as const, 'media' as const).map((word) => new Says(word)) },
  { weight: 4, arbitrary: fc.tuple(index, fc.nat({ max: 20 }), fc.nat({ max: 2 })).map(([person, to, period]) => new Delegates(person, to % 3 === 0 ? 0 : to, period)) },
  { weight: 2, arbitrary: index.map((person) => new TakesBack(person)) },
  { weight: 2, arbitrary: index.map((person) => new Leaves(person)) },
  { weight: 3, arbitrary: fc.tuple(index, index, fc.nat({ max: 3 })).map(([from, to, who]) => new HandsOver(from, to, who > 0)) },
  { weight: 2, arbitrary: fc.tuple(index, fc.nat({ max: 3 })).map(([to, who]) => new Appoints(to, who > 0)) },
  { weight: 5, arbitrary: fc.constantFrom(1, 20, 61, 240, 800, 1440).map((minutes) => new Waits(minutes)) },
  { weight: 3, arbitrary: fc.boolean().map((middle) => new Restarts(middle)) },
);

interface Game {
  readonly runs: number;
  readonly seed: number;
  /** Where a failure was found, to run that one again. */
  readonly path?: string;
}

/** Random people do random things to the approval of one complaint, `runs` times over. */
async function play(office: Office, book: Book, game: Game): Promise<void> {
  let acts = 0;
  let games = 0;
  let slowest = 0;
  process.stdout.write(`approvals model: ${book.pack} begins, MODEL_SEED=${game.seed}\n`);
  const runs = fc.asyncProperty(fc.array(act, { minLength: ACTS_AT_LEAST, maxLength: ACTS_AT_MOST, size: 'max' }), async (commands) => {
    const started = performance.now();
    await office.begins(book.complaint);
    const known = new Known(book, office.people.people, office.people.deputies);
    acts += commands.length;
    await allCarriedOut(commands, known, office);
    await comesToAnEnd(known, office).catch((error: unknown) => failsAt('its end', office, error));
    assert.deepEqual(await office.faults(), []);
    assert.deepEqual(await cardsThatLie(office), [], 'a card offers what nobody can do any more');
    assert.deepEqual(office.complaints, []);
    games += 1;
    slowest = Math.max(slowest, performance.now() - started);
  });
  // To shrink a game takes hundreds more of them, many minutes that look like a hang: only where it is asked for, and for as long as is said.
  const shrinks = Number.isFinite(MOST_SHRINKING) ? { interruptAfterTimeLimit: MOST_SHRINKING * 1000 } : { endOnFailure: true };
  await fc.assert(runs, { numRuns: game.runs, seed: game.seed, ...shrinks, ...(game.path === undefined ? {} : { path: game.path }) });
  const taps = Object.entries(office.tally).map(([action, { taken, refused }]) => `${action} ${taken}/${refused}`).join(', ');
  process.stdout.write(`approvals model: ${book.pack}, seed ${game.seed}, ${games} runs of ${Math.round(acts / games)} acts, the slowest ${Math.round(slowest)} ms; taps taken/refused: ${taps}\n`);
}

/** A failure says at which act of the game it came. */
async function allCarriedOut(commands: readonly fc.AsyncCommand<Known, Office>[], known: Known, office: Office): Promise<void> {
  let at = 0;
  const counted = commands.map((command, index) => ({
    check: () => true,
    run: async (model: Known, real: Office) => {
      at = index;
      await command.run(model, real);
    },
    toString: () => command.toString(),
  }));
  try {
    await fc.asyncModelRun(() => ({ model: known, real: office }), counted);
  } catch (error) {
    failsAt(`act ${at + 1}, ${commands[at]?.toString() ?? ''}`, office, error);
  }
}

function failsAt(where: string, office: Office, error: unknown): never {
  throw new Error(`${where}, of ${office.number}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

const MOST_ROUNDS = 40;

/** Whatever was done: the open run can be brought to its end by those who are asked. */
async function comesToAnEnd(known: Known, office: Office): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const seen = await office.look();
    const run = openRun(seen);
    if (run === undefined) return;
    if (!(await goesOn(known, office))) {
      const step = presentStep(run);
      throw new Error(`a dead end (${office.lastAnswer}): ${JSON.stringify({ step, inquiries: run.inquiries, vacant: seen.vacant, left: [...known.left] })}`);
    }
  }
  throw new Error('the run does not come to an end');
}

async function goesOn(known: Known, office: Office): Promise<boolean> {
  const seen = await office.look();
  const run = openRun(seen);
  const step = run === undefined ? undefined : presentStep(run);
  if (run === undefined || step === undefined) return false;
  if (step.state === 'returned') {
    await office.says(known.book.handler, `${office.number} 答复:已补`);
    known.returned.delete(run.id);
    return presentStep(openRun(await office.look()) ?? run)?.state === 'open';
  }
  const vacancies = seen.cards.filter((one) => one.kind === 'approval-vacancy' && one.state === 'open');
  for (const card of vacancies) {
    const to = known.people.find((one) => known.isHere(one) && ![known.plan?.by, known.book.administrator].includes(one)) ?? '';
    if (await appoint(known, office, await office.look(), card, known.book.administrator, to)) return true;
  }
  for (const seat of step.seats.filter((one) => !hasVoted(step, one))) {
    const card = seen.cards.find((one) => one.id === seat.cardId);
    if (card === undefined) continue;
    const tap = { card, by: seat.personId, words: true, other: '' };
    const asks = run.inquiries.some((one) => one.kind === 'before' && one.endedAt === null && one.step === step.step && one.role === seat.role);
    if (asks && (await tapStep(known, office, await office.look(), { ...tap, action: 'take-back' }))) return true;
    if (await tapStep(known, office, await office.look(), { ...tap, action: 'approve' })) return true;
  }
  // The tap was refused for want of somebody in the next step, and the administrator has been asked for him.
  if ((await office.look()).vacant.some((role) => !seen.vacant.includes(role))) return true;
  return opinionsGiven(known, office);
}

/** Whoever was asked for his opinion gives it. */
async function opinionsGiven(known: Known, office: Office): Promise<boolean> {
  const seen = await office.look();
  for (const card of seen.cards.filter((one) => one.kind === 'approval-inquiry' && one.state === 'open')) {
    const outcome = await office.taps(card.id, card.chatId, 'opinion-agree', { reason: '可以' });
    const asked = seen.runs.flatMap((run) => run.inquiries).find((one) => one.id === card.subject);
    if (outcome.accepted !== true) continue;
    known.opinions = known.opinions.filter((one) => !(one.of === asked?.askedOf && one.by === asked.askedBy && one.step === asked.step));
    return true;
  }
  return false;
}

/** Cards of runs that have ended with buttons that decide. */
const cardsThatLie = (office: Office): Promise<{ title: string }[]> =>
  office.rows<{ title: string }>(
    `select c.wanted ->> 'title' as title from card c join approval_run r on r.id::text = split_part(c.subject_id, ':', 1)
     where c.company_id = $1 and c.subject_kind = 'approval-step' and r.state <> 'open'
       and exists (select 1 from jsonb_array_elements(c.wanted -> 'buttons') b where b ->> 'action' <> 'approval-form')`,
    [office.companyId],
  );

const NAMED_SEED = Number(process.env['MODEL_SEED']);
const NAMED_RUNS = Number(process.env['MODEL_RUNS']);
/** Seconds a failure may be shrunk for, with `MODEL_PATH` above all. */
const MOST_SHRINKING = Number(process.env['MODEL_SHRINK'] ?? Number.NaN);
const given = (named: number, otherwise: number): number => (Number.isSafeInteger(named) && named !== 0 ? named : otherwise);

const causes = (error: unknown): string => (error instanceof Error ? `${error.message}${error.cause === undefined ? '' : `\nbecause ${causes(error.cause)}`}` : String(error));

/** One book's games on a database of their own. `MODEL_SEED`, `MODEL_PATH`, `MODEL_RUNS` and `MODEL_SHRINK` ask for other games. */
export async function playBook(name: string, book: Book, runs: number, seed: number): Promise<void> {
  const path = process.env['MODEL_PATH'];
  const office = await Office.open(`${name}_${book.pack}`, book.pack);
  try {
    await play(office, book, { runs: given(NAMED_RUNS, runs), seed: given(NAMED_SEED, seed), ...(path === undefined ? {} : { path }) });
  } catch (error) {
    const said = `under ${book.pack}: ${causes(error)}`;
    // At once: another book's games may go on for many minutes.
    process.stdout.write(`approvals model: ${said}\n`);
    throw new Error(said, { cause: error });
  } finally {
    await office.close();
  }
}

/** Every book at once, so that both cores work; a failure of one lets the others end. */
export async function playBooks(name: string, books: readonly Book[], runs: number, seed: number): Promise<void> {
  const played = await Promise.allSettled(books.map((book, index) => playBook(name, book, runs, seed + index)));
  for (const one of played) if (one.status === 'rejected') throw one.reason;
}
