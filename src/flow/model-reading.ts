import * as directory from '../directory/index.js';
import * as intake from '../intake/index.js';
import type { Conversation, Inbound } from '../intake/index.js';
import { SECOND } from '../terms/instants.js';
import { MODEL_PATIENCE_MS } from '../terms/language-model.js';
import type { Understanding, UnderstandingContext } from '../terms/understanding.js';
import type { House } from './house.js';
import type { Scene } from './scene.js';

/** A message that a language model is to read before anybody decides about it. */
export interface Unread {
  readonly id: string;
  readonly text: string;
  readonly context: UnderstandingContext;
}

/** What was made of it; null: the model gave nothing, the rules stand. */
export interface ModelHeard {
  readonly id: string;
  readonly text: string;
  readonly understanding: Understanding | null;
}

/** The sweep leaves the message alone for as long as the model may take, and a little more. */
const HELD = MODEL_PATIENCE_MS + 2 * SECOND;

/** Whether a claimed message is to be read by the model first; it is then held back from the sweep. Nothing is asked for a flood, a stranger, or a word that steers. */
export async function unread(scene: Scene, inbound: Inbound, conversation: Conversation, recent: number, heard: ModelHeard | null): Promise<Unread | null> {
  const { house, company } = scene;
  if (house.language === null || inbound.kind !== 'message' || heard?.id === inbound.id || recent >= house.limits.messagesPerMinute) return null;
  if (directory.personById(company.people, inbound.personId) === null) return null;
  const text = intake.worthReading(conversation, intake.incomingOf(inbound.payload), scene.now, intake.READERS);
  if (text === null) return null;
  await intake.holdForReading(scene.tx, inbound.id, scene.machineNow + HELD);
  return { id: inbound.id, text, context: { now: scene.now, projects: company.people.projects } };
}

/** Asks the model, outside of any transaction; whatever goes wrong, the rules' answer is there. */
export async function readByModel(house: House, { id, text, context }: Unread): Promise<ModelHeard> {
  if (house.language === null) return { id, text, understanding: null };
  const read = await intake.understandWith(house.language, text, context, intake.READERS);
  house.log.info({ trace: id, model: read.ok ? 'read' : read.code }, read.ok ? '语言模型已读' : read.message);
  return { id, text, understanding: read.ok ? read.value : null };
}

/** The readers for one message: what the model made of it, where it did. */
export const readersFor = (heard: ModelHeard | null, id: string): intake.Readers =>
  heard === null || heard.id !== id || heard.understanding === null ? intake.READERS : intake.readersKnowing(heard.text, heard.understanding, intake.READERS);
